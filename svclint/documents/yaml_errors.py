"""An error of the YAML parser → a plain sentence with its position."""

from __future__ import annotations

import re

from svclint.documents.lines import LineTable
from svclint.documents.marks import BLANKS, LinePlaces
from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svclint.documents.events import YAMLError


class YamlError(ValueError):
    """The text is not YAML as Kubernetes reads it; `line` and `column` count from 1 in the file.

    `gist` is the message without line numbers.
    """

    def __init__(self, message: str, line: int, column: int, gist: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.gist = gist or message
        self.line = line
        self.column = column


class BudgetError(YamlError):
    """The text exceeds the limits of svclint, though Kubernetes may read it."""


_CONTROL = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"

_STARTS = {
    "\t": "a tab cannot indent or start a value here: use spaces",
    "@": "a value cannot start with '@': quote it",
    "`": "a value cannot start with a backquote: quote it",
    "%": "a value cannot start with '%': quote it",
}

_BEGUN = ("while parsing a block", "while parsing a flow", "while scanning a simple key")
_SENTENCES = {
    "mapping values are not allowed in this context": (
        "unexpected ':': check the indentation, or quote the value if it contains ': '"
    ),
    "found unexpected end of stream": "the file ends in the middle of a value",
    "mapping keys are not allowed in this context": "unexpected '?': quote the value",
    "block sequence entries are not allowed in this context": (
        "unexpected '-' list item: check the indentation, or start the list on a new line"
    ),
    "did not find expected '-' indicator": "expected another '- ' item of the list, or less indentation",
    "did not find expected ',' or ']'": "expected ',' or ']' in the list",
    "did not find expected ',' or '}'": "expected ',' or '}' in the mapping",
    "did not find expected key": "expected a key at this indentation",
    "could not find expected ':'": "expected ':' after the key",
    "found unexpected document indicator": "a '---' or '...' line ends the document inside a quoted string",
    "did not find expected <document start>": "expected '---' before another document",
    "found unknown escape character": "unknown escape sequence: double the backslash, or use single quotes",
    "did not find expected hexdecimal number": "expected a hexadecimal number after the escape",
    "found invalid Unicode character escape code": "the escape sequence is not a Unicode character",
    "did not find expected node content": "expected a value here",
    "found undefined tag handle": "the tag's prefix is not declared",
    "found duplicate %YAML directive": "duplicate %YAML directive",
    "found incompatible YAML document": "Kubernetes supports only YAML 1.1: remove the %YAML directive",
    "found character that cannot start any token": "a value cannot start with this character: quote it",
    "did not find expected alphabetic or numeric character": "expected a name after '&' or '*': quote the value",
    "found a tab character where an indentation space is expected": "a tab cannot indent here: use spaces",
    "found an indentation indicator equal to 0": "the indentation of a block scalar cannot be 0",
    "did not find expected comment or line break": "expected the end of the line after '|' or '>'",
}


def explained(error: YAMLError, text: str, first_line: int, places: LinePlaces) -> YamlError:
    """The parser's error as a YamlError with a plain message; `first_line` is the line of the text in its file."""
    from svclint.documents.events import MarkedYAMLError

    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return control_character(text, first_line) or YamlError("this is not valid YAML", first_line, 1)
    begun, problem, context = error.context_mark, error.problem or "", error.context or ""
    if begun is not None and is_unclosed(problem, context):
        return YamlError("the quoted string that starts here is never closed", *places.of(begun))
    index = min(error.problem_mark.index, len(text.rstrip(BLANKS)))
    since = None if begun is None else places.of(begun)[0]
    sentence = explain(problem, context, since, text[index : index + 1])
    return YamlError(sentence, *places.at(index), gist=sentence.replace(f"(started on line {since})", "(started)"))


def explain(problem: str, context: str, line: int | None, character: str) -> str:
    """A plain sentence for libyaml's problem and context; `line` is where the context begins, `character` is the one
    at the problem.
    """
    if problem == "found character that cannot start any token" and character in _STARTS:
        return _STARTS[character]
    sentence = _SENTENCES.get(problem, problem or "this is not valid YAML")
    if line is not None and context.startswith(_BEGUN):
        return f"{sentence} (started on line {line})"
    return sentence


def is_unclosed(problem: str, context: str) -> bool:
    """Is the problem a quoted scalar without its end? It is reported where the scalar begins."""
    return problem == "found unexpected end of stream" and context == "while scanning a quoted scalar"


def control_character(text: str, first_line: int) -> YamlError | None:
    """An error for the first character that YAML does not allow; None if there is none."""
    match = re.search(_CONTROL, text)  # compiled on first use, because that takes milliseconds
    if match is None:
        return None
    line, column = LineTable(text).place(match.start())
    message = f"the character U+{ord(match[0]):04X} is not allowed in YAML"
    return YamlError(message, line + first_line - 1, column)
