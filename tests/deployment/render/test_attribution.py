"""A rendered tree takes each value's place from the first layer that says the same there."""

from __future__ import annotations

from svclint.deployment.render.attribution import Layer, attributed
from svclint.documents.node import MapNode, Node, ScalarNode, scalars
from svclint.documents.provenance import taken
from svclint.documents.yaml import parse
from svclint.model import Span

FALLBACK = Span(99, 1, 99, 2)


def tree(text: str, number: int = 0) -> MapNode:
    node = next(iter(parse(text))).node
    assert isinstance(node, MapNode)
    return node if not number else as_mapping(taken(node, number))


def as_mapping(node: Node) -> MapNode:
    assert isinstance(node, MapNode)
    return node


def places(rendered: str, *layers: Layer) -> dict[str, tuple[int, int, int]]:
    """Each scalar's text → number of its file, line and column."""
    moved = attributed(tree(rendered), layers, lambda _path, _scalar: None, FALLBACK)
    found = {one.text: (one.span.source, one.span.line, one.span.column) for one in scalars(moved)}
    assert [one.text for one in scalars(tree(rendered))] == [one.text for one in scalars(moved)]
    return found


def test_the_first_layer_that_says_the_same_is_it() -> None:
    patch, base = tree("spec:\n  a: new\n", 1), tree("spec: {a: old, b: kept}\n", 2)
    assert places("spec: {b: kept, a: new}\n", Layer(patch), Layer(base)) == {"new": (1, 2, 6), "kept": (2, 1, 19)}


def test_a_layer_that_says_otherwise_shows_the_field() -> None:
    assert places("spec: {a: made}\n", Layer(tree("spec: {a: old}\n", 1))) == {"made": (1, 1, 11)}


def test_a_value_without_a_source_is_located_at_the_nearest_value_with_one() -> None:
    found = places("spec: {c: made}\n", Layer(tree("kind: x\nspec:\n  a: b\n", 1)))
    assert found == {"made": (1, 3, 3)}
    assert places("data: {c: made}\n") == {"made": (0, 99, 1)}


def test_items_are_known_by_their_names_and_texts_not_by_their_numbers() -> None:
    base = tree("ips:\n- 10.0.0.1\n- 10.0.0.2\nports:\n- {name: a, port: 1}\n- {name: b, port: 2}\n", 1)
    found = places("ips: [10.0.0.2, 10.0.0.1]\nports: [{name: b, port: 2}, {name: a, port: 1}]\n", Layer(base))
    assert {key: at[1] for key, at in found.items()} == {"10.0.0.1": 2, "10.0.0.2": 3, "a": 5, "1": 5, "b": 6, "2": 6}


def test_an_operation_of_a_json_patch_lies_over_one_part() -> None:
    value = tree("value: 10.0.0.9\n", 1).entries[0][1]
    base = Layer(tree("ips: [10.0.0.1]\n", 2))
    found = places("ips: [10.0.0.1, 10.0.0.9]\n", Layer(value, ("ips", "-")), base)
    assert found == {"10.0.0.1": (2, 1, 7), "10.0.0.9": (1, 1, 8)}


def test_an_override_goes_before_all_layers() -> None:
    other = ScalarNode("old", "old", Span(7, 7, 7, 10))
    moved = attributed(
        tree("a: old\n"), [Layer(tree("a: old\n"))], lambda path, _: other if path == ("a",) else None, FALLBACK
    )
    assert [one.span for one in scalars(moved)] == [Span(7, 7, 7, 10)]


def test_the_lines_of_a_block_text_are_kept_where_it_is_the_same() -> None:
    base = tree("\n\ndata: |\n  one\n  two\n", 1)
    moved = attributed(tree("data: |\n  one\n  two\n"), [Layer(base)], lambda _path, _scalar: None, FALLBACK)
    assert next(scalars(moved)).lines[:2] == (Span(4, 3, 4, 3, 1), Span(5, 3, 5, 3, 1))
