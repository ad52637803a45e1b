"""A class body with annotations → a named tuple like that of `typing`, compiled when it is used for the third time.

`typing.NamedTuple` compiles a constructor when a class is defined. A run defines fourteen such classes and uses half of
them. Type checkers see `typing.NamedTuple`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from svclint.light_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    try:
        from _collections import _tuplegetter as _getter  # what `collections.namedtuple` uses
    except ImportError:
        from operator import itemgetter

        def _getter(index, _):
            """Read an item."""
            return property(itemgetter(index))

    class _Maker(type):
        """Makes a tuple of a class body instead of a class with this type."""

        def __new__(cls, name, bases, body):
            if not bases:
                return super().__new__(cls, name, bases, body)
            names = tuple(body["__annotations__"])
            defaults = {field: body[field] for field in names if field in body}
            fields = {field: _getter(index, f"Field {index}") for index, field in enumerate(names)}
            own = {"__slots__": (), "_fields": names, "__match_args__": names, "_field_defaults": defaults, **_METHODS}
            made = type(name, (tuple,), {**own, **body, **fields})
            made.__new__ = _first_new(made, names, defaults)
            return made

    class NamedTuple(metaclass=_Maker):
        """The base class of a named tuple."""


_SLOW = 2  # instances that are made before the constructor is compiled


def _first_new(made: Any, names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., Any]:
    """A constructor that puts a compiled one in its place after a few calls, and for arguments that are not plain."""
    calls = 0

    def new(cls: Any, /, *args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        given = filled(names, defaults, args, kwargs) if calls <= _SLOW else None
        if given is not None:
            return tuple.__new__(cls, [given[name] for name in names])
        made.__new__ = _new(made, names, defaults)
        return made.__new__(cls, *args, **kwargs)

    return new


def filled(
    names: tuple[str, ...], defaults: Mapping[str, object], args: tuple[object, ...], kwargs: Mapping[str, object]
) -> Mapping[str, Any] | None:
    """The values of the fields, by name; None if an argument is missing, unknown or given twice."""
    given = {**defaults, **dict(zip(names, args, strict=False)), **kwargs}
    fits = len(args) <= len(names) == len(given) and kwargs.keys().isdisjoint(names[: len(args)])
    return given if fits and given.keys() == {*names} else None


def _new(made: Any, names: tuple[str, ...], defaults: dict[str, Any]) -> Callable[..., Any]:
    given = ", ".join(f"{name}=_default_{name}" if name in defaults else name for name in names)
    space = {"_make": tuple.__new__, **{f"_default_{name}": value for name, value in defaults.items()}}
    exec(f"def __new__(_cls, {given}): return _make(_cls, ({', '.join(names)},))", space)  # noqa: S102 - names of our own
    new: Callable[..., Any] = space["__new__"]
    new.__qualname__ = f"{made.__qualname__}.__new__"
    return new


def _make(cls: Any, values: Iterable[object]) -> Any:
    return tuple.__new__(cls, values)


def _replace(self: Any, /, **changes: object) -> Any:
    return self.__class__(**{**self._asdict(), **changes})


def _asdict(self: Any) -> dict[str, object]:
    return dict(zip(self._fields, self, strict=True))


def _repr(self: Any) -> str:
    return f"{self.__class__.__name__}({', '.join(f'{name}={value!r}' for name, value in self._asdict().items())})"


_METHODS = {
    "_make": classmethod(_make),
    "_replace": _replace,
    "_asdict": _asdict,
    "__repr__": _repr,
    "__getnewargs__": lambda self: tuple(self),  # noqa: PLW0108 - `tuple` itself would not get the instance
}
