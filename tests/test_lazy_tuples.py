"""A lazy named tuple is what a named tuple would be, made later."""

from __future__ import annotations

import copy
import pickle
from typing import Any, NamedTuple

import pytest

from svclint import lazy_tuples


class Lazy(lazy_tuples.NamedTuple):
    """Doc."""

    one: int
    two: str = "b"
    more: tuple[str, ...] = ()

    @property
    def both(self) -> str:
        return f"{self.one}{self.two}"


class Twin(NamedTuple):
    one: int
    two: str = "b"
    more: tuple[str, ...] = ()


@pytest.mark.parametrize("round_", range(4))  # before and after the constructor is compiled
@pytest.mark.parametrize("arguments", [(1,), (1, "c"), (1, "c", ("d",))])
def test_a_lazy_tuple_behaves_as_a_named_tuple(arguments: Any, round_: int) -> None:
    one: Any = Lazy(*arguments)
    twin: Any = Twin(*arguments)
    assert one == twin == tuple(one)
    assert (one.one, one.two, one.more) == (twin.one, twin.two, twin.more)
    assert repr(one) == repr(twin).replace("Twin", "Lazy")
    assert hash(one) == hash(twin)
    assert one._asdict() == twin._asdict()
    assert (Lazy._fields, Lazy._field_defaults) == (Twin._fields, Twin._field_defaults)
    assert one._replace(two="z") == twin._replace(two="z")
    assert isinstance(one._replace(two="z"), Lazy)
    assert Lazy._make([1, "x", ()]) == Lazy(1, "x")
    assert one.both == f"{one.one}{one.two}"
    assert Lazy.__doc__ == "Doc."
    assert tuple.__new__(Lazy, (7, "x", ())).one == 7


def test_a_lazy_tuple_is_copied_and_pickled() -> None:
    made = Lazy(one=1, more=("x",))
    for again in (pickle.loads(pickle.dumps(made)), copy.copy(made), copy.deepcopy(made)):
        assert again == made
        assert type(again) is Lazy


def test_a_lazy_tuple_matches_and_does_not_change() -> None:
    match Lazy(1, "y"):
        case Lazy(one, two=two):
            assert (one, two) == (1, "y")
    with pytest.raises(AttributeError):
        Lazy(1).one = 2  # type: ignore[misc]  # what the test is about
    with pytest.raises(AttributeError):
        Lazy(1).other = 2  # type: ignore[attr-defined]  # the same


@pytest.mark.parametrize(
    ("arguments", "names", "message"),
    [
        ((), {}, "missing 1 required positional argument: 'one'"),
        ((), {"two": "x"}, "missing 1 required positional argument: 'one'"),
        ((1,), {"three": 3}, "unexpected keyword argument 'three'"),
        ((1,), {"one": 3}, "multiple values for argument 'one'"),
        ((1, "x", 3), {}, "takes from 2 to 3 positional arguments but 4 were given"),
    ],
)
def test_wrong_arguments(arguments: Any, names: Any, message: str) -> None:
    class Fresh(lazy_tuples.NamedTuple):
        one: int
        two: str = "b"

    for _ in range(3):
        with pytest.raises(TypeError, match=message):
            Fresh(*arguments, **names)
    assert Fresh(1) == Fresh(one=1) == Fresh(1, two="b") == (1, "b")
