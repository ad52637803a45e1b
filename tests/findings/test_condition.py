"""The parts of a condition that all have to hold, and what each of them reads."""

from __future__ import annotations

import pytest

from svclint.findings.condition import Condition, Parts, bare, conjuncts, disjuncts, names_in

TYPES = dict.fromkeys(("cluster.a", "claim.b", "other.c", "pair.d", "claim.role"), "bool")


def condition(text: str) -> Condition:
    return Condition(text, lambda part: names_in(part, TYPES))


def sources(parts: Parts) -> tuple[str, ...]:
    """What each part says; of the cluster, the claim, the other and the pair."""
    each = (parts.cluster, parts.claim, parts.other, parts.pair)
    return tuple(part.source if part else "" for part in each)


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("", ()),
        ("a", ("a",)),
        ("a && b && a", ("a", "b")),
        ("a &&\n  size(b.c)  > 0", ("a", "size(b.c)  > 0")),
        ("a && (b || c) && !d", ("a", "(b || c)", "!d")),
        ("a || b && c", ("a || b && c",)),
        ("a && b || c", ("a && b || c",)),
        ("a ? b && c : d", ("a ? b && c : d",)),
        ("(a && b)", ("(a && b)",)),
        ("l.exists(x, x && y) && b", ("l.exists(x, x && y)", "b")),
        ('a == "x && y" && b', ('a == "x && y"', "b")),
        ("a == 'it\\'s && ' && b in ['&&']", ("a == 'it\\'s && '", "b in ['&&']")),
        ("a == r'\\' && b", ("a == r'\\'", "b")),
        ('a == """ " && """ && b', ('a == """ " && """', "b")),
        ("a // && b\n && c", ("a // && b", "c")),
        ("bar && r && c", ("bar", "r", "c")),
    ],
)
def test_conjuncts(expression: str, expected: tuple[str, ...]) -> None:
    assert conjuncts(expression) == expected
    assert tuple(part.source for part in condition(expression).conjuncts) == expected


@pytest.mark.parametrize(
    ("expression", "one_cluster", "expected"),
    [
        ("", True, ("", "", "", "")),
        ("claim.b && pair.d && cluster.a && other.c", True, ("cluster.a", "claim.b", "other.c", "pair.d")),
        ("claim.b && !claim.b && cluster.a", True, ("cluster.a", "claim.b\n&& !claim.b", "", "")),
        ("claim.b // why\n && !claim.b", True, ("", "claim.b // why\n&& !claim.b", "", "")),
        (
            "(claim.b || cluster.a) && (other.c || cluster.a)",
            True,
            ("", "(claim.b || cluster.a)", "(other.c || cluster.a)", ""),
        ),
        ("other.c || cluster.a", True, ("", "", "other.c || cluster.a", "")),
        ("other.c || cluster.a", False, ("", "", "", "other.c || cluster.a")),
        ("claim.b == other.c", True, ("", "", "", "claim.b == other.c")),
        ("1 == 1", True, ("1 == 1", "", "", "")),
    ],
)
def test_parts(expression: str, one_cluster: bool, expected: tuple[str, ...]) -> None:
    assert sources(condition(expression).parts(one_cluster=one_cluster)) == expected


def test_names_are_the_declared_ones_outside_strings_and_comments() -> None:
    text = 'claim.b.startsWith("other.c") && [1].exists(x, x == 1) // pair.d'
    assert names_in(text, TYPES) == ("claim.b",)


def test_a_condition_requires_a_word_that_is_one_of_its_conjuncts() -> None:
    text = "claim.b && (other.c || cluster.a) && !cluster.a"
    assert condition(text).requires("claim.b")
    assert not condition(text).requires("other.c")
    assert not condition(text).requires("cluster.a")
    assert [part.source for part in condition(text).denials] == ["!cluster.a"]


def test_texts_are_of_the_clause_that_compares_them() -> None:
    text = """claim.b == 'x' && (claim.role == "node" || claim.role in ["pool", 'a && b'] || claim.b == "y")"""
    assert condition(text).texts_with({"claim.role"}) == {"node", "pool", "a && b"}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("a", ("a",)),
        ("a || b && c", ("a", "b && c")),
        ("(a || b)", ("(a || b)",)),
        ('a || "x || y" == b', ("a", '"x || y" == b')),
        ("a ? b || c : d", ("a ? b || c : d",)),
    ],
)
def test_disjuncts(expression: str, expected: tuple[str, ...]) -> None:
    assert disjuncts(expression) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("(a || b)", "a || b"),
        (" ((a)) ", "a"),
        ("(a) || (b)", "(a) || (b)"),
        ("(a).exists(x, x)", "(a).exists(x, x)"),
        ("[a]", "[a]"),
        ('")" == a', '")" == a'),
        ("a", "a"),
        ("", ""),
    ],
)
def test_brackets_around_the_whole_are_taken_off(expression: str, expected: str) -> None:
    assert bare(expression) == expected
