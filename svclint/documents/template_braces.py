"""A text that is no YAML, and the line where it stops being that → whether a template's braces may be why."""

from __future__ import annotations

import yaml
from yaml import events

from svclint.documents.events import events_of
from svclint.lazy_re import regex

_BRACES = regex(r"\{[{%]")
_PAIR = regex(r"\{\{[^{}]*+\}\}|\{%[^%]*+%\}")
_COMMENT = regex(r"(?<!\S)#")


def is_template(text: str, line: int) -> bool:
    """Whether braces that stand up to `line` (from 1) may be what keeps the text from being YAML.

    Braces in a comment are not, nor those that are whole in a quoted, block or one-line scalar that YAML has read.
    """
    if _BRACES.search(text) is None:
        return False
    scalars, end = _read(text, line)
    number = commented = 0
    for match in _BRACES.finditer(text, 0, end):
        index = match.start()
        while number < len(scalars) and scalars[number][1] <= index:
            number += 1
        if index < commented or (number < len(scalars) and scalars[number][0] <= index):
            continue
        if _COMMENT.search(text, text.rfind("\n", 0, index) + 1, index) is None:
            return True
        line_end = text.find("\n", index)
        commented = line_end if line_end >= 0 else len(text)
    return False


def _read(text: str, line: int) -> tuple[list[tuple[int, int]], int]:
    """Where the scalars begin and end whose braces do no harm, and the index up to which braces matter."""
    scalars: list[tuple[int, int]] = []
    plain: list[tuple[int, int]] = []  # of the line that is read: these themselves may be what is wrong with it
    current = 0
    try:
        get_event = events_of(text)
        while True:
            event = get_event()
            begin, end = event.start_mark, event.end_mark
            if begin.line > current:
                scalars += plain
                current, plain = begin.line, []
            if isinstance(event, events.StreamEndEvent) or begin.line >= line:
                return sorted(scalars), begin.index
            if isinstance(event, events.ScalarEvent) and _BRACES.search(_PAIR.sub("", event.value)) is None:
                if event.style:
                    scalars.append((begin.index, end.index))
                elif begin.line == end.line:
                    plain.append((begin.index, end.index))
    except yaml.MarkedYAMLError as error:
        stopped = len(text) if error.problem_mark is None else text.find("\n", error.problem_mark.index)
        return sorted(scalars), stopped if stopped >= 0 else len(text)
    except (yaml.YAMLError, UnicodeError):
        return sorted(scalars), len(text)
