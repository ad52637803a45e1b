"""Message template of a rule, and claims → the message: `{names}` of the vocabulary are replaced by their values."""

from __future__ import annotations

from collections.abc import Callable

from svclint import redact
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import listed
from svclint.findings.rule import Rule
from svclint.findings.rulebook import Rulebook
from svclint.findings.words import value
from svclint.lazy_re import regex

PLACEHOLDER = regex(r"\{([^{}]*)\}")
# The names of the claim itself: findings whose messages differ only in them have one pattern.
_OWN_NAMES = frozenset({"claim.title", "claim.owner", "claim.name", "claim.namespace"})


def filled(book: Rulebook, rule: Rule, claim_index: ClaimIndex, template: str, i: int, j: int = -1) -> str:
    """The template with the values of claim `i` and the other claim `j` (-1: none), in one line."""
    return _replaced(template, _reader(book, rule, claim_index, i, j))


def filled_with_pattern(
    book: Rulebook, rule: Rule, claim_index: ClaimIndex, template: str, i: int, j: int = -1
) -> tuple[str, str]:
    """The message, and its pattern: the message without the claim's own names. Each value is read once."""
    read = _reader(book, rule, claim_index, i, j)
    values = {name: read(name) for name in PLACEHOLDER.findall(template)}
    message = _replaced(template, values.__getitem__)
    return message, _replaced(template, lambda name: "…" if name in _OWN_NAMES else values[name])


def _replaced(template: str, text_of: Callable[[str], str]) -> str:
    return " ".join(PLACEHOLDER.sub(lambda placeholder: text_of(placeholder.group(1)), template).split())


def _reader(book: Rulebook, rule: Rule, claim_index: ClaimIndex, i: int, j: int) -> Callable[[str], str]:
    """Reads the value of a name of the vocabulary as text."""
    types = book.types(rule.policy.subject)
    cluster = claim_index.claims[i].owner.cluster

    def text(name: str) -> str:
        content = value(claim_index, name, types[name], cluster, i, j)
        return redact.prose(listed(content) if isinstance(content, list) else str(content))

    return text
