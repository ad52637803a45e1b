"""The current date: the only clock that a result depends on, and only where a suppression expires."""

from __future__ import annotations

import re
import time

from svclint.lazy_re import regex

_DATE = regex(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def today() -> str:
    """The date in UTC, as `2026-12-31`: such texts compare like dates."""
    now = time.gmtime()
    return f"{now.tm_year:04}-{now.tm_mon:02}-{now.tm_mday:02}"


def is_date(text: str) -> bool:
    """Whether a text is a date of the calendar in this form."""
    if not _DATE.fullmatch(text):
        return False
    from datetime import date  # 1 ms: only where a suppression has a date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
