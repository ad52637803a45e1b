"""A class body with annotations → a data class like those of the standard library, compiled when it is first used.

`dataclasses` generates and compiles six methods when a class is defined. A run defines about sixty classes, which took
a quarter of the time of checking one file; most of them are used once or never. Here, `__init__` is compiled when the
fifth instance is created, and the other methods are shared by all classes. Frozen instances are also created twice as
fast. `dataclasses.replace`, `fields` and `is_dataclass` work as usual.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

from svclint.lazy_tuples import filled
from svclint.light_typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

if TYPE_CHECKING:
    from dataclasses import Field
    from dataclasses import replace as replace  # type checkers know what it may be given
else:

    def replace(record, /, **changes):
        """A record with other values in some fields, as `dataclasses.replace` makes it."""
        given = {name: getattr(record, name) for name in record.__match_args__ if name not in changes}
        return record.__class__(**given, **changes)


_Class = TypeVar("_Class", bound=type)
_Value = TypeVar("_Value")
_MISSING: Any = object()
_SLOW = 4  # instances that are made before `__init__` is compiled: of most classes a run makes fewer


class _Factory:
    """A default that is made anew for each instance."""

    __slots__ = ("make",)

    def __init__(self, make: Callable[[], object]) -> None:
        self.make = make


def field(*, default_factory: Callable[[], _Value]) -> _Value:
    """A field's default that is made anew for each instance."""
    return _Factory(default_factory)  # type: ignore[return-value]  # what type checkers expect of such a function


@dataclass_transform(field_specifiers=(field,))
def dataclass(*, frozen: bool = False, slots: bool = True, order: bool = False) -> Callable[[_Class], _Class]:
    """A class decorator: `dataclasses.dataclass`, always with slots, never with inherited fields."""
    if not slots:
        raise TypeError("a record has slots")

    def decorate(cls: _Class) -> _Class:
        names = tuple(cls.__annotations__)
        defaults = {name: cls.__dict__[name] for name in names if name in cls.__dict__}
        body = {key: value for key, value in cls.__dict__.items() if key not in (*names, "__dict__", "__weakref__")}
        body |= _methods(names, frozen=frozen, order=order)
        body |= {"__slots__": names, "__match_args__": names, "__dataclass_fields__": _Fields(defaults)}
        made: Any = type(cls)(cls.__name__, cls.__bases__, body)
        made.__init__ = _first_init(made, names, defaults, frozen=frozen)
        return made  # type: ignore[no-any-return]  # made of cls

    return decorate


def _methods(names: tuple[str, ...], *, frozen: bool, order: bool) -> dict[str, Any]:
    """What every record can, by its fields' values."""
    values = _values(names)

    def equal(self: object, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def show(self: object) -> str:
        parts = ", ".join(f"{name}={value!r}" for name, value in zip(names, values(self), strict=True))
        return f"{self.__class__.__qualname__}({parts})"

    def reduce(self: object) -> tuple[type, tuple[object, ...]]:
        return self.__class__, values(self)

    found: dict[str, Any] = {"__eq__": equal, "__repr__": show, "__reduce__": reduce, "__hash__": None}
    if frozen:
        found |= {"__hash__": lambda self: hash(values(self)), "__setattr__": _frozen, "__delattr__": _frozen}
    if order:
        found |= _orders(values)
    return found


def _orders(values: Callable[[object], Any]) -> dict[str, Any]:
    def ordered(compare: Callable[[Any, Any], bool]) -> Callable[[object, object], bool]:
        def method(self: object, other: object) -> bool:
            return compare(values(self), values(other)) if other.__class__ is self.__class__ else NotImplemented

        return method

    return {
        "__lt__": ordered(lambda one, other: one < other),
        "__le__": ordered(lambda one, other: one <= other),
        "__gt__": ordered(lambda one, other: one > other),
        "__ge__": ordered(lambda one, other: one >= other),
    }


def _values(names: tuple[str, ...]) -> Callable[[object], tuple[object, ...]]:
    if len(names) > 1:
        return attrgetter(*names)
    return lambda self: tuple(getattr(self, name) for name in names)


def _frozen(_: object, name: str, *value: object) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot {'assign to' if value else 'delete'} field {name!r}")


def _first_init(cls: Any, names: tuple[str, ...], defaults: dict[str, Any], *, frozen: bool) -> Callable[..., None]:
    """An `__init__` that puts a compiled one in its place after a few calls, and for arguments that are not plain."""
    calls = 0

    def init(self: object, /, *args: object, **kwargs: object) -> None:
        nonlocal calls
        calls += 1
        given = filled(names, defaults, args, kwargs) if calls <= _SLOW else None
        if given is None:
            cls.__init__ = _init(cls, names, defaults, frozen=frozen)
            cls.__init__(self, *args, **kwargs)
            return
        for name in names:
            value = given[name]
            object.__setattr__(self, name, value.make() if value.__class__ is _Factory else value)

    return init


def _init(cls: Any, names: tuple[str, ...], defaults: dict[str, Any], *, frozen: bool) -> Callable[..., None]:
    space: dict[str, Any] = {"_MISSING": _MISSING}
    given: list[str] = []
    lines: list[str] = []
    for name in names:
        default = defaults.get(name, _MISSING)
        value = name
        if isinstance(default, _Factory):
            space[f"_make_{name}"] = default.make
            value = f"_make_{name}() if {name} is _MISSING else {name}"
            given.append(f"{name}=_MISSING")
        elif default is not _MISSING:
            space[f"_default_{name}"] = default
            given.append(f"{name}=_default_{name}")
        else:
            given.append(name)
        if frozen:  # past __setattr__, by the slot itself
            space[f"_set_{name}"] = getattr(cls, name).__set__
            lines.append(f"    _set_{name}(self, {value})")
        else:
            lines.append(f"    self.{name} = {value}")
    exec(f"def __init__(self, {', '.join(given)}):\n" + ("\n".join(lines) or "    pass"), space)  # noqa: S102 - names of our own
    init: Callable[..., None] = space["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


class _Fields:
    """`__dataclass_fields__`, for the functions of `dataclasses`, worked out when one of them asks."""

    __slots__ = ("_defaults", "_found")

    def __init__(self, defaults: dict[str, Any]) -> None:
        self._defaults = defaults
        self._found: dict[str, Field[object]] | None = None

    def __get__(self, instance: object, owner: type) -> dict[str, Field[object]]:
        if self._found is None:
            import dataclasses

            specs: list[Any] = []
            for name, kind in owner.__annotations__.items():
                default = self._defaults.get(name, _MISSING)
                given: dict[str, Any] = {}
                if default is not _MISSING:
                    given = {"default_factory": default.make} if isinstance(default, _Factory) else {"default": default}
                specs.append((name, kind, dataclasses.field(**given)))
            twin: Any = dataclasses.make_dataclass(owner.__name__, specs)
            self._found = dict(twin.__dataclass_fields__)
        return self._found
