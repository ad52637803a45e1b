"""The one door to the CEL engine: an expression and typed names → a predicate over plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from svclint.patterns import regex
from svclint.records import dataclass

if TYPE_CHECKING:
    from cel_expr_python import cel

CelValue = str | int | bool | list[str]

_POSITION = regex(r"<input>:(\d+):(\d+): (.*)")
_NAME = regex(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_STRINGS = regex(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'')
# The only way to lists and texts that grow with each step: ten of them fill any machine's memory.
_MAP = regex(r"\bmap\b")
# An expression is a condition, not a program; comprehensions over comprehensions are a rule that lacks a join.
_LONGEST = 4096


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
    """Compiles conditions over one set of declared names (dotted name → `string`, `int`, `bool` or `list`)."""

    def __init__(self, types: Mapping[str, str]) -> None:
        self._types = types
        self._env: cel.Env | None = None

    def compile(self, expression: str) -> Predicate:
        """Raises CelError where the expression is not CEL, names what is not declared, or is no condition."""
        from cel_expr_python import cel

        if len(expression) > _LONGEST:
            raise CelError(f"a condition may have {_LONGEST} characters; this one has {len(expression)}")
        if _MAP.search(expression):
            raise CelError("'map' is not for conditions: say with 'exists' or 'all' what has to be true")
        if self._env is None:
            self._env = cel.NewEnv(variables={name: _type(kind) for name, kind in self._types.items()})
        try:
            compiled = self._env.compile(expression)
        except RuntimeError as error:
            raise _explained(str(error)) from None
        if compiled.return_type() != cel.Type.BOOL:
            raise CelError(f"a condition must be true or false; this one is a {compiled.return_type().name()}")
        return Predicate(used_names(expression, self._types), _tester(compiled, expression))


def used_names(expression: str, types: Mapping[str, str]) -> tuple[str, ...]:
    """The declared names that occur in an expression; a method call behind a name is not part of it."""
    found: set[str] = set()
    for chain in _NAME.findall(_STRINGS.sub('""', expression)):
        name = chain
        while name and name not in types:
            name = name.rpartition(".")[0]
        if name:
            found.add(name)
    return tuple(sorted(found))


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
