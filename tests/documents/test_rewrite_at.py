"""Changes at positions: each changes the node at its position, and nothing else, as both readers see it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from svclint.documents.node import scalars
from svclint.documents.rewrite import RewriteError
from svclint.documents.rewrite_at import PositionRewriter
from svclint.documents.yaml import parse
from svclint.model import Span
from tests.documents.test_rewrite import kept, says
from tests.support.yaml_texts import documents

TEXT = """\
# svclint: ignore[a] reason
annotations:
  web: "192.168.001.8,192.168.1.9" # svclint: ignore[b]
  a.b/x: 1
  a.b/y: 2
service:
  ports: [80, 81]
  ports: [82] # last
list:
- &one 10.0.0.1-10.0.0.9 # pool
text: |
  address: 010.0.0.1
  other: 010.0.0.1
---
again: "\\t010.0.0.1" # tab
"""


def span(line: int, part: str, text: str = TEXT) -> Span:
    """The span of the first occurrence of a part of a line."""
    column = text.removeprefix("\ufeff").splitlines()[line - 1].index(part) + 1
    return Span(line, column, line, column + len(part))


def rewritten(method: str, *arguments: Any, text: str = TEXT) -> str:
    rewriter = PositionRewriter(text)
    getattr(rewriter, method)(*arguments)
    return rewriter.text()


@pytest.mark.parametrize(
    ("method", "arguments", "old", "new"),
    [
        ("replace", (span(3, "192.168.001.8"), "192.168.001.8", "192.168.1.8"), "192.168.001.8", "192.168.1.8"),
        ("replace", (span(10, "&one 10.0.0.1-10.0.0.9")._replace(column=8), "10.0.0.1-10.0.0.9", "10.0.0.1/32"),
         "10.0.0.1-10.0.0.9", "10.0.0.1/32"),
        ("replace", (span(13, "010.0.0.1"), "010.0.0.1", "10.0.0.1"), "other: 010.0.0.1", "other: 10.0.0.1"),
        ("replace", (span(15, "010.0.0.1"), "010.0.0.1", "10.0.0.1"), "t010.0.0.1", "t10.0.0.1"),
        ("divide", (span(10, "10.0.0.1-10.0.0.9"), "10.0.0.1-10.0.0.9", ("10.0.0.1/32", "10.0.0.3-10.0.0.9")),
         "10.0.0.1-10.0.0.9 # pool\n", "10.0.0.1/32 # pool\n- 10.0.0.3-10.0.0.9\n"),
        ("rename", (span(4, "a.b/x"), "a.b/x", "c.d/x"), "a.b/x", "c.d/x"),
        ("rename", (span(4, "1"), "a.b/x", "c.d/x"), "a.b/x", "c.d/x"),
        ("rename_sibling", (span(4, "1"), "a.b/y", "c.d/y"), "a.b/y", "c.d/y"),
        ("remove_earlier", (span(8, "ports"),), "  ports: [80, 81]\n", ""),
        ("remove_comment", (span(1, "# svclint: ignore[a] reason"),), "# svclint: ignore[a] reason\n", ""),
        ("remove_comment", (span(3, "# svclint: ignore[b]"),), " # svclint: ignore[b]", ""),
        ("replace_comment", (span(3, "# svclint: ignore[b]"), "# ours"), "# svclint: ignore[b]", "# ours"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", [("", "\n"), ("\ufeff", "\n"), ("", "\r\n")], ids=["plain", "mark", "crlf"])
def test_only_the_place_changes(
    method: str, arguments: tuple[Any, ...], old: str, new: str, form: tuple[str, str]
) -> None:
    mark, newline = form
    assert TEXT.count(old) == 1
    before, after = (mark + text.replace("\n", newline) for text in (TEXT, TEXT.replace(old, new)))
    assert rewritten(method, *arguments, text=before) == after


def test_changes_of_several_documents_and_of_one_scalar_are_made_together() -> None:
    rewriter = PositionRewriter(TEXT)
    rewriter.replace(span(3, "192.168.001.8"), "192.168.001.8", "1.1.1.1")
    rewriter.replace(span(3, "192.168.1.9"), "192.168.1.9", "2.2.2.2")
    rewriter.replace(span(15, "010.0.0.1"), "010.0.0.1", "3.3.3.3")
    after = TEXT.replace("192.168.001.8,192.168.1.9", "1.1.1.1,2.2.2.2").replace("t010.0.0.1", "t3.3.3.3")
    assert rewriter.text() == after


@pytest.mark.parametrize(
    ("text", "method", "arguments"),
    [
        ("a: 1\n", "replace", (Span(1, 4, 1, 5), "2", "3")),
        ("a: 1\n", "replace", (Span(9, 1, 9, 2), "1", "3")),
        ("a: &x 1\nb: *x\n", "replace", (Span(1, 4, 1, 8), "1", "3")),
        ("a: '1'\n", "replace", (Span(1, 5, 1, 6), "1", "it's")),
        ("- 1\n", "rename", (Span(1, 3, 1, 4), "0", "x")),
        ("a: 1\nb: 2\n", "rename", (Span(1, 1, 1, 2), "a", "b")),
        ("a:\n  b:\n    c: 1\n  b:\n    d: 1\n", "remove_earlier", (Span(4, 3, 4, 4),)),
        ("a:\n  b: 1\n", "remove_earlier", (Span(2, 3, 2, 4),)),
        ("kind: Service\nkind: Service\n", "remove_earlier", (Span(2, 1, 2, 5),)),
        ("a: |\n  # svclint: ignore[a]\n", "remove_comment", (Span(2, 3, 2, 23),)),
        ("a: 1\n", "remove_comment", (Span(1, 1, 1, 2),)),
        ("a: 1 # b\n", "replace_comment", (Span(1, 6, 1, 9), "# c\nd: 1")),
        ("a: {{ .b }}\n", "replace", (Span(1, 4, 1, 5), "1", "3")),
        ("a: 1\u2028b: 2\n", "replace", (Span(1, 4, 1, 5), "1", "3")),
    ],
)
def test_what_is_not_certain_is_refused(text: str, method: str, arguments: tuple[Any, ...]) -> None:
    with pytest.raises(RewriteError):
        rewritten(method, *arguments, text=text)


@settings(max_examples=100, deadline=None)
@given(documents(), st.data())
def test_replacing_a_scalar_changes_nothing_else(text: str, data: st.DataObject) -> None:
    (root,) = [parsed.node for parsed in parse(text)]
    assert root is not None
    found = [node for node in scalars(root) if node.span.line == node.span.end_line and node.text]
    assume(found)
    node = data.draw(st.sampled_from(found))
    try:
        after = rewritten("replace", node.span, node.text, "10.9.9.9", text=text)
    except RewriteError:  # an alias elsewhere has the value too
        assume(False)
    old, new = says(text), says(after)
    assert str(new).count("10.9.9.9") == str(old).count("10.9.9.9") + 1
    width = node.span.end_column - node.span.column
    assert kept(text, after) >= len(text) - width
