"""A condition in CEL → the parts that all have to hold, as texts: what a join may narrow itself by."""

from __future__ import annotations

from svclint.patterns import regex

# Strings, brackets and the operator, as far as one has to be told from another. Raw and triple quotes fit well enough:
# what is taken apart wrongly is no text that a join knows.
_TOKENS = regex(r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|&&|\|\||[?()\[\]{}]""")


def conjuncts(expression: str | None) -> frozenset[str]:
    """`a && (b || c)` → {`a`, `(b || c)`}; the whole where another operator binds less than `&&`. Spaces are single."""
    parts: list[str] = []
    depth = start = 0
    text = expression or ""
    for token in _TOKENS.finditer(text):
        word = token.group()
        if word in "([{":
            depth += 1
        elif word in ")]}":
            depth -= 1
        elif depth == 0 and word in ("||", "?"):
            return frozenset({_single(text)})
        elif depth == 0 and word == "&&":
            parts.append(text[start : token.start()])
            start = token.end()
    return frozenset(_single(part) for part in (*parts, text[start:])) - {""}


def _single(text: str) -> str:
    return " ".join(text.split())
