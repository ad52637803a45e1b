"""Candidate: a finding of a rule that other findings may still replace."""

from __future__ import annotations

from svclint.findings.rule import Rule
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Finding

# The most related locations of a finding; its message has the number of others.
MOST_RELATED = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    """A finding that may yield to others: its claim, the other claim in its message (-1: none), all claims at fault.

    Claims are indexes into the claim index. `cause` is a claim that may cause several findings of the rule.
    """

    claim: int
    other: int
    rule: Rule
    finding: Finding
    members: frozenset[int]
    cause: Claim | None = None
