"""CEL condition → the names that it reads, and its parts. Only this module reads the text of conditions.

The CEL engine has no public syntax tree. String literals, comments, brackets and the operators that join conditions are
enough to split a condition, and the engine compiles the parts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

# String literals, comments, names, brackets and operators of the CEL grammar. Everything else is skipped.
# https://github.com/google/cel-spec/blob/v0.24.0/doc/langdef.md#syntax
_TOKENS = regex(
    r'(?P<raw>(?:[bB]?[rR]|[rR][bB])(?:"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"[^"\n]*"|\'[^\'\n]*\'))'
    r'|(?P<text>"""(?:[^\\]|\\[\s\S])*?"""|\'\'\'(?:[^\\]|\\[\s\S])*?\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')'
    r"|//[^\n]*|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|\w+|&&|\|\||[?()\[\]{}]"
)


# A reference is a claim, with further words.
_SIDES = {"reference": "claim"}


@dataclass(frozen=True, slots=True)
class Parts:
    """The conjuncts of a condition by what they read. Each part is a condition; None means always true.

    `cluster` reads only facts of the cluster, `claim` also those of the claim, `other` also those of the other claim.
    `pair` has all other conjuncts.
    """

    cluster: Condition | None = None
    claim: Condition | None = None
    other: Condition | None = None
    pair: Condition | None = None

    @property
    def each(self) -> tuple[Condition | None, ...]:
        return self.cluster, self.claim, self.other, self.pair


class Condition:
    """A condition, or a part of one. An empty condition has no parts, reads nothing and always holds."""

    def __init__(
        self,
        source: str,
        names_of: Callable[[str], Iterable[str]],
        parts_of: Callable[[str, bool], Sequence[str | None]] = lambda *_: (),
    ) -> None:
        """`names_of` returns the declared names in a text, `parts_of` the texts of its parts, or () if unknown."""
        self.source = source.strip()
        self._names_of, self._parts_of = names_of, parts_of

    @cached_property
    def names(self) -> frozenset[str]:
        """The declared names that the condition reads."""
        return frozenset(self._names_of(self.source)) if self.source else frozenset()

    @cached_property
    def conjuncts(self) -> tuple[Condition, ...]:
        """`a && (b || c)` → `a`, `(b || c)`, in order, distinct; the whole condition if `||` or `?` joins it."""
        return tuple(self._part(text) for text in conjuncts(self.source))

    @cached_property
    def clauses(self) -> tuple[Condition, ...]:
        """The operands of `&&` and `||` at all depths. Their brackets may be unbalanced."""
        texts, start = [], 0
        for token in _TOKENS.finditer(self.source):
            if token[0] in ("&&", "||"):
                texts.append(self.source[start : token.start()])
                start = token.end()
        return tuple(map(self._part, (*texts, self.source[start:])))

    @property
    def texts(self) -> frozenset[str]:
        """The string literals in the condition, unquoted; escapes are not decoded."""
        return frozenset(token["text"].strip("\"'") for token in _TOKENS.finditer(self.source) if token["text"])

    def texts_with(self, names: Collection[str]) -> frozenset[str]:
        """The string literals in clauses that read one of the names, and so are compared with it."""
        return frozenset(text for clause in self.clauses if not clause.names.isdisjoint(names) for text in clause.texts)

    def requires(self, name: str) -> bool:
        """Whether one of the conjuncts is the name, which must have type bool."""
        return any(bare(conjunct.source) == name for conjunct in self.conjuncts)

    @property
    def denials(self) -> Iterator[Condition]:
        """The negated conjuncts."""
        return (conjunct for conjunct in self.conjuncts if conjunct.source.startswith("!"))

    @property
    def is_of_cluster(self) -> bool:
        """Whether the condition reads facts of the cluster and nothing else."""
        return bool(self.names) and all(name.startswith("cluster.") for name in self.names)

    def parts(self, *, one_cluster: bool) -> Parts:
        """The conjuncts by what they read.

        `cluster.` words describe the cluster of the claim; they describe that of the other claim only if `one_cluster`
        is true.
        """
        if known := self._parts_of(self.source, one_cluster):
            return Parts(*(self._part(text) if text else None for text in known))
        parts: dict[str, list[Condition]] = {"cluster": [], "claim": [], "other": [], "pair": []}
        for conjunct in self.conjuncts:
            read = {_SIDES.get(side, side) for side in (name.partition(".")[0] for name in conjunct.names)}
            sides = read if "other" in read and not one_cluster else read - {"cluster"}
            parts["pair" if len(sides) > 1 else next(iter(sides), "cluster")].append(conjunct)
        return Parts(**{side: self._joined(conjuncts) for side, conjuncts in parts.items() if conjuncts})

    def _joined(self, parts: Iterable[Condition]) -> Condition:
        # On separate lines, because a comment ends with its line.
        return self._part("\n&& ".join(part.source for part in parts))

    def _part(self, text: str) -> Condition:
        return Condition(text, self._names_of, self._parts_of)


def names_in(expression: str, types: Collection[str]) -> tuple[str, ...]:
    """The names of `types` in an expression, sorted. A method call after a name is not part of it."""
    names: set[str] = set()
    for token in _TOKENS.finditer(expression):
        name = token["name"] or ""
        while name and name not in types:
            name = name.rpartition(".")[0]
        if name:
            names.add(name)
    return tuple(sorted(names))


def replaced_names(expression: str, names: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The expression with `names` (old → new) replaced, and those that occurred. Literals and comments do not change.

    A name may be the target of a method call: `claim.ports.exists` contains the name `claim.ports`.
    """
    used: dict[str, str] = {}

    def replace(token: re.Match[str]) -> str:
        name = token["name"] or ""
        rest = ""
        while name and name not in names:
            name, _, tail = name.rpartition(".")
            rest = f".{tail}{rest}"
        if not name:
            return token[0]
        used[name] = names[name]
        return names[name] + rest

    return _TOKENS.sub(replace, expression), used


def conjuncts(condition: str) -> tuple[str, ...]:
    """`a && (b || c)` → (`a`, `(b || c)`), in order, distinct; the whole condition if `||` or `?` joins it."""
    return tuple(dict.fromkeys(_split(condition, "&&", looser=("||", "?"))))


def disjuncts(condition: str) -> tuple[str, ...]:
    """`a || b && c` → (`a`, `b && c`), in order; the whole condition if `?` joins it."""
    return tuple(_split(condition, "||", looser=("?",)))


def bare(condition: str) -> str:
    """A condition without brackets around all of it: `(a || b)` → `a || b`."""
    text = condition.strip()
    depth = 0
    for token in _TOKENS.finditer(text):
        depth += (token.group() in "([{") - (token.group() in ")]}")
        if depth == 0:
            return bare(text[1:-1]) if text[0] == "(" and token.end() == len(text) else text
    return text


def _split(text: str, operator: str, *, looser: tuple[str, ...]) -> list[str]:
    """The parts between the operators outside brackets; the whole text if a looser operator joins it."""
    parts: list[str] = []
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
            parts.append(text[start : token.start()].strip())
            start = token.end()
    parts.append(text[start:].strip())
    return [part for part in parts if part]
