"""A condition in CEL → what it reads, and its parts: the one place that looks at the text of a condition.

The CEL engine gives no syntax tree. Texts, comments, brackets and the operators that join conditions are enough to take
one apart, and the engine itself compiles what comes out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property

from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

# Texts, comments, names, brackets and operators, as CEL's grammar has them: everything else is passed over.
# https://github.com/google/cel-spec/blob/v0.24.0/doc/langdef.md#syntax
_TOKENS = regex(
    r'(?P<raw>(?:[bB]?[rR]|[rR][bB])(?:"""[\s\S]*?"""|\'\'\'[\s\S]*?\'\'\'|"[^"\n]*"|\'[^\'\n]*\'))'
    r'|(?P<text>"""(?:[^\\]|\\[\s\S])*?"""|\'\'\'(?:[^\\]|\\[\s\S])*?\'\'\''
    r'|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)*\')'
    r"|//[^\n]*|(?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)|\w+|&&|\|\||[?()\[\]{}]"
)


@dataclass(frozen=True, slots=True)
class Parts:
    """The conjuncts of a condition by what they read; each part is a condition of its own, or None: always true.

    `cluster` reads facts of the cluster only, `claim` those of the claim too, `other` those of the other claim too.
    All the rest is in `pair`.
    """

    cluster: Condition | None = None
    claim: Condition | None = None
    other: Condition | None = None
    pair: Condition | None = None


class Condition:
    """A condition, or a part of one. Without a text it has no parts, reads nothing and always holds."""

    def __init__(self, source: str, names_of: Callable[[str], Iterable[str]]) -> None:
        self.source = source.strip()
        self._names_of = names_of
        """The declared names that occur in a text."""

    @cached_property
    def names(self) -> frozenset[str]:
        """The declared names that it reads."""
        return frozenset(self._names_of(self.source)) if self.source else frozenset()

    @cached_property
    def conjuncts(self) -> tuple[Condition, ...]:
        """`a && (b || c)` → `a`, `(b || c)`, in order and each once; the whole where `||` or `?` binds it together."""
        return tuple(self._part(text) for text in conjuncts(self.source))

    @cached_property
    def clauses(self) -> tuple[Condition, ...]:
        """What `&&` and `||` join, however deep: texts to look at, with brackets that may lack their other half."""
        texts, start = [], 0
        for token in _TOKENS.finditer(self.source):
            if token[0] in ("&&", "||"):
                texts.append(self.source[start : token.start()])
                start = token.end()
        return tuple(map(self._part, (*texts, self.source[start:])))

    @property
    def texts(self) -> frozenset[str]:
        """The texts that it names, without escapes."""
        return frozenset(token["text"].strip("\"'") for token in _TOKENS.finditer(self.source) if token["text"])

    def texts_with(self, names: Collection[str]) -> frozenset[str]:
        """The texts that it compares with one of the names: those of the clauses that read one."""
        return frozenset(text for clause in self.clauses if not clause.names.isdisjoint(names) for text in clause.texts)

    def requires(self, name: str) -> bool:
        """Whether it holds only where a name of type bool does: one of its conjuncts is that name."""
        return any(bare(conjunct.source) == name for conjunct in self.conjuncts)

    @property
    def denials(self) -> Iterator[Condition]:
        """The conjuncts that say what must not be."""
        return (conjunct for conjunct in self.conjuncts if conjunct.source.startswith("!"))

    @property
    def is_of_cluster(self) -> bool:
        """Whether it is the same for all claims of a cluster, and reads something of that."""
        return bool(self.names) and all(name.startswith("cluster.") for name in self.names)

    def parts(self, *, one_cluster: bool) -> Parts:
        """Its conjuncts by what they read.

        `cluster.` words are of the claim's cluster: unless both claims are of `one_cluster`, they say nothing of the
        other.
        """
        found: dict[str, list[Condition]] = {"cluster": [], "claim": [], "other": [], "pair": []}
        for conjunct in self.conjuncts:
            read = {name.partition(".")[0] for name in conjunct.names}
            sides = read if "other" in read and not one_cluster else read - {"cluster"}
            found["pair" if len(sides) > 1 else next(iter(sides), "cluster")].append(conjunct)
        return Parts(**{side: self._joined(these) for side, these in found.items() if these})

    def _joined(self, parts: Iterable[Condition]) -> Condition:
        # On lines of their own: a comment ends with its line.
        return self._part("\n&& ".join(part.source for part in parts))

    def _part(self, text: str) -> Condition:
        return Condition(text, self._names_of)


def names_in(expression: str, types: Collection[str]) -> tuple[str, ...]:
    """The declared names (those of `types`) in an expression, sorted; a method call behind a name is not part of it."""
    found: set[str] = set()
    for token in _TOKENS.finditer(expression):
        name = token["name"] or ""
        while name and name not in types:
            name = name.rpartition(".")[0]
        if name:
            found.add(name)
    return tuple(sorted(found))


def replaced_names(expression: str, names: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The expression with other names in place of some, and which of them occurred; texts and comments stay.

    A name may be a method's owner: `claim.ports.exists` holds the name `claim.ports`.
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
    """`a && (b || c)` → (`a`, `(b || c)`), in order and each once; the whole where `||` or `?` binds it together."""
    return tuple(dict.fromkeys(_split(condition, "&&", looser=("||", "?"))))


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
