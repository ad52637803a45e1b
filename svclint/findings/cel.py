"""The one door to the CEL engine: an expression and typed names → a predicate over plain values.

Checked conditions are kept in the cache in CEL's own serialized form: to compile one takes 0.4 ms (the first 2 ms), to
load it 0.05 ms, and the smallest run asks fifteen. What does not load is compiled again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from svclint import cache
from svclint.about import VERSION
from svclint.findings.condition import names_in
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

if TYPE_CHECKING:
    from cel_expr_python import cel

CelValue = str | int | bool | list[str]

_POSITION = regex(r"<input>:(\d+):(\d+): (.*)")
# The only way to lists and texts that grow with each step: ten of them fill any machine's memory.
_MAP = regex(r"\bmap\b")
# An expression is a condition, not a program; comprehensions over comprehensions are a rule that lacks a join.
_LONGEST = 4096
# Conditions kept for one set of names; svclint's own rules have some 200. Of more, those of the last run stay.
_MOST_KEPT = 1000


class CelError(Exception):
    """What is wrong with an expression; line and column are within it, from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


@dataclass(frozen=True, slots=True)
class Predicate:
    """A checked condition. `names` are the declared names that it reads: only they need values."""

    names: tuple[str, ...]
    test: Callable[[Mapping[str, CelValue]], bool]


class Engine:
    """Predicates over one set of declared names (dotted name → `string`, `int`, `bool` or `list`)."""

    def __init__(self, types: Mapping[str, str]) -> None:
        self._types = types
        self._env: cel.Env | None = None
        self._bare: cel.Env | None = None
        self._predicates: dict[str, Predicate] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._compiled: dict[str, cel.Expression] = {}
        self._kept: dict[str, tuple[tuple[str, ...], bytes]] | None = None

    def predicate(self, expression: str) -> Predicate:
        """The condition, from the cache where that has it. Raises CelError as `compile` does."""
        if expression not in self._predicates:
            self._predicates[expression] = self._restored(expression) or self.compile(expression)
        return self._predicates[expression]

    def names(self, expression: str) -> tuple[str, ...]:
        """The declared names that an expression reads; it need not be compiled for that."""
        kept = self._stored().get(expression)
        if kept is not None:
            return kept[0]
        if expression not in self._names:
            self._names[expression] = names_in(expression, self._types)
        return self._names[expression]

    def compile(self, expression: str) -> Predicate:
        """Raises CelError where the expression is not CEL, names what is not declared, or is no condition."""
        from cel_expr_python import cel

        if len(expression) > _LONGEST:
            raise CelError(f"a condition may have at most {_LONGEST} characters; this one has {len(expression)}")
        if _MAP.search(expression):
            raise CelError("'map' is not supported in conditions; use 'exists' or 'all'")
        if self._env is None:
            self._env = cel.NewEnv(variables={name: _type(kind) for name, kind in self._types.items()})
        try:
            compiled = self._env.compile(expression)
        except RuntimeError as error:
            raise _explained(str(error)) from None
        if compiled.return_type() != cel.Type.BOOL:
            raise CelError(f"a condition must be a bool; this one is a {compiled.return_type().name()}")
        self._compiled[expression] = compiled
        return Predicate(names_in(expression, self._types), _tester(compiled, expression))

    def keep(self) -> None:
        """Put into the cache what was compiled since it was read."""
        if not self._compiled:
            return
        new = {one: (self.names(one), compiled.serialize()) for one, compiled in self._compiled.items()}
        both = self._stored() | new
        cache.store(_key(self._types), both if len(both) <= _MOST_KEPT else new)

    def _restored(self, expression: str) -> Predicate | None:
        kept = self._stored().get(expression)
        if kept is None:
            return None
        from cel_expr_python import cel

        if self._bare is None:  # without the names: the form has been checked against them, and 300 take 2 ms
            self._bare = cel.NewEnv()
        try:
            loaded = self._bare.deserialize(kept[1])
        except RuntimeError:
            return None
        return Predicate(kept[0], _tester(loaded, expression)) if loaded.return_type() == cel.Type.BOOL else None

    def _stored(self) -> dict[str, tuple[tuple[str, ...], bytes]]:
        if self._kept is None:
            found = cache.load(_key(self._types))
            self._kept = found if isinstance(found, dict) else {}
        return self._kept


def _key(types: Mapping[str, str]) -> str:
    """What a kept condition depends on beside its text: the names and their types, the engine, and our own version."""
    from cel_expr_python import cel

    engine = os.stat(cel.__file__)
    return f"conditions-{VERSION}-{engine.st_size}-{engine.st_mtime_ns}-{sorted(types.items())}"


def _type(kind: str) -> cel.Type:
    from cel_expr_python.cel import Type

    return {"string": Type.STRING, "int": Type.INT, "bool": Type.BOOL, "list": Type.List(Type.STRING)}[kind]


def _tester(compiled: cel.Expression, expression: str) -> Callable[[Mapping[str, CelValue]], bool]:
    def test(values: Mapping[str, CelValue]) -> bool:
        try:
            value = compiled.eval(data=values).value()
        except RuntimeError as error:  # too many steps
            raise CelError(f"{error} (in: {expression})") from None
        if not isinstance(value, bool):  # the engine returns run-time errors as values
            raise CelError(f"{value} (in: {expression})")
        return value

    return test


def _explained(text: str) -> CelError:
    found = _POSITION.search(text)
    if not found:
        return CelError(text.splitlines()[0])
    line, column, message = found.groups()
    return CelError(message.removesuffix("(in container '')").strip(), int(line), int(column))
