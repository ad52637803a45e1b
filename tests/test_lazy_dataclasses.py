"""A record is what a dataclass would be, made later."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from typing import Any

import pytest

from svclint import lazy_dataclasses


@lazy_dataclasses.dataclass(frozen=True, slots=True, order=True)
class Frozen:
    """Doc."""

    one: int
    two: str = "b"
    more: Mapping[str, int] = lazy_dataclasses.field(default_factory=dict)

    @property
    def both(self) -> str:
        return f"{self.one}{self.two}"


@dataclasses.dataclass(frozen=True, slots=True, order=True)
class Twin:
    one: int
    two: str = "b"
    more: Mapping[str, int] = dataclasses.field(default_factory=dict)


@lazy_dataclasses.dataclass(slots=True)
class Open:
    items: list[int] = lazy_dataclasses.field(default_factory=list)


@pytest.mark.parametrize("round_", range(3))  # before and after `__init__` is compiled
@pytest.mark.parametrize("arguments", [(1,), (1, "c"), (1, "c", {"d": 2})])
def test_a_lazy_dataclass_behaves_as_a_dataclass(arguments: tuple[object, ...], round_: int) -> None:
    one, twin = Frozen(*arguments), Twin(*arguments)  # type: ignore[arg-type]

    assert repr(twin).replace("Twin", "Frozen") == repr(one)
    assert dataclasses.asdict(twin) == dataclasses.asdict(one)
    assert one == Frozen(*arguments)  # type: ignore[arg-type]
    assert one.both == f"{one.one}{one.two}"


def test_names_of_arguments_and_what_is_missing() -> None:
    assert Frozen(2, "x") == Frozen(two="x", one=2)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'one'"):
        Frozen()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="unexpected keyword argument 'three'"):
        Frozen(1, three=3)  # type: ignore[call-arg]


def test_a_factory_makes_each_default_anew() -> None:
    first, second = Open(), Open()
    first.items.append(1)

    assert (first.items, second.items) == ([1], [])


def test_frozen_is_frozen_and_has_no_room_for_more() -> None:
    one = Frozen(1)

    for change in (lambda: setattr(one, "one", 2), lambda: setattr(one, "other", 2), lambda: delattr(one, "one")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            change()
    with pytest.raises(AttributeError):
        Open().other = 1  # type: ignore[attr-defined]


def test_order_equality_and_hash_are_those_of_the_values() -> None:
    assert Frozen(1, "a") < Frozen(1, "b") < Frozen(2, "a")
    assert Frozen(1, "b") >= Frozen(1, "b")
    twin: Any = Twin(1)
    assert Frozen(1) != twin
    assert Frozen(1).__lt__(twin) is NotImplemented
    assert {Frozen(1, "a", ()): 1}[Frozen(1, "a", ())] == 1  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="unhashable"):
        hash(Open())


def test_the_standard_librarys_functions_know_it() -> None:
    one = Frozen(1)

    assert dataclasses.is_dataclass(one)
    assert dataclasses.replace(one, two="z") == lazy_dataclasses.replace(one, two="z") == Frozen(1, "z")
    assert [field.name for field in dataclasses.fields(one)] == ["one", "two", "more"]
    assert copy.copy(one) == one
    assert pickle.loads(pickle.dumps(one)) == one
    match one:
        case Frozen(number, text):
            assert (number, text) == (1, "b")
