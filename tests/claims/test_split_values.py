"""Values in a field: lists in strings taken apart, each piece at its own place."""

from __future__ import annotations

import pytest

from svclint.claims.split_values import split_values
from svclint.documents.node import MapNode, Node
from svclint.documents.yaml import parse


def value(text: str) -> Node:
    """The value of the key `v`."""
    node = next(iter(parse(text))).node
    found = node.get("v") if isinstance(node, MapNode) else None
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "split", "expected"),
    [
        ("v: 10.0.0.1", "", ["10.0.0.1"]),
        ("v: 10.0.0.1, fd00::1 ,", "comma", ["10.0.0.1", "fd00::1"]),
        ('v: "10.0.0.1,10.0.0.2"', "comma", ["10.0.0.1", "10.0.0.2"]),
        ("v: a  b", "space", ["a", "b"]),
        ("v: |\n  a\n\n  b\n", "lines", ["a", "b"]),
        ('v: \'["a", "b"]\'', "json", ["a", "b"]),
        ("v: [a, b]", "", ["a", "b"]),
        ("v: ['a,b', c]", "comma", ["a", "b", "c"]),
        ("v: 'x,{{ a, b }},${C:-d,e}'", "comma", ["x", "{{ a, b }}", "${C:-d,e}"]),
        ("v: '{{ a }} {{b'", "space", ["{{ a }}", "{{b"]),
        ("v: {a: b}", "", []),
        ("v: [{a: b}]", "comma", []),
    ],
)
def test_values_are_taken_apart(text: str, split: str, expected: list[str]) -> None:
    found = [piece for _, piece, _ in split_values(value(text), split)]
    assert found == expected


@pytest.mark.parametrize(
    ("text", "split"),
    [
        ("v: 10.0.0.1, 10.0.0.2", "comma"),
        ("v: '10.0.0.1,10.0.0.2'", "comma"),
        ("v: |\n  10.0.0.1\n  10.0.0.2\n", "lines"),
    ],
)
def test_each_piece_stands_at_its_own_place(text: str, split: str) -> None:
    lines = text.splitlines()
    for _, piece, span in split_values(value(text), split):
        assert piece == lines[span.line - 1][span.column - 1 : span.end_column - 1]


def test_where_escapes_hide_a_piece_it_stands_at_the_whole_value() -> None:
    node = value('v: "10.0.0.1\\u002C10.0.0.2"')
    spans = {span for _, _, span in split_values(node, "comma")}
    assert spans == {node.span}
