"""A tree of two files keeps every scalar's own place."""

from __future__ import annotations

from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, ScalarNode
from svclint.documents.provenance import FAR, place, taken, whole
from svclint.model import Span


def test_a_place_is_in_the_file_that_its_part_was_taken_from() -> None:
    first = ScalarNode("10.0.0.1", "10.0.0.1", Span(3, 5, 3, 13))
    second = ScalarNode("a\n10.0.0.2\n", "a\n10.0.0.2\n", Span(7, 2, 9, 1), "|", ((8, 3), (9, 3)))
    patched = taken(taken(second, 1), 2)
    assert isinstance(patched, ScalarNode)
    node = MapNode(((first, patched),), first.span)
    document = Document("base.yaml", 0, node, "", "v1", "Service", "", "web", "", files=("a.yaml", "b.yaml"))

    assert ("base.yaml", first.span) == place(document, first.span)
    assert ("b.yaml", second.span) == place(document, patched.span)
    line, column = patched.lines[1]
    assert ("b.yaml", Span(9, 3, 9, 11)) == place(document, Span(line, column, line, column + 8))


def test_a_line_that_a_template_makes_may_stand_at_one_stretch_as_a_whole() -> None:
    stretch = Span(3 + FAR, 5, 3 + FAR, 13)
    line, column = whole(stretch)
    document = Document("a.yaml", 0, MapNode((), stretch), "", "v1", "ConfigMap", "", "x", "", files=("v.yaml",))
    for offset, length in ((0, 1), (12, 40)):
        span = Span(line, column + offset, line, column + offset + length)
        assert ("v.yaml", Span(3, 5, 3, 13)) == place(document, span)


def test_nothing_stands_left_of_the_first_column() -> None:
    document = Document("a.yaml", 0, MapNode((), Span(1, 1, 1, 1)), "", "v1", "", "", "x", "", files=("t.yaml",))
    assert ("t.yaml", Span(2, 1, 2, 4)) == place(document, Span(2 + FAR, -3, 2 + FAR, 4))
