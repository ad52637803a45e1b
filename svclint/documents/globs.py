"""Patterns as .gitignore has them → a spec that matches paths in time that no pattern can blow up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# What pathspec writes for `*` within a name, for `/**/` between names, and for `**/` before the first.
_STAR = "[^/]*"
_DEEP = "(?:/.+)?"
_LEAD = "^(?:.+/)?"


def globs(patterns: Iterable[str]) -> GitIgnoreSpec:
    """The patterns together, later over earlier; raises ValueError for one that is none.

    Patterns come with the repository, and pathspec's expressions for `*a*a*a*b` try every way to spread the letters:
    hours for one long name. Ours take each part where it first fits, which decides as well (see `linear`).
    """
    from pathspec import GitIgnoreSpec  # 45 ms: only where patterns are used
    from pathspec.pattern import RegexPattern
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    found = []
    for one in patterns:
        regex, include = GitIgnoreSpecPattern.pattern_to_regex(one)
        if regex is not None and include is not None:
            found.append(RegexPattern(re.compile(linear(regex)), include))
    # Other backends know no atomic groups, and would be taken where they happen to be installed.
    return GitIgnoreSpec(found, backend="simple")  # type: ignore[arg-type]  # it asks no more of them than a regex


def linear(regex: str) -> str:
    """pathspec's expression with every wildcard but the last of its kind bound to the first place that fits.

    What follows a `*` has a fixed length up to the next `*` of the name, and what follows a `**` a fixed number of
    names up to the next `**`: where any place leads to a match, the first does.
    """
    blocks = [_stars(block) for block in regex.split(_DEEP)]
    if len(blocks) == 1:
        return blocks[0]
    first, *middle, last = blocks
    if first.startswith(_LEAD):
        first = f"^(?>(?:.+?/)??{first.removeprefix(_LEAD)}(?=/))"
    bound = "".join(f"(?>(?:/.+?)??{block}(?=/))" for block in middle)
    return f"{first}{bound}{_DEEP}{last}"


def _stars(block: str) -> str:
    head, *pieces = block.split(_STAR)
    parts = [head]
    for number, piece in enumerate(pieces):
        same_name = "/" not in piece.replace("[^/]", "")
        last = number == len(pieces) - 1
        parts.append(f"{_STAR}{piece}" if last or not same_name else f"(?>[^/]*?{piece})")
    return "".join(parts)
