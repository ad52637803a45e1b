"""A text → a function that returns libyaml's events one by one; and the types of events, as far as they are used."""

from __future__ import annotations

from collections.abc import Callable

from svclint.documents.libyaml import c_parser, module
from svclint.light_typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from yaml import events as types
    from yaml.error import MarkedYAMLError, YAMLError
else:  # not `import yaml`: see libyaml.py
    types = module("yaml.events")
    MarkedYAMLError, YAMLError = module("yaml.error").MarkedYAMLError, module("yaml.error").YAMLError

__all__ = ["Event", "Mark", "MarkedYAMLError", "Next", "YAMLError", "events_of", "types"]


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
    parser = c_parser() or _pure_parser()
    get_event: Next = parser(text).get_event
    return get_event


def _pure_parser() -> Callable[[str], Any]:
    """PyYAML's parser in Python, up to events."""
    from yaml import parser, reader, scanner

    class PureParser(reader.Reader, scanner.Scanner, parser.Parser):
        def __init__(self, text: str) -> None:
            reader.Reader.__init__(self, text)
            scanner.Scanner.__init__(self)
            parser.Parser.__init__(self)

    return PureParser
