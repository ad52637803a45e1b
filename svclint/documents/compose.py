"""libyaml's events → our own Nodes with positions, composed on an explicit stack and within the limits of `budget`."""

from __future__ import annotations

from collections.abc import Iterator

from svclint import limits
from svclint.documents.budget import Repeated, too_much
from svclint.documents.events import Event, Mark, Next, YAMLError, events_of, types
from svclint.documents.gc_paused import gc_paused
from svclint.documents.lines import block_lines
from svclint.documents.marks import LinePlaces
from svclint.documents.merge import MERGE, Entries, Merging
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.scalars import BINARY, MERGE_TAG, NUMBER_ENDS, NUMBER_STARTS, WORDS, Value, resolve
from svclint.documents.transform import placed_at
from svclint.documents.yaml_errors import BudgetError, YamlError, control_character, explained
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Span

_SCALAR, _MAPPING, _SEQUENCE = types.ScalarEvent, types.MappingStartEvent, types.SequenceStartEvent
_ALIAS, _END = types.AliasEvent, types.DocumentEndEvent
_new = tuple.__new__  # the constructor of a NamedTuple calls it: using it directly saves a call per node
_DIRECT = frozenset(("", "'", '"'))
_OWN = "tag:yaml.org,2002:"
_SLASH = "Kubernetes does not support the escape '\\/' outside JSON: write '/'"
_BAD_SLASH = regex(r'"(?:[^"\\]|\\[^/])*+\\/')
_NO_KEY = "a mapping or list cannot be a key: if this is a template expression '{{ }}', quote it"


@dataclass(frozen=True, slots=True)
class ParsedText:
    """One document of a stream: its root, None if it is empty, and its repeated keys.

    `duplicates[i]` repeats `originals[i]` and overrides it. `start_line` counts from 1 in the file.
    """

    node: Node | None
    duplicates: tuple[ScalarNode, ...]
    start_line: int
    originals: tuple[ScalarNode, ...] = ()


class Composer:
    """Composes the documents of one text, which begins at line `first_line` of its file."""

    def __init__(self, text: str, first_line: int) -> None:
        self._text = text
        self._offset = first_line
        self._places = LinePlaces(text, first_line)
        self._slash = "\\/" in text
        # Styles whose scalars take the fast path if they have neither anchor nor tag.
        self._direct = _DIRECT - {'"'} if self._slash else _DIRECT
        if self._places.drifts:
            self._direct = frozenset()
        # By anchor: its node and the node's size, or the depth of a collection that is still being read.
        self._anchors: dict[str, tuple[Node, int] | int] = {}
        # By depth, for collections that are still being read: the anchor, and the number of nodes before it.
        self._anchored: dict[int, tuple[str, int]] = {}
        self._merging = Merging()
        self._repeated = Repeated()

    def documents(self) -> Iterator[ParsedText]:
        """Yield each document as soon as it is complete. Raises YamlError where the text stops being YAML."""
        try:
            get_event = events_of(self._text)
            while True:
                event = get_event()
                kind: type[object] = type(event)
                if kind is types.DocumentStartEvent:
                    with gc_paused():
                        parsed = self._document(event, get_event)
                    yield parsed
                elif kind is types.StreamEndEvent:
                    return
        except YAMLError as error:
            raise explained(error, self._text, self._offset, self._places) from None
        except UnicodeError:
            raise control_character(self._text, self._offset) or YamlError("not text", self._offset, 1) from None

    def _document(self, start: Event, get_event: Next) -> ParsedText:
        """Compose the document whose start event has just been read."""
        if start.version is not None and tuple(start.version) != (1, 1):
            raise self._error("Kubernetes supports only YAML 1.1: remove the %YAML directive", start.start_mark)
        self._anchors, self._anchored = {}, {}
        self._merging, self._repeated = Merging(), Repeated()
        root: Node | None = self._root(get_event)
        if isinstance(root, ScalarNode) and not root.text and not root.style:
            root = None
        originals, duplicates = tuple(zip(*self._merging.duplicates, strict=True)) or ((), ())
        return ParsedText(root, duplicates, start.start_mark.line + self._offset, originals)

    def _root(self, get_event: Next) -> Node:
        """Compose the tree of one document.

        One long function, because one more call or object per event costs a tenth of the reading time: nearly all
        events, some 100,000 in a large repository, are scalars without anchor or tag.
        """
        direct, offset, anchored = self._direct, self._offset, self._anchored
        limit = limits.current()
        most_nodes, most_levels = limit.values, limit.levels
        simple = not self._places.drifts
        nodes = 0
        # The collection being read: a sequence if `items` is not None (at first the document itself), else a mapping.
        entries: Entries = {}
        whole: list[Node] = []
        items: list[Node] | None = whole
        key: ScalarNode | None = None
        begun = (0, 0)
        stack: list[tuple[Entries, list[Node] | None, ScalarNode | None, tuple[int, int]]] = []
        node: Node
        span = Span(0, 0, 0, 0)
        while True:
            event = get_event()
            kind: type[object] = type(event)
            if kind is _SCALAR:
                nodes += 1
                if nodes > most_nodes:
                    raise self._beyond(too_much(nodes), event.start_mark)
                text, style = event.value, event.style or ""
                if text and event.anchor is None and event.tag is None and style in direct:
                    begin, end = event.start_mark, event.end_mark
                    value: Value = text
                    if not style and (text in WORDS or (text[0] in NUMBER_STARTS and text[-1] in NUMBER_ENDS)):
                        value = self._resolved(text, begin)
                    place = begin.line + offset, begin.column + 1, end.line + offset, end.column + 1, 0
                    span = _new(Span, place)
                    node = _new(ScalarNode, (text, value, span, style, ()))
                    if items is None and key is None and value is not None and text != MERGE:
                        key = node
                        continue
                else:
                    node = self._uncommon(event, text, style)
                    span = node.span
            elif kind is _MAPPING or kind is _SEQUENCE:
                stack.append((entries, items, key, begun))
                nodes += 1
                if nodes > most_nodes or len(stack) > most_levels:
                    raise self._beyond(too_much(nodes, len(stack)), event.start_mark)
                key = None
                if kind is _MAPPING:
                    entries, items = {}, None
                else:
                    items = []
                if simple and event.anchor is None and event.tag is None:
                    begin = event.start_mark
                    begun = begin.line + offset, begin.column + 1
                else:
                    begun = self._begun(event, len(stack), nodes - 1)
                continue
            elif kind is _ALIAS:
                node, size = self._alias(event, nodes)
                span = node.span
                nodes += size
            elif kind is _END:
                return whole[0]
            else:
                begin, end = event.start_mark, event.end_mark
                # The end event of a block collection is empty and located at the next token: use the last member's end.
                last = span[2:] if begin.index == end.index else (*self._places.of(end), 0)
                span = _new(Span, begun + last)
                if items is None:
                    node = _new(MapNode, (tuple(entries.values()), span))
                else:
                    node = _new(ListNode, (tuple(items), span))
                if anchored:
                    self._complete(node, len(stack), nodes)
                entries, items, key, begun = stack.pop()
            if items is not None:
                items.append(node)
            elif key is not None:
                name = key.text
                if name in entries or name == MERGE:
                    self._merging.settle(entries, key, node, len(stack))
                else:
                    entries[name] = (key, node)
                key = None
            elif not isinstance(node, ScalarNode):
                raise YamlError(_NO_KEY, *span[:2])
            elif node.value is None:
                raise YamlError("a key cannot be empty or null", *span[:2])
            else:
                key = node
                if node.text == MERGE and kind is _SCALAR and (event.implicit[0] or event.tag == MERGE_TAG):
                    key = node._replace(style=MERGE)

    def _resolved(self, text: str, mark: Mark) -> Value:
        """The value of a plain scalar. Raises YamlError."""
        try:
            return resolve(text, None)
        except ValueError as error:
            raise self._error(str(error), mark) from None

    def _begun(self, event: Event, depth: int, before: int) -> tuple[int, int]:
        """Line and column of a collection that has an anchor or a tag, or whose lines drift; registers its anchor."""
        if event.anchor is not None:
            self._anchors[event.anchor] = depth
            self._anchored[depth] = event.anchor, before
        return self._places.start(event)[1:]

    def _complete(self, node: Node, depth: int, nodes: int) -> None:
        """Bind the anchor of the collection at this depth, if it has one, to the completed node."""
        anchor, before = self._anchored.pop(depth, ("", 0))
        if anchor and self._anchors[anchor] == depth:  # otherwise a later node has taken over the anchor
            self._anchors[anchor] = (node, nodes - before)

    def _alias(self, event: Event, nodes: int) -> tuple[Node, int]:
        """The node that an alias refers to, at the position of the alias, and the number of nodes that it adds."""
        target = self._anchors.get(event.anchor)
        if target is None:
            raise self._error(
                "the alias ('*') refers to an anchor ('&') that is not defined in this document", event.start_mark
            )
        if isinstance(target, int):
            raise self._error("the alias ('*') refers to the value that contains it", event.start_mark)
        node, size = target
        if fault := self._repeated.fault(node, size, nodes + size):
            raise self._beyond(fault, event.start_mark)
        span = Span(*self._places.of(event.start_mark), *self._places.of(event.end_mark))
        return (node._replace(span=span, lines=()) if isinstance(node, ScalarNode) else placed_at(node, span)), size

    def _uncommon(self, event: Event, text: str, style: str) -> ScalarNode:
        """Compose a scalar with an anchor or a tag, an empty or block scalar, or any scalar of a text that drifts."""
        tag = event.tag
        index, line, column = self._places.start(event)
        try:
            value = resolve(text, tag) if event.implicit[0] or tag is not None else text
        except ValueError as error:
            raise YamlError(str(error), line, column) from None
        lines: tuple[Span, ...] = ()
        if style in ("|", ">"):
            end_line, end_column = self._places.block_end(index, line, column, event.end_mark.index)
            if style == "|":
                lines = block_lines(self._text, index, event.end_mark.index, line, text)
        else:
            end_line, end_column = self._places.of(event.end_mark)
            if style == '"' and self._slash and _BAD_SLASH.match(self._text, index, event.end_mark.index):
                raise YamlError(_SLASH, line, column)
        if tag == BINARY:  # the file does not contain the decoded characters: only the whole scalar has a position
            text, style, lines = str(value), "", ()
        elif tag is not None and tag != "!" and not tag.startswith(_OWN):
            style = "!"
        scalar = ScalarNode(text, value, Span(line, column, end_line, end_column), style, lines)
        if event.anchor is not None:
            self._anchors[event.anchor] = (scalar, 1)
        return scalar

    def _error(self, message: str, mark: Mark) -> YamlError:
        return YamlError(message, *self._places.of(mark))

    def _beyond(self, message: str, mark: Mark) -> BudgetError:
        return BudgetError(message, *self._places.of(mark))
