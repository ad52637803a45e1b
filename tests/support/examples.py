"""svclint's own rules, and the findings in their examples: each example is checked once a process."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from svclint.examples import findings_in, parse
from svclint.findings.rule import Rule
from svclint.model import Finding
from svclint.pipeline import load

KNOWLEDGE = load(examples=True)
_BY_ID = KNOWLEDGE.book.rules
RULES = [*_BY_ID.values()]


@cache
def findings_in_example(rule: str, number: int) -> tuple[Finding, ...]:
    """All findings in an example of a rule, those of other rules included; `number` counts its examples from 0."""
    return findings_in(_BY_ID[rule], parse(_BY_ID[rule].examples[number]), KNOWLEDGE)


def findings_of(rule: Rule) -> Iterator[Finding]:
    """The findings of a rule in all of its examples."""
    for number in range(len(rule.examples)):
        yield from (finding for finding in findings_in_example(rule.id, number) if finding.rule == rule.id)
