"""A text that is not valid YAML, and the line of the error → whether the braces of a template may be the cause."""

from __future__ import annotations

from svclint.documents.events import MarkedYAMLError, YAMLError, events_of, types
from svclint.lazy_re import regex

# `%(name)s` is filled in by Jsonnet's and Python's `%` operator, a line of only `${NAME}` by envsubst, `%%NAME%%` by
# the generator of Bitnami's charts:
# https://github.com/bitnami/charts/blob/02ac050fb3c5960d0d949d77902bcbb09316c054/template/CHART_NAME/values.yaml
_BRACES = regex(r"\{[{%]|%\(\w++\)[sd]|%%[A-Z][\w/]*+%%|(?m:^[ \t]*+\$\{\w++\}[ \t]*+$)")
_PAIR = regex(r"\{\{[^{}]*+\}\}|\{%[^%]*+%\}|%\(\w++\)[sd]|%%[A-Z][\w/]*+%%|\$\{\w++\}")
_COMMENT = regex(r"(?<!\S)#")


def is_template(text: str, line: int) -> bool:
    """May the braces of a template up to `line` (from 1) be the reason why the text is not valid YAML?

    Braces in a comment are not, nor complete pairs in a quoted, block or one-line scalar that the parser has read.
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
    """The start and end of each scalar whose braces are harmless, and the index up to which braces matter."""
    scalars: list[tuple[int, int]] = []
    plain: list[tuple[int, int]] = []  # plain scalars of the current line, which may themselves cause the error
    current = 0
    try:
        get_event = events_of(text)
        while True:
            event = get_event()
            begin, end = event.start_mark, event.end_mark
            if begin.line > current:
                scalars += plain
                current, plain = begin.line, []
            if isinstance(event, types.StreamEndEvent) or begin.line >= line:
                return sorted(scalars), begin.index
            if isinstance(event, types.ScalarEvent) and _BRACES.search(_PAIR.sub("", event.value)) is None:
                if event.style:
                    scalars.append((begin.index, end.index))
                elif begin.line == end.line:
                    plain.append((begin.index, end.index))
    except MarkedYAMLError as error:
        stopped = len(text) if error.problem_mark is None else text.find("\n", error.problem_mark.index)
        return sorted(scalars), stopped if stopped >= 0 else len(text)
    except (YAMLError, UnicodeError):
        return sorted(scalars), len(text)
