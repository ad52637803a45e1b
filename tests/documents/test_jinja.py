"""Templates of machine configurations are read without what Jinja decides; every line keeps its number."""

from __future__ import annotations

import pytest

from svclint.documents.jinja import without_statements
from svclint.documents.read import read
from svclint.model import Reading

TEMPLATE = """\
cluster:
  {% if ENV.IS_CONTROLLER %}
  etcd:
    advertisedSubnets: [192.0.2.0/24]
    {% for name in names %}
    x-{{ name }}: [
    {% endfor %}
  {%- else -%}
  etcd: {}
  {% endif %}
  network:
    podSubnets: [10.42.0.0/16]
"""


def test_statements_and_blocks_become_empty_lines() -> None:
    lines = without_statements(TEMPLATE.encode()).decode().split("\n")

    assert [(number, line) for number, line in enumerate(lines, 1) if line] == [
        (1, "cluster:"),
        (11, "  network:"),
        (12, "    podSubnets: [10.42.0.0/16]"),
    ]


@pytest.mark.parametrize(
    "text", ["a: {% if x %}1{% endif %}\n", "{% endif %}\na: 1\n", "{% if x %}\na: 1\n", "a: b\n", "a: '{{ b }}'\n"]
)
def test_other_templates_stay_as_they_are(text: str) -> None:
    assert without_statements(text.encode()) == text.encode()


@pytest.mark.parametrize("statement", ["{% set x = 1 %}", "{% include 'a.j2' %}", "{%- raw -%}"])
def test_statements_without_a_block_are_one_line(statement: str) -> None:
    assert without_statements(f"{statement}\na: 1\n".encode()) == b"\na: 1\n"


@pytest.mark.parametrize(("path", "reading"), [("a.yaml.j2", Reading.READ), ("a.yaml", Reading.TEMPLATE)])
def test_only_templates_are_read_so(path: str, reading: Reading) -> None:
    assert read(path, TEMPLATE.encode(), None).reading == reading


def test_the_statements_of_makejinja_are_comments_of_yaml() -> None:
    text = "a: 1\n#% if x %#\nb: 2\n#% else %#\nb: 3\n#% endif %#\nc: 4\n# 100 %\n"
    assert without_statements(text.encode()) == b"a: 1\n\n\n\n\n\nc: 4\n# 100 %\n"


@pytest.mark.parametrize(("path", "flaws"), [("talconfig.yaml.j2", 0), ("talconfig.yaml", 1)])
def test_a_key_in_both_branches_of_a_condition_is_no_duplicate(path: str, flaws: int) -> None:
    text = b"a:\n  #% if x == '50%' %#\n  b: 2\n  #% else %#\n  b: 3\n  #% endif %#\n"
    assert len(read(path, text, None).flaws) == flaws
