"""A change of one place of a file, and the proposal of it: which findings it removes, and whether it is safe."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from svclint.documents.rewrite_at import PositionRewriter
from svclint.lazy_dataclasses import dataclass
from svclint.model import Finding, Span


@dataclass(frozen=True, slots=True)
class Change:
    """What to do at a place: `action` is a key of `ACTIONS`; `old` is the text there, `new` what replaces it."""

    file: str
    span: Span
    action: str
    old: str = ""
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that removes findings, with a clause about it."""

    findings: tuple[Finding, ...]
    change: Change
    title: str
    safe: bool


def _value(rewriter: PositionRewriter, change: Change) -> None:
    rewriter.replace(change.span, change.old, change.new[0])


def _key(rewriter: PositionRewriter, change: Change) -> None:
    rewriter.rename(change.span, change.old, change.new[0])


def _prefix(rewriter: PositionRewriter, change: Change) -> None:
    for key in rewriter.keys_next_to(change.span):
        if key.startswith(change.old):
            rewriter.rename_sibling(change.span, key, change.new[0] + key.removeprefix(change.old))


def _division(rewriter: PositionRewriter, change: Change) -> None:
    rewriter.divide(change.span, change.old, change.new)


def _block(rewriter: PositionRewriter, change: Change) -> None:
    rewriter.divide_block(change.span, change.old, change.new)


def _comment(rewriter: PositionRewriter, change: Change) -> None:
    if change.new:
        rewriter.replace_comment(change.span, change.new[0])
    else:
        rewriter.remove_comment(change.span)


def _earlier_key(rewriter: PositionRewriter, change: Change) -> None:
    rewriter.remove_earlier(change.span)


ACTIONS: Mapping[str, Callable[[PositionRewriter, Change], None]] = {
    "value": _value,
    "key": _key,
    "key-prefix": _prefix,
    "range": _division,
    "block": _block,
    "comment": _comment,
    "earlier-key": _earlier_key,
}
"""How each change is made."""
