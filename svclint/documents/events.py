"""A text → a function that returns libyaml's events one by one; and the types of events, as far as they are used."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import yaml


class Mark(Protocol):
    """A position of libyaml: index, line and column from 0, in code points."""

    index: int
    line: int
    column: int


class Event(Protocol):
    """The attributes of all kinds of events; each kind has some of them. `anchor` is None if there is none."""

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
    """A function that returns the next event, from libyaml or, without it, PyYAML's own parser (25 times slower)."""
    if yaml.__with_libyaml__:
        from yaml._yaml import CParser

        return CParser(text).get_event  # type: ignore[return-value]  # the stubs know an event's base class only
    return _PureParser(text).get_event


class _PureParser(yaml.reader.Reader, yaml.scanner.Scanner, yaml.parser.Parser):
    """PyYAML's parser in Python, up to events."""

    def __init__(self, text: str) -> None:
        yaml.reader.Reader.__init__(self, text)
        yaml.scanner.Scanner.__init__(self)
        yaml.parser.Parser.__init__(self)
