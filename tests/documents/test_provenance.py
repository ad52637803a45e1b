"""A tree of two files keeps every scalar's own place."""

from __future__ import annotations

from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, ScalarNode, part_of_line
from svclint.documents.provenance import Sources, place, taken
from svclint.documents.yaml import parse_embedded
from svclint.model import Span


def made_of(*files: str) -> Document:
    span = Span(1, 1, 1, 1)
    return Document(files[0], 0, MapNode((), span), "", "v1", "ConfigMap", "", "x", "", further_files=files[1:])


def test_a_place_is_in_the_file_that_its_part_was_taken_from() -> None:
    document = made_of("base.yaml", "a.yaml", "b.yaml")
    own = ScalarNode("10.0.0.1", "10.0.0.1", Span(3, 5, 3, 13))
    lines = (Span(8, 3, 8, 3), Span(9, 3, 9, 3))
    patch = ScalarNode("a\n10.0.0.2\n", "a\n10.0.0.2\n", Span(7, 2, 9, 1), "|", lines)
    patched = taken(taken(patch, 1), 2)
    assert isinstance(patched, ScalarNode)

    assert place(document, own.span) == ("base.yaml", own.span)
    assert place(document, patched.span) == ("b.yaml", patch.span)
    assert place(document, part_of_line(patched.lines[1], 0, 8)) == ("b.yaml", Span(9, 3, 9, 11))


def test_a_line_may_be_made_of_a_stretch_as_a_whole() -> None:
    stretch = Span(3, 5, 3, 13, 1)
    for offset, length in ((0, 1), (12, 40)):
        assert place(made_of("a.yaml", "v.yaml"), part_of_line(stretch, offset, length)) == (
            "v.yaml",
            Span(3, 5, 3, 13),
        )


def test_a_location_never_starts_before_the_first_column() -> None:
    assert place(made_of("a.yaml", "t.yaml"), Span(2, -3, 2, 4, 1)) == ("t.yaml", Span(2, 1, 2, 4))


def test_a_value_in_a_text_from_several_files_is_located_in_the_file_of_its_line() -> None:
    text = "a: 10.0.0.1\nb: 10.0.0.2\nc: |\n  x\nd:\n  e: f\n"
    lines = (
        Span(4, 9, 4, 9, 1),  # begins there
        Span(7, 2, 7, 30, 2),  # was made from that
        *(Span(line, 5, line, 5, 1) for line in range(5, 10)),
    )
    node = parse_embedded(ScalarNode(text, text, Span(1, 1, 1, 9), "|", lines))
    assert isinstance(node, MapNode)
    found = {key.text: (key.span, value.span) for key, value in node.entries}
    assert found["a"] == (Span(4, 9, 4, 10, 1), Span(4, 12, 4, 20, 1))
    assert found["b"] == (lines[1], lines[1])
    assert found["c"] == (Span(5, 5, 5, 6, 1), Span(5, 8, 6, 8, 1))


def test_the_files_of_a_document_keep_their_numbers_in_another() -> None:
    sources = Sources("root.yaml", "b.yaml")
    part = ScalarNode("x", "x", Span(1, 1, 1, 2, 1))
    assert [sources.number(name) for name in ("root.yaml", "b.yaml", "c.yaml", "root.yaml")] == [0, 1, 2, 0]
    assert sources.adopt(part, made_of("b.yaml", "d.yaml")).span == Span(1, 1, 1, 2, 3)
    assert sources.further == ("b.yaml", "c.yaml", "d.yaml")
    assert part.span._replace(source=0) == sources.adopt(part, made_of("x.yaml", "root.yaml")).span
