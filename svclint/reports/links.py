"""Rule ID → URL of its page; path → the URI reference that SARIF requires."""

from __future__ import annotations

import os
from urllib.parse import quote

from svclint.model import RuleText
from svclint.reports.escape import visible

HOME = "https://svclint.dev/"


def rule_uri(rule: RuleText) -> str:
    """The URL of a rule's page; for a private rule, that of its first reference, empty if it has none."""
    if rule.private:
        return next((visible(link) for link in rule.references if link.startswith("https://")), "")
    return f"{HOME}rules/{quote(visible(rule.id), safe='')}/"


def encode_path(path: str) -> str:
    """A relative path as a URI reference: everything but letters, digits, `-._~` and `/` is percent-encoded."""
    try:
        data = os.fsencode(path)
    except UnicodeEncodeError:
        data = visible(path).encode()
    return quote(data, safe="/")
