"""Expression and typed names → a predicate over plain values. Only this module uses the CEL engine.

The cache holds checked conditions in CEL's serialized form: compiling one takes 0.4 ms (the first 2 ms), loading it
0.05 ms, and the smallest run evaluates fifteen. A condition that does not load is compiled again.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from svclint import cache
from svclint.about import VERSION
from svclint.findings.condition import names_in
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cel_expr_python import cel

CelValue = str | int | bool | list[str]

# The status code of an error, such as `OUT_OF_RANGE: `.
_CODE = regex(r"\A[A-Z_]+: ")
_POSITION = regex(r"<input>:(\d+):(\d+): (.*)")
# Only `map` builds lists and texts that grow with each step: ten nested ones fill the memory of any machine.
_MAP = regex(r"\bmap\b")
# An expression is a condition, not a program. Nested comprehensions indicate a missing join.
_LONGEST = 4096
# Conditions cached for one set of names; the built-in rules have about 200. If there are more, only those of the last
# run are cached.
_MOST_KEPT = 1000


class CelError(Exception):
    """A fault of an expression. `line` and `column` are positions in it, from 1."""

    def __init__(self, message: str, line: int = 1, column: int = 1) -> None:
        super().__init__(message)
        self.message, self.line, self.column = message, line, column


@dataclass(frozen=True, slots=True)
class Predicate:
    """A checked condition. `names` are the declared names that it reads; `test` needs values only for them."""

    names: tuple[str, ...]
    test: Callable[[dict[str, CelValue]], bool]


class Engine:
    """Predicates over one set of declared names (dotted name → `string`, `int`, `bool` or `list`)."""

    def __init__(self, types: Mapping[str, str]) -> None:
        self._types = types
        self._typed: cel.Env | None = None
        self._env: cel.Env | None = None
        self._bare: cel.Env | None = None
        self._predicates: dict[str, Predicate] = {}
        self._names: dict[str, tuple[str, ...]] = {}
        self._compiled: dict[str, cel.Expression] = {}
        self._cached: dict[str, tuple[tuple[str, ...], bytes]] | None = None

    def predicate(self, expression: str) -> Predicate:
        """The compiled condition, from the cache if possible. Raises CelError, as `compile` does."""
        if expression not in self._predicates:
            self._predicates[expression] = self._restored(expression) or self.compile(expression)
        return self._predicates[expression]

    def names(self, expression: str) -> tuple[str, ...]:
        """The declared names that an expression reads. It need not compile."""
        cached = self._stored().get(expression)
        if cached is not None:
            return cached[0]
        if expression not in self._names:
            self._names[expression] = names_in(expression, self._types)
        return self._names[expression]

    def compile(self, expression: str) -> Predicate:
        """Compiles a condition. Raises CelError for invalid CEL, undeclared names, and results that are not bool."""
        from cel_expr_python import cel

        from svclint.findings.cel_addresses import environment

        if len(expression) > _LONGEST:
            raise CelError(f"a condition may have at most {_LONGEST} characters; this one has {len(expression)}")
        if _MAP.search(expression):
            raise CelError("'map' is not supported in conditions; use 'exists' or 'all'")
        if self._env is None or self._typed is None:
            variables = {name: _type(kind) for name, kind in self._types.items()}
            self._typed = environment(variables, typed=True)
            self._env = environment(variables, typed=False)
        try:
            self._typed.compile(expression)
            compiled = self._env.compile(expression)
        except RuntimeError as error:
            raise _cel_error(str(error)) from None
        if compiled.return_type() != cel.Type.BOOL:
            raise CelError(f"a condition must be a bool; this one is a {compiled.return_type().name()}")
        self._compiled[expression] = compiled
        return Predicate(names_in(expression, self._types), _tester(compiled, expression))

    def keep(self) -> None:
        """Stores newly compiled conditions in the cache."""
        if not self._compiled:
            return
        new = {
            expression: (self.names(expression), compiled.serialize())
            for expression, compiled in self._compiled.items()
        }
        merged = self._stored() | new
        cache.store(_key(self._types), merged if len(merged) <= _MOST_KEPT else new)

    def _restored(self, expression: str) -> Predicate | None:
        cached = self._stored().get(expression)
        if cached is None:
            return None
        from cel_expr_python import cel

        from svclint.findings.cel_addresses import environment

        if self._bare is None:
            # Without names: the condition is already checked against them, and declaring 300 takes 2 ms.
            self._bare = environment({}, typed=False)
        try:
            loaded = self._bare.deserialize(cached[1])
        except RuntimeError:
            return None
        return Predicate(cached[0], _tester(loaded, expression)) if loaded.return_type() == cel.Type.BOOL else None

    def _stored(self) -> dict[str, tuple[tuple[str, ...], bytes]]:
        if self._cached is None:
            stored = cache.load(_key(self._types))
            self._cached = stored if isinstance(stored, dict) else {}
        return self._cached


def _key(types: Mapping[str, str]) -> str:
    """The cache key: everything that a condition depends on besides its text, such as typed names and versions."""
    from cel_expr_python import cel

    engine = os.stat(cel.__file__)
    return f"conditions-{VERSION}-{engine.st_size}-{engine.st_mtime_ns}-{sorted(types.items())}"


def _type(kind: str) -> cel.Type:
    from cel_expr_python.cel import Type

    return {"string": Type.STRING, "int": Type.INT, "bool": Type.BOOL, "list": Type.List(Type.STRING)}[kind]


def _tester(compiled: cel.Expression, expression: str) -> Callable[[dict[str, CelValue]], bool]:
    def test(values: dict[str, CelValue]) -> bool:
        try:
            value = compiled.eval(data=values).value()
        except RuntimeError as error:  # too many steps
            raise CelError(f"{error} (in: {expression})") from None
        if not isinstance(value, bool):  # the engine returns run-time errors as values
            raise CelError(f"{_CODE.sub('', str(value))} (in: {expression})")
        return value

    return test


def _cel_error(text: str) -> CelError:
    match = _POSITION.search(text)
    if not match:
        return CelError(text.splitlines()[0])
    line, column, message = match.groups()
    return CelError(message.removesuffix("(in container '')").strip(), int(line), int(column))
