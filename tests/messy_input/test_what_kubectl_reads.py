"""What kubectl finds in a file is checked, however its documents are put together; what it refuses is said.

kubectl reads with apimachinery's YAMLOrJSONDecoder and unstructuredJSONScheme. Of each text here it was asked by
`kubectl label --local -f FILE`, except where a comment says who else reads the object.
"""

from __future__ import annotations

import json

import pytest

from tests.support.messy_repositories import TAKES, VIP, Repository

INNER = {"metadata": {"name": "x"}, "spec": {"externalIPs": [VIP], "ports": [{"port": 6443}]}}
TYPED = {"apiVersion": "v1", "kind": "Service", **INNER}
SERVICE = json.dumps(TYPED)
MAP = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"y","annotations":{"a":"{{ x }}"}}}'
SCHEMA = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"


def said(repository: Repository, text: str) -> list[str]:
    """`rule line` of all that is said of a file with the text."""
    repository.write("f.yaml", text)
    return [one.replace("f.yaml:", "").rpartition(":")[0] for one in repository.findings()]


@pytest.mark.parametrize(
    "text",
    [
        f"# x\n---#\n{SERVICE}\n",
        f"\n---#\n{SERVICE}\n",
        f"null\n---# foo\n{SERVICE}\n",
        f"a\n---# foo\n{SERVICE}\n",
        f"# x\r\n---#\r\n{SERVICE}\r\n",
        f"# x\n---\u00a0\n{SERVICE}\n",
        f"# x\n---\v#\n{SERVICE}\n",
        f"# x\n---\u2028# b\n{SERVICE}\n",
        f"# x\n--- # b\u2028a\n{SERVICE}\n",
        f"# x\n--- # b\ra\n{SERVICE}\n",
        f"a: '{{{{ b }}}}'\n---#\n{SERVICE}\n",
        f"a: {{{{ b }}}}\n---#\n{SERVICE}\n",
        f"a: b\n%X\n---#\n{SERVICE}\n---\nc: '\n%'\n",
        f"a: b\n...\n%YAML 1.1\n---#\n{SERVICE}\n",
        f"---#\n{SERVICE}\n",  # Helm
    ],
)
def test_every_separator_of_kubernetes_ends_a_document(repository: Repository, text: str) -> None:
    line = next(number for number, line in enumerate(text.split("\n"), 1) if "externalIPs" in line)
    line += text.count("\ra")

    assert f"{TAKES} {line}" in said(repository, text)


def test_a_separator_s_comment_is_a_comment(repository: Repository) -> None:
    assert said(repository, f"a: b\n---# {SERVICE}\nc: {VIP}\n") == []


@pytest.mark.parametrize(
    "text",
    [
        f"# x\n---a: b\napiVersion: v1\nkind: Service\nspec: {{externalIPs: [{VIP}]}}\n",
        f"apiVersion: v1\nkind: ConfigMap\n---a: b\nspec: {{externalIPs: [{VIP}]}}\n",
        f"# x\n---kind: Service\nmetadata: {{name: x}}\nspec: {{externalIPs: [{VIP}]}}\n",  # Helm
    ],
)
def test_what_is_no_separator_for_kubernetes_is_said(repository: Repository, text: str) -> None:
    assert f"invalid-yaml {text.split('---')[0].count(chr(10)) + 1}" in said(repository, text)


@pytest.mark.parametrize(
    "text",
    [
        f'key: "\n-----BEGIN CERTIFICATE-----\n{VIP}\n-----END CERTIFICATE-----"\nexternalIPs: []\n',
        f"--- # a\nexternalIPs: []\n--- {{externalIPs: []}}\n---  \n# {VIP}\n",
        "---{{ if .Values.a }}\nkind: Service\nspec: {externalIPs: []}\n",
    ],
)
def test_lines_of_dashes_that_mislead_nobody_are_passed_over(repository: Repository, text: str) -> None:
    assert said(repository, text) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{MAP}{SERVICE}", 1),
        (f"{MAP}\n{SERVICE}\n", 2),
        (f"\n {MAP}\n\n{MAP} {SERVICE}\n", 4),
        (f'{MAP} 1 "a" null [] {SERVICE}\n', 1),
        (f"{MAP}\n{SERVICE}\n{{{{ if }}}}\n", 2),
        (f'{{"a": "\\/"}}\n{SERVICE}\n', 2),
        (f'{{"a": "\u2028"}}\n{SERVICE}\n', 2),
        (f'{{"a": "\\/"}}\n{SERVICE}\n{{{{ if }}}}\n', 2),
        (f"{MAP} ---\n{SERVICE}\n", 2),
        (f"{MAP}\nkind: Service\nspec:\n  externalIPs: [{VIP}]\n", 4),
        (f'{{"a{"b" * 2000}": 1}}\n{SERVICE}\n', 2),
        (f"{SERVICE}: {{{{ a }}}}", 1),
    ],
)
def test_json_objects_one_behind_the_other(repository: Repository, text: str, line: int) -> None:
    assert f"{TAKES} {line}" in said(repository, text)


def test_a_place_behind_json_is_the_file_s_own(repository: Repository) -> None:
    repository.write("f.yaml", f"{MAP}\t{{kind: Service, spec: {{externalIPs: [{VIP}]}}}}\n")

    assert repository.findings() == [f"{TAKES} f.yaml:1:{len(MAP) + 39}"]


@pytest.mark.parametrize("text", [f"{MAP} {SERVICE[:-1]}", f"{MAP} {VIP} externalIPs", f"{SERVICE}\n}}\n"])
def test_json_that_is_broken_is_said_whatever_its_texts_hold(repository: Repository, text: str) -> None:
    assert "invalid-yaml" in [one.split()[0] for one in said(repository, text)]


@pytest.mark.parametrize(
    "text",
    [
        f"a: '{{{{ b }}}}'\nexternalIPs: [{VIP}\n",
        f"a: c {{{{ b }}}}\nexternalIPs: [{VIP}\n",
        f"a: |\n  {{{{ b }}}}\n  {{% c %}}\nexternalIPs: [{VIP}\n",
        f"a: c # {{{{ b }}}}\nexternalIPs: [{VIP}\n---\n",
        f"externalIPs: [{VIP}\nb: c: d\n{{{{ a }}}}\n",
        "a: c\n  {{ d }}\nexternalIPs: [" + "a," * 2_000_001 + "]",
    ],
    ids=range(6),
)
def test_braces_that_break_nothing_excuse_nothing(repository: Repository, text: str) -> None:
    assert [one.split()[0] for one in said(repository, text)] == ["invalid-yaml"]
    assert repository.files() == {"read": 1}


@pytest.mark.parametrize(
    "text",
    [
        'externalIPs: ["{{ a | default "b" }}"]\n',
        "externalIPs: ['{{ lookup('env', 'a') }}']\n",
        "externalIPs: []\nname: a\n{{- if .Values.b }}\nb: c\n{{- end }}\n",
        "externalIPs: []\ncommand: echo {{ a }}: b\n",
        'externalIPs: []\na: "{{ b }}\nc: d\n',
        "externalIPs: []\na: |\n  b\n{{ c }}\nd: e\n",
        "{{- /* a # b */ -}}\nexternalIPs: []\n",
    ],
)
def test_braces_that_may_break_it_make_a_template(repository: Repository, text: str) -> None:
    assert said(repository, text) == []
    assert repository.files() == {"templates": 1}


@pytest.mark.parametrize("start", ["-\n---\n", "#\n-\n---\n", "---\n-\n---#\n", "-\n---\n-\n---\n", "- a\n---\n"])
def test_an_object_behind_an_empty_list(repository: Repository, start: str) -> None:
    assert said(repository, start + SERVICE) == [f"{TAKES} {start.count(chr(10)) + 1}"]


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ({"apiVersion": "v1", "kind": "Service", "items": [INNER]}, "Service x"),
        ({"apiVersion": "v1", "kind": "ServiceList", "items": [INNER]}, "Service x"),
        ({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "y"}, "items": [TYPED]}, "Service x"),
        ({"apiVersion": "v1", "kind": "CustomResourceDefinition", "items": [TYPED]}, "Service x"),
        ({**TYPED, "metadata": {"name": "x"}, "items": []}, "Service x"),
        ({**TYPED, "items": None}, "Service x"),
    ],
)
def test_what_has_items_is_a_list_whatever_its_kind(repository: Repository, text: object, owner: str) -> None:
    for number, written in enumerate((json.dumps(text), _block(text), _block(text).replace("items:", "'items'\t:"))):
        repository.write(f"{number}.yaml", written)

    (found,) = (one for one in repository.result().findings if one.rule == TAKES)  # one object in three files
    places = [found.location, *(one.location for one in found.related if one.location and one.participant)]
    assert {place.file for place in places} >= {"0.yaml", "1.yaml", "2.yaml"}
    assert f"{found.location.owner.kind} {found.location.owner.name}" == owner


def _block(value: object) -> str:
    """The mapping as YAML, its outermost keys each in a line, the items below theirs."""
    assert isinstance(value, dict)
    lines = []
    for key, inner in value.items():
        if key == "items" and inner:
            lines += ["items:", *(f"  - {json.dumps(item)}" for item in inner)]
        else:
            lines.append(f"{key}: {json.dumps(inner)}")
    return "\n".join(lines) + "\n"


def test_an_object_in_a_text_may_be_such_a_list(repository: Repository) -> None:
    inner = json.dumps({"apiVersion": "v1", "kind": "Service", "items": [INNER]})
    text = f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: a}}\ndata:\n  a: |\n    # x\n    ---#\n    {inner}\n"

    assert said(repository, text) == [f"{TAKES} 8"]


@pytest.mark.parametrize(
    "text",
    [
        f"kind: Menu\nitems: [externalIPs, {VIP}]\n",
        f"kind: Menu\nitems:\n- name: externalIPs\n  value: {VIP}\n",
    ],
)
def test_items_that_kubernetes_does_not_read_are_no_objects(repository: Repository, text: str) -> None:
    assert TAKES not in [one.split()[0] for one in said(repository, text)]


@pytest.mark.parametrize(
    "rest",
    [
        f"  kind: Service\n  apiVersion: v1\n  metadata: {{name: a}}\n  spec: {{externalIPs: [{VIP}]}}\n",
        f"{{\n {SERVICE[1:]}",
        f"---\n  # a\n  {SERVICE}\n",
    ],
)
def test_objects_after_a_definition_are_read(repository: Repository, rest: str) -> None:
    text = f"{SCHEMA}metadata: {{name: a}}\n---\n{rest}"

    assert [one.split()[0] for one in said(repository, text)] == [TAKES]
