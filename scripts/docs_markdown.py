"""Texts and rows → the Markdown of the generated pages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

# Plain data at the edge: what a validated YAML file holds. The schema is the type.
Plain = Any


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """A Markdown table; pipes in cells are escaped."""
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def fenced(text: str, language: str = "yaml") -> list[str]:
    """A code block whose fence is longer than any in the text."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return [f"{fence}{language}", *text.strip("\n").splitlines(), fence]


def code(text: str) -> str:
    """A code span, for texts without backticks."""
    return f"`{text}`"


def role_link(role: str) -> str:
    """A link to a role's section, from a page in a folder."""
    return f"[{role}](../roles.md#{role})"


def slug(project: str) -> str:
    """A project's file name."""
    return re.sub(r"[^a-z0-9]+", "-", project.lower()).strip("-")


def many(value: Plain) -> list[str]:
    """What may be written as one text or as a list of them."""
    return value if isinstance(value, list) else [value]


def entry_title(entry: Plain) -> str:
    """`Service`, or `IPAddressPool (metallb.io)`; what an entry for any kind is about is its keys or words."""
    kinds = [kind if kind != "*" else "Any kind" for kind in many(entry.get("kind", "")) if kind]
    groups = [group for group in many(entry.get("group", "*")) if group not in ("*", "")]
    title = ", ".join(kinds) or "Files without a kind"
    return f"{title} ({', '.join(groups)})" if groups else title
