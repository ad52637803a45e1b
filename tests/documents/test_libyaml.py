"""PyYAML's binding without the rest of PyYAML: what is not imported, and that a later import finds all of it."""

from __future__ import annotations

import subprocess
import sys

import pytest

BINDING = "from svclint.documents.libyaml import load_binding, c_parser\nload_binding()\nimport sys\n"


def run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.mark.parametrize("module", ["yaml.reader", "yaml.constructor", "yaml.resolver"])
def test_the_rest_is_not_imported(module: str) -> None:
    assert run(f"{BINDING}print(c_parser() is not None, {module!r} in sys.modules)") == "True False"


def test_the_errors_of_the_parser_are_those_of_pyyaml() -> None:
    code = """
from svclint.documents.yaml import YamlError, parse
for text in ("a: [", "a: 'b", "a: \\x01", "a: *b"):
    try:
        list(parse(text))
    except YamlError as error:
        print(error.line, error.column, error.message)
"""
    assert run(BINDING + code) == run(code)
    assert len(run(code).splitlines()) == 4


def test_a_later_import_has_all_of_pyyaml() -> None:
    code = """
import yaml
assert yaml.load("a: [1, 2]", yaml.CSafeLoader) == yaml.safe_load("a: [1, 2]") == {"a": [1, 2]}
assert yaml.events.ScalarEvent is sys.modules["yaml.events"].ScalarEvent
for loader in (yaml.CSafeLoader, yaml.SafeLoader):
    try:
        yaml.load("a: [", loader)
    except yaml.MarkedYAMLError as error:
        print(error.problem_mark.line)
"""
    assert run(BINDING + code) == "1\n0"  # libyaml and Python disagree about the end


def test_pyyaml_that_is_already_imported_stays() -> None:
    code = "import yaml\nbefore = sys.modules['yaml']\nload_binding()\nprint(sys.modules['yaml'] is before)"
    assert run(f"import sys\nfrom svclint.documents.libyaml import load_binding\n{code}") == "True"


def test_without_pyyaml_nothing_happens() -> None:
    code = "sys.path = [path for path in sys.path if 'site-packages' not in path]\nload_binding()\nprint(*sys.modules)"
    loaded = run(f"import sys\nfrom svclint.documents.libyaml import load_binding\n{code}").split()
    assert not [name for name in loaded if name.startswith("yaml")]
