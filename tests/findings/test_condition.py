"""The parts of a condition that all have to hold, and what each of them reads."""

from __future__ import annotations

import pytest

from svclint.findings.cel import used_names
from svclint.findings.condition import Parts, bare, conjuncts, disjuncts, parts


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (None, ()),
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
def test_conjuncts(expression: str | None, expected: tuple[str, ...]) -> None:
    assert expected == conjuncts(expression)


TYPES = dict.fromkeys(("cluster.a", "claim.b", "other.c", "pair.d"), "bool")


@pytest.mark.parametrize(
    ("expression", "one_cluster", "expected"),
    [
        (None, True, Parts()),
        ("claim.b && pair.d && cluster.a && other.c", True, Parts("cluster.a", "claim.b", "other.c", "pair.d")),
        ("claim.b && !claim.b && cluster.a", True, Parts("cluster.a", "claim.b && !claim.b")),
        (
            "(claim.b || cluster.a) && (other.c || cluster.a)",
            True,
            Parts(None, *["(claim.b || cluster.a)", "(other.c || cluster.a)"]),
        ),
        ("other.c || cluster.a", True, Parts(other="other.c || cluster.a")),
        ("other.c || cluster.a", False, Parts(pair="other.c || cluster.a")),
        ("claim.b == other.c", True, Parts(pair="claim.b == other.c")),
        ("1 == 1", True, Parts(cluster="1 == 1")),
    ],
)
def test_parts(expression: str | None, one_cluster: bool, expected: Parts) -> None:
    assert expected == parts(expression, lambda text: used_names(text, TYPES), one_cluster=one_cluster)


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
    assert expected == disjuncts(expression)


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
    assert expected == bare(expression)
