"""Keys at any depth: one descent finds what walking each path by itself would find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.claims.embedded import OPENERS
from svclint.claims.path_index import Finder, deep_keys, indexed
from svclint.claims.paths import Match, split_path, walk
from svclint.documents.node import MapNode, Node
from svclint.documents.yaml import parse

TEXT = """\
a: {ip: 1, b: [{ip: 2}, {c: {ip: {ip: 3}}}]}
ip: [4, 5]
text: |
  x: {ip: 6}
"""
PATHS = [
    split_path(path)
    for path in (
        "/**/ip", "/**/b/*/ip", "/a/**/ip", "/text/(yaml)/**/ip", "/a/ip", "/none/**/ip",
        "/a/b/*", "/a/b/0/ip", "/a/*", "/a/b/[ip=2]/ip", "/a/b/[ip=2]", "/a/i*", "/a", "/text/(yaml)/x", "/text/(yaml)",
    )
]  # fmt: skip


def root(text: str) -> Match:
    node = next(iter(parse(text))).node
    assert isinstance(node, MapNode)
    return Match(node, "", ())


def matches(text: str, path: tuple[str, ...]) -> list[Match]:
    return Finder(root(text), OPENERS, deep_keys(PATHS)).found(indexed(PATHS)).get(PATHS.index(path), [])


def pointers(text: str, path: tuple[str, ...]) -> list[str]:
    return [match.pointer for match in matches(text, path)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/**/ip", ["/ip", "/a/ip", "/a/b/0/ip", "/a/b/1/c/ip", "/a/b/1/c/ip/ip"]),
        ("/a/**/ip", ["/a/ip", "/a/b/0/ip", "/a/b/1/c/ip", "/a/b/1/c/ip/ip"]),
        ("/**/b/*/ip", ["/a/b/0/ip"]),
        ("/text/(yaml)/**/ip", ["/text/(yaml)/x/ip"]),
        ("/a/ip", ["/a/ip"]),
        ("/none/**/ip", []),
        ("/a/b/*", ["/a/b/0", "/a/b/1"]),
        ("/a/b/0/ip", ["/a/b/0/ip"]),
        ("/a/b/[ip=2]/ip", ["/a/b/0/ip"]),
        ("/a/i*", ["/a/ip"]),
        ("/text/(yaml)/x", ["/text/(yaml)/x"]),
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


@given(TREES, st.sampled_from(PATHS[:3] + PATHS[6:13]))
def test_the_index_finds_what_a_walk_of_the_path_finds(tree: object, path: tuple[str, ...]) -> None:
    text = f"{{a: {tree!r}, b: {tree!r}}}"
    expected = [match.pointer for match in walk(root(text), path, OPENERS)]
    found = pointers(text, path)
    # A `**` visits mappings in another order than a walk, which counts for nothing: claims are sorted.
    assert sorted(expected) == sorted(found) if "**" in path else expected == found


def test_a_text_is_opened_once() -> None:
    opened = []

    def opener(node: Node) -> Node | None:
        opened.append(node)
        return OPENERS["yaml"](node)

    paths = [split_path(path) for path in ("/text/(yaml)/x/ip", "/text/(yaml)/**/ip", "/text/(yaml)/y")]
    found = Finder(root(TEXT), {"yaml": opener}, deep_keys(paths)).found(indexed(paths))
    assert ({*found}, len(opened)) == ({0, 1}, 1)


def test_parents_lead_back_to_the_root() -> None:
    expected = [match.parents for match in walk(root(TEXT), split_path("/a/b/0/ip"), OPENERS)]
    assert [match.parents for match in matches(TEXT, split_path("/**/b/*/ip"))] == expected


def test_a_deep_document_ends() -> None:
    text = "{a: " * 90 + "{ip: 1}" + "}" * 90
    expected: list[str] = []
    assert pointers(text, split_path("/**/ip")) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("spec: {source: {helm: {values: 'web: {ip: 1}'}}}", ["/spec/source/helm/values/(yaml)/web/ip"]),
        ("spec: {sources: [{helm: {values: 'ip: 1'}}]}", ["/spec/sources/0/helm/values/(yaml)/ip"]),
        ("spec: {valuesContent: 'ip: 1'}", ["/spec/valuesContent/(yaml)/ip"]),
        ("data: {values.yaml: 'ip: 1'}", ["/data/values.yaml/(yaml)/ip"]),
        ("data: {values.yaml: 'text', other.yaml: 'ip: 1'}", []),
        ("spec: {values: 'ip: 1'}", []),
        ("valuesContent: 'ip: 1'", []),
    ],
)
def test_values_of_a_chart_are_found_in_texts(text: str, expected: list[str]) -> None:
    assert pointers(text, ("**", "ip")) == expected
