"""Conditions end, in little time and memory, or are told as mistakes."""

from __future__ import annotations

import pytest

from svclint.findings.cel import CelError, Engine

NAMES = {"claim.text": "string", "claim.within": "list"}
TEN = "[1,2,3,4,5,6,7,8,9,10]"


def test_a_condition_over_the_names_that_it_reads() -> None:
    predicate = Engine(NAMES).compile('claim.within.exists(one, one == claim.text) && claim.text != "x"')

    assert {"claim.text", "claim.within"} == set(predicate.names)
    assert predicate.test({"claim.text": "a", "claim.within": ["a"]})
    assert not predicate.test({"claim.text": "a", "claim.within": []})


@pytest.mark.parametrize("hidden", ["", 'r"\\"', "// '\n"])
def test_what_grows_with_each_step_is_refused(hidden: str) -> None:
    with pytest.raises(CelError, match="'map' is not for conditions"):
        Engine(NAMES).compile(f"{hidden}['a'].map(x, x + x).map (x, x + x).size() > 0")


def test_too_many_steps_are_a_mistake_of_the_rule() -> None:
    loops = "".join(f"{TEN}.all(v{number}, " for number in range(8))
    predicate = Engine(NAMES).compile(f"{loops}claim.text != 'x'{')' * 8}")
    with pytest.raises(CelError, match="budget"):
        predicate.test({"claim.text": "a"})
