"""YAML as Kubernetes reads it: structure, places, aliases, merges, JSON, errors."""

from __future__ import annotations

import json
from collections.abc import Iterator
from unittest import mock

import pytest
import yaml as pyyaml
from hypothesis import given, settings
from hypothesis import strategies as st

from svclint import limits
from svclint.documents import events
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, scalars
from svclint.documents.yaml import YamlError, parse, parse_embedded, parse_embedded_all
from svclint.documents.yaml_errors import BudgetError
from svclint.limits import Limits
from svclint.model import Span


def root(text: str) -> Node:
    parsed = list(parse(text))
    assert len(parsed) == 1
    assert parsed[0].node is not None
    return parsed[0].node


def plain(node: Node | None) -> object:
    """The tree as Python's own values."""
    match node:
        case MapNode():
            return {key.text: plain(value) for key, value in node.entries}
        case ListNode():
            return [plain(item) for item in node.items]
        case ScalarNode():
            return node.value
    return None


def places(text: str) -> list[tuple[str, int, int, int, int]]:
    return [(s.text, s.span.line, s.span.column, s.span.end_line, s.span.end_column) for s in scalars(root(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [::1, b]", None),
        ('[::1, "::2"]', None),
        ("b: ::1", {"b": "::1"}),
        ("b: fe80::1", {"b": "fe80::1"}),
        ("b: [10.0.0.1:80, fe80::1]", {"b": ["10.0.0.1:80", "fe80::1"]}),
        ("- fd00::", [{"fd00:": None}]),
        ("- 10:10:10:10", ["10:10:10:10"]),
        ('a: "\\/"', None),
        ('{"a": "\\/"}', {"a": "/"}),
        ('a: "\\\\/"', {"a": "\\/"}),
        ('a: "\\ud83d\\ude00"', None),
        ('{"a": "\\ud83d\\ude00"}', {"a": "😀"}),
        ('{"a": "\\ud83d"}', {"a": "\ufffd"}),
        ("%YAML 1.2\n---\na: 1", None),
        ("%YAML 1.1\n---\na: 1", {"a": 1}),
        ("a:\t1", {"a": 1}),
        ("a: 1\t", {"a": 1}),
        ("\ta: 1", None),
        ("a: !vault x", {"a": "x"}),
        ("a: !Find [b, !K c]", {"a": ["b", "c"]}),
        ("a: ! 8", {"a": "8"}),
        ('a: ! "8"', {"a": "8"}),
        ('a: "8"', {"a": "8"}),
        ("a: .inf", None),
        ("a: !!int x", None),
        ("y: 1", {"y": 1}),
        ("? [a]\n: 1", None),
        ("~: 1", None),
        (": 1", None),
        ("a: \x1b[31m", None),
        ("a: \x00", None),
        ("a: \x9b", None),
        ("a: \x7f", None),
        ("a: b: c", None),
        ("a: *x", None),
        ("a: {{ x }}", None),
        ("a: '{{ x }}'", {"a": "{{ x }}"}),
        ("a: ${VAR}", {"a": "${VAR}"}),
        ("# loadBalancerIP: 1.2.3.4\na: 1", {"a": 1}),
        ("a:\r\n  b: 1\r\n", {"a": {"b": 1}}),
        ("\ufeffa: 1", {"a": 1}),
        ('{\n\t"a": {\n\t\t"b": [1,\t2]\n\t}\n}\n', {"a": {"b": [1, 2]}}),
        ('{"' + "k" * 2000 + '": 1}', {"k" * 2000: 1}),
        ('{"a"\n:\n1}', {"a": 1}),
        ("a: 1\n$patch: delete", {"a": 1, "$patch": "delete"}),
        ("a: 1\na: 2", {"a": 2}),
        ("- &a 1\n- &a 2\n- *a", [1, 2, 2]),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_kubernetes_reads_it_so(text: str, expected: object) -> None:
    if expected is None:
        with pytest.raises(YamlError):
            list(parse(text))
    else:
        assert plain(root(text)) == expected


@pytest.mark.parametrize("text", ["", "\n", "# nothing\n", "\ufeff"])
def test_no_document(text: str) -> None:
    assert list(parse(text)) == []


def test_an_empty_document_has_no_node() -> None:
    assert [parsed.node for parsed in parse("---\n---\n# only a comment\n")] == [None, None]
    assert [parsed.start_line for parsed in parse("---\n---\n")] == [1, 2]


def test_several_documents_and_where_they_start() -> None:
    found = [
        (plain(parsed.node), parsed.start_line) for parsed in parse("a: 1\n---\nb: 2\n...\n---\n- 3\n", first_line=10)
    ]

    assert found == [({"a": 1}, 10), ({"b": 2}, 11), ([3], 14)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 10.0.0.1", [("10.0.0.1", 1, 4, 1, 12)]),
        ("a: &x 10.0.0.1", [("10.0.0.1", 1, 7, 1, 15)]),
        ("a: !!str &x 1", [("1", 1, 13, 1, 14)]),
        ("a: &x\n  # why\n  1", [("1", 3, 3, 3, 4)]),
        ("a: !foo 'b'", [("b", 1, 9, 1, 12)]),
        ("a: ! b", [("b", 1, 6, 1, 7)]),
        ("a: 'it''s'", [("it's", 1, 4, 1, 11)]),
        ('a: "b\\n"', [("b\n", 1, 4, 1, 9)]),
        ("a: [b, &y , c]", [("b", 1, 5, 1, 6), ("", 1, 10, 1, 10), ("c", 1, 13, 1, 14)]),
        ("- &x b\n- *x", [("b", 1, 6, 1, 7), ("b", 2, 3, 2, 5)]),
        ("- &x [b]\n- *x", [("b", 1, 7, 1, 8), ("b", 2, 3, 2, 5)]),
        ("a: |\n  b\n  c\n\n\n# end\nd: e", [("b\nc\n", 1, 4, 3, 4), ("e", 7, 4, 7, 5)]),
        ("a: >-  # why\n  b\n  c\n", [("b c", 1, 4, 3, 4)]),
        ("a: |\r\n  b\r\n  c\r\nd: e", [("b\nc\n", 1, 4, 3, 4), ("e", 4, 4, 4, 5)]),
        ("a: |\nb: c", [("", 1, 4, 1, 5), ("c", 2, 4, 2, 5)]),
        ("a: ü😀 # x\nb: ü", [("ü😀", 1, 4, 1, 6), ("ü", 2, 4, 2, 5)]),
        ("\ufeffa: b", [("b", 1, 4, 1, 5)]),
        ("# \u2028 \x85 \u2029\na: b", [("b", 2, 4, 2, 5)]),
        ("a: 'x\u2028'\rb: &a c", [("x\n", 1, 4, 1, 8), ("c", 2, 7, 2, 8)][1:]),
        ("a:\rb: c\r\nd: e", [("", 1, 3, 1, 3), ("c", 2, 4, 2, 5), ("e", 3, 4, 3, 5)]),
        ('{"a": "\\ud83d\\ude00",\n "b": 1}', [("😀", 1, 7, 1, 21), ("1", 2, 7, 2, 8)]),
        ("a: b\n  c", [("b c", 1, 4, 2, 4)]),
        ("a: &x # \u2028 b", [("b", 1, 11, 1, 12)]),
        ("a: &x:b", [(":b", 1, 6, 1, 8)]),
        ("a: [&x,&y b]", [("", 1, 7, 1, 7), ("b", 1, 11, 1, 12)]),
    ],
)
def test_places(text: str, expected: list[tuple[str, int, int, int, int]]) -> None:
    assert places(text)[-len(expected) :] == expected


def test_collections_end_with_their_last_member() -> None:
    node = root("a:\n  - b\n  - c: d\n\n# far away\n")

    assert isinstance(node, MapNode)
    assert node.span == Span(1, 1, 3, 9)
    inner = node.get("a")
    assert isinstance(inner, ListNode)
    assert [inner.span, inner.items[1].span] == [Span(2, 3, 3, 9), Span(3, 5, 3, 9)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: |\n  b\n  c\n", ((2, 3), (3, 3), (4, 3))),
        ("a:\n  - |-\n\n      b\n       c\n", ((3, 7), (4, 7), (5, 7))),
        ("a: |2\n    b\n  c\n", ((2, 3), (3, 3), (4, 3))),
        ("a: |+\r\n    b\r\n\r\n", ((2, 5), (3, 5), (4, 5))),
        ("a: &x !y |\n b", ((2, 2),)),
        ("a: |\n  b\u2028  c\n", ()),
        ("a: |\n  b\x85  c\n", ()),
        ("a: |\x85  b\n  c\n", ()),
        ("a: >\n  b\n", ()),
    ],
)
def test_the_lines_of_a_literal_block(text: str, expected: tuple[tuple[int, int], ...]) -> None:
    node = root(text)
    scalar = next(scalars(node))

    assert tuple(Span(*begin, *begin) for begin in expected) == scalar.lines
    assert not expected or len(scalar.text.split("\n")) == len(expected)


def test_a_repeated_key_is_noticed_and_the_last_value_stands() -> None:
    (parsed,) = parse("a: 1\nb: {c: 1, c: 2}\na: 3\n")

    assert plain(parsed.node) == {"a": 3, "b": {"c": 2}}
    assert [(key.text, key.span.line, key.span.column) for key in parsed.duplicates] == [("c", 2, 11), ("a", 3, 1)]
    assert [(key.text, key.span.line, key.span.column) for key in parsed.originals] == [("c", 2, 5), ("a", 1, 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x: &x {a: 1, b: 2}\ny: {<<: *x, b: 3}", {"a": 1, "b": 3}),
        ("x: &x {a: 1, b: 2}\ny: {b: 3, <<: *x}", {"b": 2, "a": 1}),
        ("x: [&x {a: 1}, &y {a: 2, b: 2}]\ny: {<<: [*x, *y]}", {"a": 1, "b": 2}),
        ("y: {<<: {a: 1}}", {"a": 1}),
        ('y: {"<<": {a: 1}}', {"<<": {"a": 1}}),
    ],
)
def test_merge_keys_as_goyaml_v2_merges(text: str, expected: object) -> None:
    node = root(text)
    assert isinstance(node, MapNode)

    assert plain(node.get("y")) == expected
    assert next(parse(text)).duplicates == ()


def test_what_is_merged_stands_where_the_alias_stands() -> None:
    node = root("x: &x\n  a: {b: 10.0.0.1}\ny:\n  <<: *x\n")
    assert isinstance(node, MapNode)
    merged = node.get("y")
    assert merged is not None

    assert [scalar.span for scalar in scalars(merged)] == [Span(4, 7, 4, 9)]


@pytest.mark.parametrize("text", ["a: {<<: 1}", "a: {<<: [1]}", "- &x 1\n- {<<: *x}"])
def test_only_mappings_are_merged(text: str) -> None:
    with pytest.raises(YamlError, match="'<<' must be a mapping"):
        list(parse(text))


def test_documents_before_an_error_are_not_lost() -> None:
    documents = parse("a: 1\n---\nb: 2\n---\nc: [\n")

    assert [plain(next(documents).node), plain(next(documents).node)] == [{"a": 1}, {"b": 2}]
    with pytest.raises(YamlError):
        next(documents)


@pytest.mark.parametrize(
    ("text", "message", "line", "column"),
    [
        ("a: b: c", "unexpected ':'", 1, 5),
        ("a:\n  b: 1\n c: 2", "expected a key at this indentation (started on line 1)", 3, 2),
        ("\n\n\ta: 1", "a tab cannot indent or start a value here: use spaces", 3, 1),
        ("a: @x", "a value cannot start with '@'", 1, 4),
        ('a: "x\nb: 1\n', "the quoted string that starts here is never closed", 1, 4),
        ("a: [1,\n2", "expected ',' or ']' in the list (started on line 1)", 2, 2),
        ("a: \x07", "the character U+0007 is not allowed", 1, 4),
        ("a: 1\nb: \ufffe", "the character U+FFFE is not allowed", 2, 4),
        ("- *x", "refers to an anchor ('&') that is not defined in this document", 1, 3),
        ("# \u2028\na: b: c", "unexpected ':'", 2, 5),
        ("a: .inf", "JSON", 1, 4),
        ("a: !!int  x", "does not match its tag !!int", 1, 11),
    ],
)
def test_an_error_says_what_and_where(text: str, message: str, line: int, column: int) -> None:
    with pytest.raises(YamlError) as caught:
        list(parse(text))

    assert message in caught.value.message
    assert (line, column) == (caught.value.line, caught.value.column)


def test_no_input_of_length_in_a_message() -> None:
    for text in ("a: *" + "x" * 500, "a: !!int " + "x" * 500, "a: !" + "x" * 500 + "!y z", "&" + "x" * 500 + "$ y"):
        with pytest.raises(YamlError) as caught:
            list(parse(text))
        assert "x" * 61 not in caught.value.message


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("v: |\n  a: 1\n  b: [10.0.0.1]\n", [("1", 2, 6), ("10.0.0.1", 3, 7)]),
        ('v: \'{"a": ["10.0.0.1"]}\'', [("10.0.0.1", 1, 12)]),
        ("v: '[\"10.1.0.120\"]'", [("10.1.0.120", 1, 6)]),
        ('v: "[\\"10.1.0.120\\"]"', [("10.1.0.120", 1, 4)]),
        ("v: >\n  a: 1\n", [("1", 1, 4)]),
        ("v: |\n  a: |\n    b\n", [("b\n", 2, 6)]),
    ],
)
def test_embedded_yaml_has_its_place_in_the_outer_file(text: str, expected: list[tuple[str, int, int]]) -> None:
    node = parse_embedded(next(scalars(root(text))))
    assert node is not None

    assert [(scalar.text, scalar.span.line, scalar.span.column) for scalar in scalars(node)] == expected


@pytest.mark.parametrize("text", ["v: just a text", "v: |\n  a: [", "v: |\n  a: 1\n  {{ b }}\n", "v: 12:30", "v: ''"])
def test_what_is_no_yaml_inside_is_none(text: str) -> None:
    assert parse_embedded(next(scalars(root(text)))) is None


def test_all_embedded_documents() -> None:
    nodes = parse_embedded_all(next(scalars(root("v: |\n  a: 1\n  ---\n  b: 2\n"))))

    assert [plain(node) for node in nodes] == [{"a": 1}, {"b": 2}]


def test_without_libyaml_the_same_comes_out() -> None:
    text = "a: &x [1, 'b', \"c\\n\"]\nd: *x\ne: |\n  f\n  g\nh: {<<: {i: 0644}}\nj: !vault k\n"
    expected = list(parse(text))
    with mock.patch.object(events, "c_parser", return_value=None):
        assert list(parse(text)) == expected


_KEYS = st.text(st.sampled_from("abcdefg -:#'\"{}[]&*!|>%@`,?\\\u00fc\u4e00😀"), min_size=1, max_size=8)
_LEAVES = st.one_of(st.booleans(), st.none(), st.integers(-(2**62), 2**62), st.text(max_size=12), _KEYS)
_TREES = st.recursive(
    _LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4), max_leaves=12
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(_KEYS, _TREES, min_size=1, max_size=4), st.booleans(), st.sampled_from([2, 4]))
def test_what_pyyaml_writes_comes_back(tree: dict[str, object], flow: bool, indent: int) -> None:
    text = pyyaml.safe_dump(tree, default_flow_style=flow, indent=indent, allow_unicode=True, default_style='"')

    assert _texts(tree) == list(_leaves(root(text)))


@settings(max_examples=100, deadline=None)
@given(st.dictionaries(_KEYS, _TREES, min_size=1, max_size=4), st.booleans(), st.sampled_from([None, 2, "\t"]))
def test_what_json_writes_comes_back(tree: dict[str, object], ascii_only: bool, indent: int | str | None) -> None:
    text = json.dumps(tree, ensure_ascii=ascii_only, indent=indent)

    assert plain(root(text)) == tree


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab1 \n\t-:#'\"{}[]&*!|>%,?\\.~<\r\u2028"), max_size=40))
def test_any_text_is_read_or_refused_with_a_place_in_it(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    nodes: list[Node | None] = []
    fault: YamlError | None = None
    try:
        nodes += [parsed.node for parsed in parse(text)]
    except YamlError as error:
        fault = error
    assert fault is None or 1 <= fault.line <= len(lines)
    assert fault is None or 1 <= fault.column <= len(lines[fault.line - 1]) + 1
    for node in nodes:
        for scalar in scalars(node) if node is not None else ():
            span = scalar.span
            assert 1 <= span.line <= span.end_line <= len(lines)
            assert 1 <= span.column <= len(lines[span.line - 1]) + 1
            assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 1
            if scalar.style == "" and span.line == span.end_line and not set("*<\u2028") & set(text):
                assert scalar.text == lines[span.line - 1][span.column - 1 : span.end_column - 1]


def _texts(tree: object) -> list[object]:
    """The leaves of a tree in the order in which safe_dump writes them."""
    match tree:
        case dict():
            return [leaf for key in sorted(tree) for leaf in _texts(tree[key])]
        case list():
            return [leaf for item in tree for leaf in _texts(item)]
    return [tree]


def _leaves(node: Node) -> Iterator[object]:
    return (scalar.value for scalar in scalars(node))


@pytest.mark.parametrize("value", ["{0}", "[{0}]", "{{b: [{0}]}}"])
def test_a_text_is_not_repeated_by_aliases_without_end(value: str) -> None:
    text = f"a: &a {value.format('x' * 100_000)}\nb:\n"
    assert len(list(parse(text + "- *a\n" * 100))) == 1
    with pytest.raises(YamlError, match="expand to too much"):
        list(parse(text + "- *a\n" * 200))


def test_the_budget_is_a_whole_json_stream_s() -> None:
    with limits.applied(Limits(values=10)), pytest.raises(BudgetError):
        list(parse('{"a": 1}' * 20))
    assert len(list(parse('{"a": 1}' * 3))) == 3
