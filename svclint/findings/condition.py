"""A condition in CEL → its parts: what it asks of the cluster, of each of two claims, and of both together."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

# Texts, comments, brackets and the two operators, as CEL's grammar has them: everything else is passed over.
# https://github.com/google/cel-spec/blob/v0.24.0/doc/langdef.md#syntax
_TOKENS = regex(
    r'(?:[bB]?[rR]|[rR][bB])(?:"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"[^"\n]*"|\'[^\'\n]*\')'
    r'|"""(?:[^\\]|\\[\s\S])*?"""|\'\'\'(?:[^\\]|\\[\s\S])*?\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\''
    r"|//[^\n]*|\w+|&&|\|\||[?()\[\]{}]"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The conjuncts of a condition by what they read; each part is a condition of its own, or None: always true.

    `cluster` reads facts of the cluster alone, `claim` those of the claim too, `other` those of the other claim too.
    All the rest is in `pair`.
    """

    cluster: str | None = None
    claim: str | None = None
    other: str | None = None
    pair: str | None = None


def parts(condition: str | None, names: Callable[[str], Iterable[str]], *, one_cluster: bool) -> Parts:
    """The parts of a condition; `names` gives the declared names that an expression reads.

    `cluster.` words are of the claim's cluster: unless both claims are of `one_cluster`, they say nothing of the other.
    """
    found: dict[str, list[str]] = {"cluster": [], "claim": [], "other": [], "pair": []}
    for conjunct in conjuncts(condition):
        read = {name.partition(".")[0] for name in names(conjunct)}
        sides = read if "other" in read and not one_cluster else read - {"cluster"}
        found["pair" if len(sides) > 1 else next(iter(sides), "cluster")].append(conjunct)
    return Parts(**{side: " && ".join(texts) or None for side, texts in found.items()})


def conjuncts(condition: str | None) -> tuple[str, ...]:
    """`a && (b || c)` → (`a`, `(b || c)`), in order and each once; the whole where `||` or `?` binds it together."""
    return tuple(dict.fromkeys(_split(condition or "", "&&", looser=("||", "?"))))


def disjuncts(condition: str) -> tuple[str, ...]:
    """`a || b && c` → (`a`, `b && c`), in order; the whole where `?` binds it together."""
    return tuple(_split(condition, "||", looser=("?",)))


def bare(condition: str) -> str:
    """A condition without brackets around the whole of it: `(a || b)` → `a || b`."""
    text = condition.strip()
    depth = 0
    for token in _TOKENS.finditer(text):
        depth += (token.group() in "([{") - (token.group() in ")]}")
        if depth == 0:
            return bare(text[1:-1]) if text[0] == "(" and token.end() == len(text) else text
    return text


def _split(text: str, operator: str, *, looser: tuple[str, ...]) -> list[str]:
    """The parts between the operators outside of all brackets; the whole if an operator that binds looser is there."""
    found: list[str] = []
    depth = start = 0
    for token in _TOKENS.finditer(text):
        word = token.group()
        if word in "([{":
            depth += 1
        elif word in ")]}":
            depth -= 1
        elif depth == 0 and word in looser:
            return [text.strip()]
        elif depth == 0 and word == operator:
            found.append(text[start : token.start()].strip())
            start = token.end()
    found.append(text[start:].strip())
    return [part for part in found if part]
