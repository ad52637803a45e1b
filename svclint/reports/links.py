"""Rule ID → URL of its page; path → the URI reference that SARIF requires."""

from __future__ import annotations

import os
from urllib.parse import quote

from svclint.reports.escape import visible

HOME = "https://svclint.dev/"


def rule_uri(rule: str) -> str:
    """The URL of a rule's page."""
    return f"{HOME}rules/{quote(visible(rule), safe='')}/"


def encode_path(path: str) -> str:
    """A relative path as a URI reference: everything but letters, digits, `-._~` and `/` is percent-encoded."""
    try:
        data = os.fsencode(path)
    except UnicodeEncodeError:
        data = visible(path).encode()
    return quote(data, safe="/")
