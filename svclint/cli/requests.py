"""The options of a command, as click gives them → the request to the API, for every command that checks something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from svclint.api import Request
from svclint.cli.inputs import ids
from svclint.clock import is_date
from svclint.errors import UsageError
from svclint.light_typing import Any
from svclint.limits import NAMES

# Options that the API has under the same names; click gives None where one is not set.
_SAME = (
    "inventory", "config", "rules", "cluster", "severity", "stdin_filename", "diff_base", "baseline", "write_baseline",
    "render", "render_network", "kustomize", "helm",
)  # fmt: skip


def requested(values: Mapping[str, Any], stdin: bytes | None = None) -> Request:
    """What a command line requests. `values` are the options that the command has, by click's names for them."""
    same = {name: values[name] for name in _SAME if values.get(name) is not None}
    return Request(
        **same,
        limits=_limits(values.get("limit", ())),
        use_config=not values.get("no_config"),
        select=ids("--select", values.get("select", ())),
        ignore=ids("--ignore", values.get("ignore", ())),
        preview=bool(values.get("preview")),
        tracked_only=bool(values.get("hook")),
        stdin=stdin,
        today=_date(values.get("today") or ""),
    )


def _date(text: str) -> str:
    """The date of `--today`. Raises UsageError."""
    if text and not is_date(text):
        raise UsageError(f"--today: {text!r} is not a date such as 2026-12-31")
    return text


def _limits(pairs: Iterable[str]) -> dict[str, int]:
    """The limits of `--limit NAME=NUMBER`, by attribute. Raises UsageError."""
    limits: dict[str, int] = {}
    for pair in pairs:
        name, _, number = pair.partition("=")
        if name not in NAMES or not number.isdecimal() or not 0 < len(number) < 16 or not int(number):
            raise UsageError(f"--limit: {pair!r} is not NAME=NUMBER with a name of {', '.join(NAMES)}")
        limits[NAMES[name]] = int(number)
    return limits
