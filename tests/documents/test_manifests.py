"""Objects inside a ConfigMap's texts and Talos' inline manifests."""

from __future__ import annotations

from svclint.documents.list_items import expand
from svclint.documents.manifests import unpacked
from svclint.documents.node import MapNode, text_at
from svclint.documents.yaml import parse

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n"
OBJECT = "    apiVersion: v1\n    kind: Service\n    metadata: {name: a}\n"


def of(text: str) -> list[str]:
    node = next(parse(text)).node
    assert isinstance(node, MapNode)
    (document,) = expand("a.yaml", 0, node, "")
    return [f"{one.kind} {one.name}".strip() for one in unpacked(document)]


def test_every_object_of_a_text() -> None:
    assert of(f"{HEAD}  x: |\n{OBJECT}    ---\n{OBJECT}  y: b\n") == ["ConfigMap c", "Service a", "Service a"]


def test_a_text_that_aliases_repeat_is_opened_once() -> None:
    assert of(f"{HEAD}  x: &x |\n{OBJECT}" + "".join(f"  y{n}: *x\n" for n in range(9))) == ["ConfigMap c", "Service a"]


def test_a_list_is_its_items() -> None:
    text = "{apiVersion: v1, kind: List, items: [{kind: A}, {kind: B}], metadata: {}}"

    assert of(f"{HEAD}  x: '{text}'\n") == ["ConfigMap c", "A", "B"]


def test_what_is_no_object_stays() -> None:
    settings = "    apiVersion: a/v1\n    kind: Settings\n    other: metadata\n"
    broken = OBJECT + "    x: [\n"

    assert of(f"{HEAD}  x: |\n{settings}  y: |\n{broken}  z: |\n{OBJECT}    ---\n{settings}") == ["ConfigMap c"]


def test_the_text_is_taken_out() -> None:
    node = next(parse(f"{HEAD}  x: |\n{OBJECT}  y: b\n")).node
    assert isinstance(node, MapNode)
    outer = unpacked(expand("a.yaml", 0, node, "")[0])[0]

    assert (text_at(outer.node, "data", "x"), text_at(outer.node, "data", "y")) == ("", "b")


def test_inline_manifests() -> None:
    contents = "".join(f"  - name: {name}\n    contents: |\n{OBJECT.replace('    ', '      ')}" for name in "ab")

    assert of(f"cluster:\n  inlineManifests:\n{contents}  - c\n") == ["", "Service a", "Service a"]
    assert of("cluster: {inlineManifests: x}\n") == [""]
    assert of("cluster: x\n") == [""]
