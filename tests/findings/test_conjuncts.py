"""The parts of a condition that all have to hold."""

from __future__ import annotations

import pytest

from svclint.findings.conjuncts import conjuncts


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (None, set()),
        ("a", {"a"}),
        ("a && b", {"a", "b"}),
        ("a &&\n  size(b.c)  > 0", {"a", "size(b.c) > 0"}),
        ("a && (b || c) && !d", {"a", "(b || c)", "!d"}),
        ("a || b && c", {"a || b && c"}),
        ("a && b || c", {"a && b || c"}),
        ("a ? b && c : d", {"a ? b && c : d"}),
        ("(a && b)", {"(a && b)"}),
        ("l.exists(x, x && y) && b", {"l.exists(x, x && y)", "b"}),
        ('a == "x && y" && b', {'a == "x && y"', "b"}),
        ("a == 'it\\'s && ' && b in ['&&']", {"a == 'it\\'s && '", "b in ['&&']"}),
    ],
)
def test_parts(expression: str | None, expected: set[str]) -> None:
    assert expected == conjuncts(expression)
