"""Conditions end, in little time and memory, or are told as mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest
from cel_expr_python import cel

from svclint import cache
from svclint.findings.cel import CelError, Engine

NAMES = {"claim.text": "string", "claim.inside": "list"}
TEN = "[1,2,3,4,5,6,7,8,9,10]"


def test_a_condition_over_the_names_that_it_reads() -> None:
    predicate = Engine(NAMES).compile('claim.inside.exists(one, one == claim.text) && claim.text != "x"')

    assert set(predicate.names) == {"claim.text", "claim.inside"}
    assert predicate.test({"claim.text": "a", "claim.inside": ["a"]})
    assert not predicate.test({"claim.text": "a", "claim.inside": []})


@pytest.mark.parametrize("hidden", ["", 'r"\\"', "// '\n"])
def test_what_grows_with_each_step_is_refused(hidden: str) -> None:
    with pytest.raises(CelError, match="'map' is not supported in conditions"):
        Engine(NAMES).compile(f"{hidden}['a'].map(x, x + x).map (x, x + x).size() > 0")


def test_too_many_steps_are_a_mistake_of_the_rule() -> None:
    loops = "".join(f"{TEN}.all(v{number}, " for number in range(8))
    predicate = Engine(NAMES).compile(f"{loops}claim.text != 'x'{')' * 8}")
    with pytest.raises(CelError, match="budget"):
        predicate.test({"claim.text": "a"})


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SVCLINT_NO_CACHE", raising=False)
    monkeypatch.setenv("SVCLINT_CACHE_DIR", str(tmp_path))
    return tmp_path


def _kept(expression: str) -> None:
    engine = Engine(NAMES)
    engine.predicate(expression)
    engine.keep()


def _uncompiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The expressions that are compiled from now on."""
    seen: list[str] = []
    compile_ = Engine.compile

    def compiled(engine: Engine, expression: str) -> object:
        seen.append(expression)
        return compile_(engine, expression)

    monkeypatch.setattr(Engine, "compile", compiled)
    return seen


def test_a_kept_condition_answers_as_the_compiled_one(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expression = 'claim.inside.exists(one, one == claim.text) && claim.text != "x"'
    _kept(expression)
    seen = _uncompiled(monkeypatch)
    predicate = Engine(NAMES).predicate(expression)

    assert seen == []
    assert ("claim.inside", "claim.text") == predicate.names == Engine(NAMES).names(expression)
    assert predicate.test({"claim.text": "a", "claim.inside": ["b", "a"]})
    assert not predicate.test({"claim.text": "x", "claim.inside": ["x"]})


def test_a_kept_condition_has_its_budget_too(place: Path) -> None:
    loops = "".join(f"{TEN}.all(v{number}, " for number in range(8))
    expression = f"{loops}claim.text != 'x'{')' * 8}"
    _kept(expression)
    with pytest.raises(CelError, match="budget"):
        Engine(NAMES).predicate(expression).test({"claim.text": "a"})


@pytest.mark.parametrize("form", [b"", b"\x00" * 100, b"no condition"])
def test_a_form_that_does_not_load_is_compiled(place: Path, monkeypatch: pytest.MonkeyPatch, form: bytes) -> None:
    expression = 'claim.text == "a"'
    monkeypatch.setattr(cache, "load", lambda _: {expression: (("claim.text",), form)})
    seen = _uncompiled(monkeypatch)
    assert Engine(NAMES).predicate(expression).test({"claim.text": "a"})
    assert seen == [expression]


def test_a_kept_form_that_is_no_condition_is_compiled(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = cel.NewEnv(variables={"claim.text": cel.Type.STRING}).compile("claim.text").serialize()
    monkeypatch.setattr(cache, "load", lambda _: {"claim.text": (("claim.text",), text)})
    with pytest.raises(CelError, match="must be a bool"):
        Engine(NAMES).predicate("claim.text")


def test_a_cache_entry_for_other_names_is_not_used(place: Path) -> None:
    _kept('claim.text == "a"')
    with pytest.raises(CelError):
        Engine({"claim.text": "int"}).predicate('claim.text == "a"')
