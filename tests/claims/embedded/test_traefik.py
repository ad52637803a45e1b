"""Rules of Traefik routers: the names in their Host matchers, each with its place in the rule."""

from __future__ import annotations

import pytest

from svclint.claims.embedded.traefik import read_rule
from svclint.documents.node import ListNode, ScalarNode, node_at
from svclint.documents.yaml import parse_embedded
from svclint.model import Span


def hosts(rule: str) -> list[ScalarNode]:
    tree = read_rule(ScalarNode(rule, rule, Span(1, 1, 1, 1 + len(rule))))
    names = node_at(tree, "hosts")
    assert isinstance(names, ListNode)
    return [name for name in names.items if isinstance(name, ScalarNode)]


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("Host(`a.example.com`)", ["a.example.com"]),
        ("Host(`a.example.com`) || Host(`b.example.com`)", ["a.example.com", "b.example.com"]),
        ('(Host(`a.example.com`) && PathPrefix(`/api`)) || HOST("b.example.com")', ["a.example.com", "b.example.com"]),
        ("Host(`a.example.com`, 'b.example.com')", ["a.example.com", "b.example.com"]),
        ("Host(`a.example.com`) && !Host(`b.example.com`) && ! Host(`c.example.com`)", ["a.example.com"]),
        ("HostSNI(`a.example.com`)", []),
        ("HostRegexp(`.+`) || Header(`X-Host`, `a.example.com`)", []),
        ("PathPrefix(`/`)", []),
        ("Host(`a.example.com`", []),
    ],
)
def test_the_names_are_those_of_host_matchers(rule: str, names: list[str]) -> None:
    assert [name.text for name in hosts(rule)] == names


def test_a_name_has_its_own_place() -> None:
    rule = "Host(`a.example.com`) || Host(`b.example.com`)"
    for name in hosts(rule):
        start = rule.index(name.text) + 1
        assert name.span == Span(1, start, 1, start + len(name.text))


def test_a_mapping_is_no_rule() -> None:
    tree = parse_embedded(ScalarNode("a: 1", "a: 1", Span(1, 1, 1, 5)))
    assert tree is not None
    assert read_rule(tree) is None
