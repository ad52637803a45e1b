"""Patterns in .gitignore syntax → a spec that matches paths without exponential backtracking."""

from __future__ import annotations

import re
from collections.abc import Iterable

from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

# What pathspec writes for `*` within a name, for `/**/` between names, and for `**/` before the first.
_STAR = "[^/]*"
_DEEP = "(?:/.+)?"
_LEAD = "^(?:.+/)?"


def globs(patterns: Iterable[str]) -> GitIgnoreSpec:
    """A spec of all patterns, of which later ones override earlier ones. Raises ValueError for an invalid pattern.

    Patterns are untrusted input, and pathspec's expression for `*a*a*a*b` backtracks for hours on one long name.
    `linear` binds each part to its first match, which gives the same result.
    """
    from pathspec import GitIgnoreSpec  # 45 ms: only where patterns are used
    from pathspec.pattern import RegexPattern
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    compiled = []
    for pattern in patterns:
        regex, include = GitIgnoreSpecPattern.pattern_to_regex(pattern)
        if regex is not None and include is not None:
            compiled.append(RegexPattern(re.compile(linear(regex)), include))
    # Other backends, which pathspec prefers if they are installed, do not support atomic groups.
    return GitIgnoreSpec(compiled, backend="simple")  # type: ignore[arg-type]  # it only needs their regex


def linear(regex: str) -> str:
    """pathspec's expression in which every wildcard except the last of its kind is bound to its first match.

    The text between two `*` of a name has a fixed length, and the path between two `**` a fixed number of names: if any
    position leads to a match, the first one does.
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
