"""Keys at any depth: one descent finds what walking each path by itself would find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.claims.embedded import OPENERS
from svclint.claims.path_index import Finder, deep_keys
from svclint.claims.paths import Match, split_path, walk
from svclint.documents.node import MapNode
from svclint.documents.yaml import parse

TEXT = """\
a: {ip: 1, b: [{ip: 2}, {c: {ip: {ip: 3}}}]}
ip: [4, 5]
text: |
  x: {ip: 6}
"""
PATHS = [
    split_path(path) for path in ("/**/ip", "/**/b/*/ip", "/a/**/ip", "/text/(yaml)/**/ip", "/a/ip", "/none/**/ip")
]


def root(text: str) -> Match:
    node = next(iter(parse(text))).node
    assert isinstance(node, MapNode)
    return Match(node, "", ())


def pointers(text: str, path: tuple[str, ...]) -> list[str]:
    return [one.pointer for one in Finder(root(text), OPENERS, deep_keys(PATHS)).matches(path)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/**/ip", ["/ip", "/a/ip", "/a/b/0/ip", "/a/b/1/c/ip", "/a/b/1/c/ip/ip"]),
        ("/a/**/ip", ["/a/ip", "/a/b/0/ip", "/a/b/1/c/ip", "/a/b/1/c/ip/ip"]),
        ("/**/b/*/ip", ["/a/b/0/ip"]),
        ("/text/(yaml)/**/ip", ["/text/(yaml)/x/ip"]),
        ("/a/ip", ["/a/ip"]),
        ("/none/**/ip", []),
    ],
)
def test_keys_are_found_at_any_depth(path: str, expected: list[str]) -> None:
    assert pointers(TEXT, split_path(path)) == expected


TREES = st.recursive(
    st.integers(0, 9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["ip", "a", "b", "/"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(TREES, st.sampled_from(PATHS[:3]))
def test_the_index_finds_what_a_walk_of_the_path_finds(tree: object, path: tuple[str, ...]) -> None:
    text = f"{{a: {tree!r}, b: {tree!r}}}"
    expected = [one.pointer for one in walk(root(text), path, OPENERS)]
    assert sorted(expected) == sorted(pointers(text, path))


def test_parents_lead_back_to_the_root() -> None:
    found = list(Finder(root(TEXT), OPENERS, deep_keys(PATHS)).matches(split_path("/**/b/*/ip")))
    expected = [one.parents for one in walk(root(TEXT), split_path("/a/b/0/ip"), OPENERS)]
    assert [one.parents for one in found] == expected


def test_a_deep_document_ends() -> None:
    text = "{a: " * 90 + "{ip: 1}" + "}" * 90
    expected: list[str] = []
    assert pointers(text, split_path("/**/ip")) == expected
