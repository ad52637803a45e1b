"""libyaml's events in, our own Nodes out: composed on an explicit stack, within budgets, every place kept."""

from __future__ import annotations

from collections.abc import Iterator

import yaml
from yaml import events

from svclint.documents.budget import MOST_LEVELS, MOST_NODES, TOO_MANY, Budget
from svclint.documents.events import Event, Mark, Next, events_of
from svclint.documents.faults import YamlError, control_character, explain, is_unclosed
from svclint.documents.lines import LineTable, block_lines, drifts
from svclint.documents.node import Node, Scalar
from svclint.documents.opened import MERGE, OpenMapping, OpenSequence
from svclint.documents.rebuild import placed_at
from svclint.documents.scalars import NUMBER_STARTS, WORDS, Value, resolve
from svclint.documents.uncollected import uncollected
from svclint.model import Span
from svclint.patterns import regex
from svclint.records import dataclass

_SCALAR, _MAPPING, _SEQUENCE = events.ScalarEvent, events.MappingStartEvent, events.SequenceStartEvent
_ALIAS, _END = events.AliasEvent, events.DocumentEndEvent
_new = tuple.__new__  # what a NamedTuple's own constructor calls, without the call
_DIRECT = frozenset(("", "'", '"'))
_OWN = "tag:yaml.org,2002:"
_BLANKS = " \t\r\n\x85\u2028\u2029"
_SPACE = regex(r"(?:[ \t\r\n\x85\u2028\u2029]|#[^\r\n]*)*")
_PROPERTY = regex(r"[^ \t\r\n\x85\u2028\u2029]*")
_SLASH = "Kubernetes' parser does not know the escape '\\/' outside JSON: write '/'"
_BAD_SLASH = regex(r'"(?:[^"\\]|\\[^/])*+\\/')


@dataclass(frozen=True, slots=True)
class Parsed:
    """One document of a stream: its root, None where it is empty, and the keys that repeat an earlier one.

    `duplicates[i]` repeats `originals[i]` and wins over it.
    """

    node: Node | None
    duplicates: tuple[Scalar, ...]
    start_line: int
    originals: tuple[Scalar, ...] = ()


class Composer:
    """The documents of one text, of which the first line is line `first_line` of its file."""

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._offset = first_line
        self._drifts = drifts(text)
        self._simple_breaks = not self._drifts and "\r" not in text
        self._known_table: LineTable | None = None
        self._slash = "\\/" in text
        # Styles whose scalars need no closer look, if they have neither anchor nor tag.
        self._direct = frozenset() if self._drifts else frozenset(("", "'")) if self._slash else _DIRECT
        self._anchors: dict[str, tuple[Node, int] | OpenMapping | OpenSequence] = {}
        # Of the open collections, by depth: their anchor, and how many nodes there were before it.
        self._anchored: dict[int, tuple[str, int]] = {}
        self._budget = Budget()

    def documents(self) -> Iterator[Parsed]:
        """Each document as soon as it is complete; raises YamlError where the text stops being YAML."""
        try:
            get_event = events_of(self._text)
            while True:
                event = get_event()
                kind: type[object] = type(event)
                if kind is events.DocumentStartEvent:
                    with uncollected():
                        parsed = self._document(event, get_event)
                    yield parsed
                elif kind is events.StreamEndEvent:
                    return
        except yaml.YAMLError as error:
            raise self._explained(error) from None
        except UnicodeError:
            raise control_character(self._text, self._offset) or YamlError("not text", self._offset, 1) from None

    def _document(self, start: Event, get_event: Next) -> Parsed:
        """The document whose start event has just been read.

        Nearly all events are scalars that need no closer look, 100,000 of them a run of a large repository: they are
        made and put in their place here, without a call; the methods are for all others.
        """
        if start.version is not None and tuple(start.version) != (1, 1):
            raise self._error("Kubernetes' parser reads YAML 1.1 only: remove the %YAML line", start.start_mark)
        self._anchors = {}
        anchored = self._anchored = {}
        budget = self._budget = Budget()
        direct, offset = self._direct, self._offset
        doubles: list[tuple[Scalar, Scalar]] = []
        stack: list[OpenMapping | OpenSequence] = []
        top: OpenMapping | OpenSequence
        top = whole = OpenSequence(0, 0)  # the document as a list of one
        node: Node
        while True:
            event = get_event()
            kind: type[object] = type(event)
            plain = False
            if kind is _SCALAR:
                budget.nodes += 1
                if budget.nodes > MOST_NODES:
                    raise self._error(TOO_MANY, event.start_mark)
                text, style = event.value, event.style or ""
                if text and event.anchor is None and event.tag is None and style in direct:
                    plain = not style
                    begin, end = event.start_mark, event.end_mark
                    value: Value = text
                    if plain and (text[0] in NUMBER_STARTS or text in WORDS):
                        value = self._resolved(text, begin)
                    place = begin.line + offset, begin.column + 1, end.line + offset, end.column + 1
                    node = _new(Scalar, (text, value, _new(Span, place), style, ()))
                else:
                    plain = event.implicit[0]
                    node = self._uncommon(event, text, style)
            elif kind is _MAPPING or kind is _SEQUENCE:
                stack.append(top)
                top = self._open(event, doubles, len(stack))
                continue
            elif kind is _ALIAS:
                node = self._alias(event)
            elif kind is _END:
                break
            else:
                begin, end = event.start_mark, event.end_mark
                # The end of a block collection is an empty event at the next token: its last member ends it.
                node = top.close(None if begin.index == end.index else self._place(end))
                if anchored:
                    self._name(top, node, len(stack))
                top = stack.pop()
            if type(top) is OpenSequence:
                top.items.append(node)
                continue
            if (key := top.key) is None:
                if isinstance(node, Scalar) and node.value is not None and node.text != MERGE:
                    top.key = node
                    continue
            elif (name := key.text) != MERGE and name not in top.entries:
                top.entries[name] = (key, node)
                top.key, top.last = None, node
                continue
            if fault := top.add(node, plain=plain):
                raise YamlError(fault, node.span.line, node.span.column)
        root: Node | None = whole.items[0]
        if isinstance(root, Scalar) and not root.text and not root.style:
            root = None
        earlier, later = tuple(zip(*doubles, strict=True)) or ((), ())
        return Parsed(root, later, start.start_mark.line + self._offset, earlier)

    def _resolved(self, text: str, mark: Mark) -> Value:
        """The value of a plain scalar."""
        try:
            return resolve(text, None)
        except ValueError as error:
            raise self._error(str(error), mark) from None

    def _open(self, event: Event, doubles: list[tuple[Scalar, Scalar]], depth: int) -> OpenMapping | OpenSequence:
        budget = self._budget
        budget.nodes += 1
        if budget.nodes > MOST_NODES or depth > MOST_LEVELS:
            raise self._error(budget.node() or budget.level(depth), event.start_mark)
        if event.anchor is None and event.tag is None and not self._drifts:
            mark = event.start_mark
            line, column = mark.line + self._offset, mark.column + 1
        else:
            line, column = self._start(event)[1:]
        opened: OpenMapping | OpenSequence
        kind: type[object] = type(event)
        opened = OpenMapping(line, column, doubles) if kind is _MAPPING else OpenSequence(line, column)
        if event.anchor is not None:
            self._anchors[event.anchor] = opened
            self._anchored[depth] = event.anchor, budget.nodes - 1
        return opened

    def _name(self, opened: OpenMapping | OpenSequence, node: Node, depth: int) -> None:
        """The collection that was open at this depth is complete: from here on its anchor, if it has one, is it."""
        anchor, before = self._anchored.pop(depth, ("", 0))
        if anchor and self._anchors[anchor] is opened:
            self._anchors[anchor] = (node, self._budget.nodes - before)

    def _alias(self, event: Event) -> Node:
        """What the alias stands for, at the alias's own place."""
        target = self._anchors.get(event.anchor)
        if target is None:
            raise self._error(
                "the alias ('*') names an anchor ('&') that this document does not have", event.start_mark
            )
        if not isinstance(target, tuple):
            raise self._error("the alias ('*') stands inside the value that it names", event.start_mark)
        node, size = target
        if fault := self._budget.alias(size):
            raise self._error(fault, event.start_mark)
        span = Span(*self._place(event.start_mark), *self._place(event.end_mark))
        return node._replace(span=span, lines=()) if isinstance(node, Scalar) else placed_at(node, span)

    def _uncommon(self, event: Event, text: str, style: str) -> Scalar:
        """A scalar with an anchor or a tag, an empty or a block scalar, or one in a text whose lines drift."""
        tag = None if event.tag == "!" else event.tag  # `! 8` is as plain as `8`
        index, line, column = self._start(event)
        try:
            value = resolve(text, tag) if event.implicit[0] or tag is not None else text
        except ValueError as error:
            raise YamlError(str(error), line, column) from None
        lines: tuple[tuple[int, int], ...] = ()
        if style in ("|", ">"):
            end_line, end_column = self._block_end(index, line, column, event.end_mark.index)
            if style == "|":
                lines = block_lines(self._text, index, line, text)
        else:
            end_line, end_column = self._place(event.end_mark)
            if style == '"' and self._slash and _BAD_SLASH.match(self._text, index, event.end_mark.index):
                raise YamlError(_SLASH, line, column)
        if tag is not None and not tag.startswith(_OWN):
            style = "!"
        scalar = Scalar(text, value, Span(line, column, end_line, end_column), style, lines)
        if event.anchor is not None:
            self._anchors[event.anchor] = (scalar, 1)
        return scalar

    def _start(self, event: Event) -> tuple[int, int, int]:
        """Index, line and column of the value itself: libyaml's mark stands before anchor and tag."""
        mark = event.start_mark
        index = mark.index
        if event.anchor is None and event.tag is None:
            return (index, *self._place(mark))
        text, end = self._text, event.end_mark.index
        while index < end and text[index] in "!&":
            match = _PROPERTY.match(text, index)
            index = match.end() if match else end
            match = _SPACE.match(text, index)
            index = match.end() if match else end
        index = min(index, end)
        if self._simple_breaks and "\n" not in text[mark.index : index]:
            return index, mark.line + self._offset, mark.column + 1 + index - mark.index
        line, column = self._table().place(index)
        return index, line + self._offset - 1, column

    def _block_end(self, start: int, line: int, column: int, end: int) -> tuple[int, int]:
        """Where a block scalar's last character ends: libyaml's mark stands at the next token."""
        text = self._text
        end = start + len(text[start:end].rstrip(_BLANKS))
        if self._simple_breaks:
            last = text.rfind("\n", start, end)
            return (line, column + end - start) if last < 0 else (line + text.count("\n", start, end), end - last)
        row, end_column = self._table().place(end)
        return row + self._offset - 1, end_column

    def _table(self) -> LineTable:
        if self._known_table is None:
            self._known_table = LineTable(self._text)
        return self._known_table

    def _place(self, mark: Mark) -> tuple[int, int]:
        # At the end of a text libyaml counts a line more than there is.
        if self._drifts or mark.index >= len(self._text):
            line, column = self._table().place(min(mark.index, len(self._text)))
            return line + self._offset - 1, column
        return mark.line + self._offset, mark.column + 1

    def _error(self, message: str, mark: Mark) -> YamlError:
        return YamlError(message, *self._place(mark))

    def _explained(self, error: yaml.YAMLError) -> YamlError:
        """The parser's error in our words."""
        if not isinstance(error, yaml.error.MarkedYAMLError) or error.problem_mark is None:
            fault = control_character(self._text, self._offset)
            return fault or YamlError("this is not YAML", self._offset, 1)
        begun, problem, context = error.context_mark, error.problem or "", error.context or ""
        if begun is not None and is_unclosed(problem, context):
            return self._error("the quoted text that begins here is never closed", begun)
        index = min(error.problem_mark.index, len(self._text.rstrip(_BLANKS)))
        line, column = self._table().place(index)
        since = None if begun is None else self._place(begun)[0]
        sentence = explain(problem, context, since, self._text[index : index + 1])
        return YamlError(sentence, line + self._offset - 1, column)
