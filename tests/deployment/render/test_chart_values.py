"""Helm values: merged as Helm merges them, and found again by their text."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.deployment.render.chart_values import Plain, WrittenValues, merged, plain
from svclint.documents.node import Node
from svclint.documents.yaml import parse

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=2),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=8,
)
LAYERS = st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3), max_size=4)


def tree(text: str) -> Node:
    node = next(iter(parse(text))).node
    assert node is not None
    return node


def over(below: Plain, above: Plain) -> Plain:
    """What Helm does with two values, as its own words have it: mappings are merged, all else is replaced."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return {key: over({}, one) for key, one in above.items()} if isinstance(above, dict) else above
    return {**below, **{key: over(below.get(key), one) for key, one in above.items()}}


@given(LAYERS)
def test_layers_are_merged_from_the_first_to_the_last(layers: list[dict[str, Plain]]) -> None:
    expected: Plain = {}
    for layer in layers:
        expected = over(expected, layer)
    assert merged(layers) == expected


def test_a_tree_as_plain_values() -> None:
    text = "a: {b: [1, x, true, null, 1.5, '1']}\nc: {}\n"
    assert plain(tree(text)) == {"a": {"b": [1, "x", True, None, 1.5, "1"]}, "c": {}}


def found(text: str, *layers: str, key: str = "", mentioned: tuple[str, ...] = ()) -> tuple[int, int] | None:
    """Line and column of the value that is found, its layer's number times 100 added to the line."""
    written = WrittenValues()
    for number, layer in enumerate(layers):
        written.add(tree("\n" * 100 * number + layer))
    scalar = written.find(text, key, {tuple(one.split(".")) for one in mentioned})
    return (scalar.span.line, scalar.span.column) if scalar else None


ADDRESS = "192.168.0.9"


def test_the_value_that_the_template_mentions_most_closely() -> None:
    layer = f"a: {{ip: {ADDRESS}}}\nb: {{ip: {ADDRESS}}}\nc: {{x: {{ip: {ADDRESS}}}}}\n"
    assert found(ADDRESS, layer) == (1, 9)
    assert found(ADDRESS, layer, mentioned=("b", "c")) == (2, 9)
    assert found(ADDRESS, layer, mentioned=("b", "c.x")) == (3, 13)


def test_the_value_with_the_same_key_wins_a_tie() -> None:
    layer = f"a:\n  other: {ADDRESS}\n  ip: {ADDRESS}\n"
    assert found(ADDRESS, layer, mentioned=("a",)) == (2, 10)
    assert found(ADDRESS, layer, mentioned=("a",), key="ip") == (3, 7)


def test_what_a_higher_layer_replaces_is_not_found() -> None:
    assert found(ADDRESS, "a: {ip: 192.168.0.1}", f"a: {{ip: {ADDRESS}}}") is None
    assert found(ADDRESS, "a: {ips: []}", f"a: {{ips: [{ADDRESS}]}}") is None
    assert found(ADDRESS, "a: 5", f"a: {{ips: [{ADDRESS}]}}") is None
    assert found(ADDRESS, "a: {other: 5}", f"a: {{ip: {ADDRESS}}}") == (101, 9)


@pytest.mark.parametrize("text", ["80", "true", "web"])
def test_a_common_text_is_taken_only_where_the_template_mentions_it(text: str) -> None:
    assert found(text, f"a: {text}\n") is None
    assert found(text, f"a: {text}\n", mentioned=("a",)) == (1, 4)


@pytest.mark.parametrize(("before", "after"), [*itertools.product(["", "https://", "x="], ["", ":6443", "/24", ","])])
def test_a_value_is_found_as_a_part(before: str, after: str) -> None:
    written = WrittenValues()
    written.add(tree(f"ip: {ADDRESS}\n"))
    part = written.part(before + ADDRESS + after, "", ())
    assert part is not None
    assert (part.span.line, part.span.column) == (1, 5)


@pytest.mark.parametrize("text", ["1" + ADDRESS, ADDRESS + "9", ADDRESS + ".1", "192.168.0.1"])
def test_a_part_is_not_cut_from_a_longer_word(text: str) -> None:
    written = WrittenValues()
    written.add(tree(f"ip: {ADDRESS}\n"))
    assert written.part(text, "", ()) is None
