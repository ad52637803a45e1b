"""CEL condition → its syntax tree as plain data, for the part of CEL that svclint's own rules use.

Tests compare the trees of all conditions that svclint ships with the CEL engine (`programs` evaluates them).
"""

from __future__ import annotations

from collections.abc import Collection

from svclint.lazy_re import regex
from svclint.light_typing import Any

# Nested tuples: an operator or a function, then its operands. `name` and `variable` are followed by a text, `literal`
# by a value, `exists` and `all` by the name of their variable, a list and a condition.
Tree = tuple[Any, ...]

_TOKEN = regex(
    r"""\s*(?:(?://[^\n]*\n\s*)*)(?:(?P<text>"[^"\\\n]*"|'[^'\\\n]*')|(?P<number>\d+(?![\w.]))"""
    r"""|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|(?P<sign>&&|\|\||[=!<>]=|[<>!?:()\[\],.+-]))"""
)
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_METHODS = frozenset({"contains", "startsWith", "endsWith", "size"})
_QUANTIFIERS = frozenset({"exists", "all"})
_CONSTANTS = {"true": True, "false": False}


class UnsupportedError(Exception):
    """The condition uses something that trees do not have: only the CEL engine can evaluate it."""


def parsed(condition: str, names: Collection[str]) -> Tree:
    """The tree of a valid condition over the declared names. Raises UnsupportedError."""
    parser = _Parser(condition, names)
    tree = parser.choice()
    parser.expect("")
    return tree


class _Parser:
    """A parser by recursive descent, with a method for each level of precedence of CEL's grammar, the loosest first."""

    def __init__(self, condition: str, names: Collection[str]) -> None:
        self._names = names
        self._variables: list[str] = []
        self._tokens: list[tuple[str, str]] = []
        position, text = 0, condition.strip()
        while position < len(text):
            match = _TOKEN.match(text, position)
            if match is None or match.lastgroup is None:
                raise UnsupportedError(text[position:])
            self._tokens.append((match.lastgroup, match[match.lastgroup]))
            position = match.end()
        self._tokens.append(("end", ""))
        self._next = 0

    def choice(self) -> Tree:
        condition = self._either()
        if not self._skip("?"):
            return condition
        chosen = self._either()
        self.expect(":")
        return ("?", condition, chosen, self.choice())

    def expect(self, sign: str) -> None:
        """Skip a sign. Raises UnsupportedError if something else is next."""
        if not self._skip(sign):
            raise UnsupportedError(self._tokens[self._next][1])

    def _either(self) -> Tree:
        parts = [self._both()]
        while self._skip("||"):
            parts.append(self._both())
        return ("||", *parts) if len(parts) > 1 else parts[0]

    def _both(self) -> Tree:
        parts = [self._comparison()]
        while self._skip("&&"):
            parts.append(self._comparison())
        return ("&&", *parts) if len(parts) > 1 else parts[0]

    def _comparison(self) -> Tree:
        left = self._sum()
        operator = self._tokens[self._next][1]
        if operator not in _COMPARISONS:
            return left
        self._next += 1
        return (operator, left, self._sum())

    def _sum(self) -> Tree:
        left = self._operand()
        while (sign := self._tokens[self._next][1]) in ("+", "-"):
            self._next += 1
            left = (sign, left, self._operand())
        return left

    def _operand(self) -> Tree:
        if self._skip("!"):
            return ("!", self._operand())
        kind, text = self._tokens[self._next]
        self._next += 1
        if kind == "text":
            tree: Tree = ("literal", text[1:-1])
        elif kind == "number":
            tree = ("literal", int(text))
        elif text == "(":
            tree = self.choice()
            self.expect(")")
        elif text == "[":
            tree = ("list", *self._listed("]"))
        elif kind == "name":
            return self._named(text)
        else:
            raise UnsupportedError(text)
        return self._called(tree, self._method()) if self._skip(".") else tree

    def _named(self, text: str) -> Tree:
        """A declared name, a variable, a constant or a function, and the method that is called on it."""
        if text == "size" and self._skip("("):
            return ("size", *self._listed(")"))
        name, _, method = text.rpartition(".") if text not in self._names and "." in text else (text, "", "")
        if name in self._names:
            tree: Tree = ("name", name)
        elif name in self._variables:
            tree = ("variable", name)
        elif name in _CONSTANTS:
            tree = ("literal", _CONSTANTS[name])
        else:
            raise UnsupportedError(text)
        return self._called(tree, method) if method else tree

    def _method(self) -> str:
        kind, text = self._tokens[self._next]
        self._next += 1
        if kind != "name":
            raise UnsupportedError(text)
        return text

    def _called(self, tree: Tree, method: str) -> Tree:
        self.expect("(")
        if method in _METHODS:
            return (method, tree, *self._listed(")"))
        variable = self._method()
        if method not in _QUANTIFIERS or "." in variable or variable in self._variables:
            raise UnsupportedError(method)
        self.expect(",")
        self._variables.append(variable)
        condition = self.choice()
        self._variables.pop()
        self.expect(")")
        return (method, variable, tree, condition)

    def _listed(self, closing: str) -> list[Tree]:
        items: list[Tree] = []
        while not self._skip(closing):
            if items:
                self.expect(",")
            items.append(self.choice())
        return items

    def _skip(self, sign: str) -> bool:
        kind, text = self._tokens[self._next]
        if text != sign or kind in ("text", "number", "name"):
            return False
        self._next += kind != "end"
        return True
