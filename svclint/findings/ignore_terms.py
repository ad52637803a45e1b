"""The reason of a suppression → until when it applies, and why; flaws for an expired one and one without a reason.

`until 2026-12-31: the edge node answers for this one` applies until the end of that day, in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from svclint.clock import is_date
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Flaw, Location, flaw
from svclint.rule_ids import EXPIRED_IGNORE, IGNORE_WITHOUT_REASON

# Only what is meant as a date: a reason may begin with `until 1.2.3 is released`.
_UNTIL = regex(
    r"until\s+(?P<date>\d{4}-\d+(?:-\d+)?|\d+-\d+-\d+|\d+/\d+/\d+|\d{4}\.\d+\.\d+)(?![\w./-])[:,;.]?\s*(?P<reason>.*)",
    re.ASCII | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a suppression: `until` is a date as written, empty if it never expires."""

    reason: str
    until: str = ""

    def expired(self, today: str) -> bool:
        """Whether it no longer applies. One with an invalid date never applies, as nobody knows when it should end."""
        return bool(self.until) and (not is_date(self.until) or self.until < today)


def terms_of(text: str) -> Terms:
    """The terms in the reason of a comment or an annotation."""
    match = _UNTIL.fullmatch(text)
    return Terms(match["reason"].strip(), match["date"]) if match else Terms(text)


def flaws_of(suppressions: Iterable[tuple[Terms, Iterable[str], Location]], today: str) -> Iterator[Flaw]:
    """The flaws of suppressions: each with its terms, the names of its rules, and its location."""
    for terms, rules, location in suppressions:
        names = ", ".join(rules)
        if terms.expired(today):
            yield flaw(location, EXPIRED_IGNORE, _why(terms.until, names), identity=f"{names}\0{terms.until}")
        if names and not terms.reason:
            message = f"Suppression of {names} without a reason: state why the finding is intended."
            yield flaw(location, IGNORE_WITHOUT_REASON, message, identity=names)


def _why(until: str, names: str) -> str:
    if not is_date(until):
        return (
            f"Suppression with an invalid date, {until}: write `until YYYY-MM-DD`. Until then, it suppresses nothing."
        )
    return f"Suppression of {names or 'no rule'} expired on {until}, so its findings are reported again."
