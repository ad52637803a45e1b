"""A text in, the function that gives libyaml's events out; and the types of what it gives, as far as we use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import yaml


class Mark(Protocol):
    """libyaml's place: all from 0, in code points."""

    index: int
    line: int
    column: int


class Event(Protocol):
    """What any event may have; each kind has its own part of it. `anchor` is None where there is none."""

    start_mark: Mark
    end_mark: Mark
    anchor: str
    tag: str | None
    value: str
    style: str | None
    implicit: tuple[bool, bool]
    version: tuple[int, int] | None


Next = Callable[[], Event]


def events_of(text: str) -> Next:
    """The function that gives the next event: libyaml's, or PyYAML's own (25 times slower) where that is missing."""
    if yaml.__with_libyaml__:
        from yaml._yaml import CParser

        return CParser(text).get_event  # type: ignore[return-value]  # the stubs know an event's base class only
    return _PureParser(text).get_event


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's parser in Python, as far as events."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)
