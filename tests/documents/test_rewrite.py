"""Every change of a file says what was meant, to two readers, and leaves every other byte as it was."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from svclint.documents import rewritable
from svclint.documents.node import ListNode, MapNode, Node
from svclint.documents.rewrite import RewriteError, Rewriter, checked
from svclint.documents.yaml import parse
from svclint.documents.yaml_text import Styled
from tests.support.yaml_texts import documents

NEW: list[Any] = ["10.0.0.9", "yes", "", 7, False, None, [], {}, ["a", {"b": [1]}], {"x": "1.30", "y z": "\x1b"}]


def plain(node: Node | None) -> Any:
    if isinstance(node, MapNode):
        return {key.text: plain(value) for key, value in node.entries}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return node.value if node is not None else None


def says(text: str) -> list[Any]:
    return [plain(parsed.node) for parsed in parse(text)]


def changed(text: str, *changes: tuple[Any, ...], document: int = 0) -> str:
    rewriter = Rewriter(text, document)
    for name, *arguments in changes:
        getattr(rewriter, name)(*arguments)
    return rewriter.text()


def pointers(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    yield pointer, value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, member in members:
        yield from pointers(member, f"{pointer}/{rewritable.escaped(str(key))}")


def at(value: Any, pointer: str) -> Any:
    for step in rewritable.steps(pointer):
        value = value[int(step)] if isinstance(value, list) else value[step]
    return value


def put(value: Any, pointer: str, new: Any, *, remove: bool = False) -> Any:
    """Another value at a pointer, or none; gives the value that was there, or what it was removed from."""
    parent = at(value, pointer.rpartition("/")[0])
    step = int(rewritable.steps(pointer)[-1]) if isinstance(parent, list) else rewritable.steps(pointer)[-1]
    old = parent[step]
    if remove:
        del parent[step]
        return parent
    parent[step] = new
    return old


def kept(old: str, new: str) -> int:
    """How many characters of the old text are in the new one, before and behind the one place where they differ."""
    start = common(old, new)
    return start + common(old[start:][::-1], new[start:][::-1])


def common(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (left, right) in pairs if left != right), min(len(one), len(other)))


def ends_in_a_block(text: str) -> bool:
    """A block scalar that ends the text without a line break gets one more, and says so, when something follows it."""
    return not text.endswith(("\n", "\r")) and text.endswith("- y")


@settings(max_examples=120, deadline=None)
@given(documents(), st.data())
def test_an_insertion_adds_and_changes_nothing(text: str, data: st.DataObject) -> None:
    assume(not ends_in_a_block(text))
    (value,) = says(text)
    containers = [(pointer, one) for pointer, one in pointers(value) if isinstance(one, list | dict)]
    pointer, container = data.draw(st.sampled_from(containers))
    new = data.draw(st.sampled_from(NEW))
    if isinstance(container, dict):
        after = changed(text, ("insert_key", pointer, "new key", new))
        container["new key"] = new
    else:
        index = data.draw(st.none() | st.integers(1, max(1, len(container))))
        index = None if not container else index
        after = changed(text, ("insert_item", pointer, new, index))
        container.insert(len(container) if index is None else index, new)
    assert says(after) == [value]
    assert kept(text, after) == len(text)


@settings(max_examples=100, deadline=None)
@given(documents(), st.data())
def test_a_value_is_replaced_where_it_is(text: str, data: st.DataObject) -> None:
    (value,) = says(text)
    places = [pointer for pointer, one in pointers(value) if not isinstance(one, list | dict)]
    assume(places)
    pointer = data.draw(st.sampled_from(places))
    new = data.draw(st.sampled_from([one for one in NEW if not isinstance(one, list | dict)]))
    after = changed(text, ("set_value", pointer, new))
    old = put(value, pointer, new)
    assert says(after) == [value]
    lines = text.count("\n") - after.count("\n")
    # A block scalar has up to five lines: two of its own, and the blank and indented lines that may follow.
    assert lines in (range(6) if isinstance(old, str) and "y" in old else range(1))
    deepest = 100  # characters of such a scalar, where it is indented most
    assert kept(text, after) >= len(text) - (deepest if lines else len("10.0.0.1:80"))


@settings(max_examples=100, deadline=None)
@given(documents(), st.data())
def test_what_is_removed_is_gone_and_nothing_else(text: str, data: st.DataObject) -> None:
    (value,) = says(text)
    pointer = data.draw(st.sampled_from([pointer for pointer, _ in pointers(value) if pointer]))
    assume(not ends_in_a_block(text))
    assume("|+" not in text and ">+" not in text)  # empty lines below what is removed would become theirs
    try:
        after = changed(text, ("remove", pointer))
    except RewriteError:  # next to an empty item, for example, no place is sure: that is refused, and changes nothing
        assume(False)
    parent = put(value, pointer, None, remove=True)
    assert says(after) == [value]
    if parent:
        assert kept(text, after) == len(after)
    else:  # its line says now that it is empty
        assert len([line for line in after.splitlines() if line not in text.splitlines()]) <= 1


@settings(max_examples=40, deadline=None)
@given(st.lists(documents(marked=True), min_size=1, max_size=3), st.data())
def test_other_documents_stay(texts: list[str], data: st.DataObject) -> None:
    text = "".join(texts)
    values = says(text)
    number = data.draw(st.integers(0, len(texts) - 1))
    value = values[number]
    change = ("insert_key", "", "new key", 1) if isinstance(value, dict) else ("insert_item", "", 1)
    after = changed(text, change, document=number)
    values[number] = {**value, "new key": 1} if isinstance(value, dict) else [*value, 1]
    assert says(after) == values
    assert kept(text, after) == len(text)


ROLES = Styled(["worker"], "x:1", style="[")
WORKERS = "nodes:   # all\n- name: w1   # by hand\n  addresses: [192.168.11.31]\n"
HOUSE = """\
# ours
nodes:   # all
- name: w1   # by hand
  addresses: [192.168.11.31]

# the router
pools: {lan: [10.0.0.1-10.0.0.9], wan: []}
text: |
  nodes:
  - 10.0.0.1
tabs:
  - a:\tx\ty\t # c
  - b  \t# d
empty:   # yet
"""


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (("set_value", "/nodes/0/name", "w 2"), "name: w1 ", 'name: "w 2" '),
        (("set_value", "/pools/lan/0", "10.0.0.2"), "10.0.0.1-10.0.0.9", "10.0.0.2"),
        (("set_value", "/pools/wan", ["a"]), "wan: []", 'wan: ["a"]'),
        (("set_value", "/text", "one"), "|\n  nodes:\n  - 10.0.0.1\n", "one\n"),
        (("set_value", "/empty", 5), "empty: ", "empty: 5 "),
        (("set_value", "/empty", {"a": ["b"]}), "yet\n", "yet\n  a:\n    - b\n"),
        (("insert_key", "", "empty", [1]), "yet\n", "yet\n  - 1\n"),
        (("insert_key", "/nodes/0", "roles", ROLES), "31]\n", "31]\n  roles: [worker]  # x:1\n"),
        (("insert_key", "/pools", "dmz", {"a": True}), "wan: []", 'wan: [], "dmz": {"a": true}'),
        (("insert_item", "/nodes", {"name": "w0"}, 0), "- name: w1", "- name: w0\n- name: w1"),
        (("insert_item", "/nodes", {"name": "w2", "l": ["x"]}), "31]\n", "31]\n- name: w2\n  l:\n    - x\n"),
        (("insert_item", "/pools/lan", "x", 0), "[10", '["x", 10'),
        (("set_value", "/tabs/1", "c"), "b  ", "c  "),
        (("insert_key", "/tabs/0", "z", 1), "c\n  ", "c\n    z: 1\n  "),
        (("remove", "/nodes/0/name"), "name: w1   # by hand\n  ", ""),
        (("remove", "/nodes/0/addresses"), "  addresses: [192.168.11.31]\n", ""),
        (("remove", "/nodes/0"), WORKERS, "nodes: []   # all\n"),
        (("remove", "/pools/lan"), "lan: [10.0.0.1-10.0.0.9], ", ""),
        (("remove", "/pools/wan"), ", wan: []", ""),
        (("remove", "/pools/lan/0"), "[10.0.0.1-10.0.0.9]", "[]"),
        (("remove", "/empty"), "empty:   # yet\n", ""),
    ],
)
def test_places(change: tuple[Any, ...], old: str, new: str) -> None:
    assert HOUSE.count(old) == 1
    assert changed(HOUSE, change) == HOUSE.replace(old, new)


def test_an_anchor_and_a_tag_go_with_what_they_are_of() -> None:
    text = "a: [!x 1, &b 2, 3]\nc: {&d d: 1, e: 2}\n&f f: 1\ng: !y h\n"
    assert changed(text, ("remove", "/a/0")) == text.replace("!x 1, ", "")
    assert changed(text, ("remove", "/a/1")) == text.replace("&b 2, ", "")
    assert changed(text, ("remove", "/c/d")) == text.replace("&d d: 1, ", "")
    assert changed(text, ("remove", "/f"), ("remove", "/g")) == text.replace("&f f: 1\ng: !y h\n", "")


def test_several_changes_are_made_at_once() -> None:
    text = "a:\n  b:\n    c: 1\nd: []\n"
    changes: list[tuple[Any, ...]] = [
        ("insert_key", "", "x", 1),
        ("insert_key", "/a", "y", 2),
        ("insert_key", "/a/b", "z", 3),
    ]
    changes += [("insert_item", "/d", 4), ("insert_item", "/d", 5), ("set_value", "/a/b/c", 6)]
    assert changed(text, *changes) == 'a:\n  b:\n    c: 6\n    z: 3\n  "y": 2\nd: [4, 5]\nx: 1\n'


@pytest.mark.parametrize("text", ["", "# nothing yet", "# nothing yet\n", "---\n"])
def test_an_empty_text_gets_its_first_key(text: str) -> None:
    after = changed(text, ("insert_key", "", "a", 1))
    assert after.startswith(text)
    assert says(after) == [{"a": 1}]


@pytest.mark.parametrize(
    ("text", "change", "reason"),
    [
        ("a: [\n", ("set_value", "/a", 1), "not YAML"),
        ("a: |#x\n  b\nc: 1\n", ("set_value", "/c", 1), "ruamel.yaml, which svclint writes with, cannot read it"),
        ("a: 1\na: 2\n", ("set_value", "/a", 1), "the key 'a' more than once"),
        ("a: 1\n", ("set_value", "/b", 1), "nothing at /b"),
        ("a: 1\n", ("insert_key", "", "a", 1), "the key 'a' already"),
        ("a: 1\n", ("insert_item", "/a", 1), "/a is no list"),
        ("!x\n", ("insert_key", "", "a", 1), "is empty"),
        ("a: [1]\n", ("insert_item", "/a", 1, 2), "has no item 2"),
        ("a: [1]\n", ("remove", ""), "whole document"),
        ("a:\n- 1\n", ("set_value", "/a", 1), "no safe place"),
        ("a: &x 1\nb: *x\n", ("set_value", "/a", 2), "no safe place"),
        ("a: &x 1\nb: *x\n", ("remove", "/a"), "no safe place"),
        ("a: &x {b: 1}\nb: *x\n", ("insert_key", "/b", "c", 1), "/b is no mapping that is written there"),
        ("a: &x {b: 1}\nb: *x\n", ("set_value", "/b/b", 1), "behind the alias '[*]x'"),
        ("a: [1, # one\n  2]\n", ("remove", "/a/0"), "a comment"),
        ('{"a": []}', ("insert_item", "/a", "\x1b"), "no safe place"),
        ("a: !x 1\n", ("set_value", "/a", 2), "no safe place"),
        ("- - 1\n", ("insert_item", "/0", 2, 0), "no safe place"),
        ("a: |\n  x", ("insert_key", "", "b", 1), "no safe place"),
        ("a: " + "[" * 101 + "]" * 101, ("set_value", "/a", 1), "nested more than 100 levels"),
        ("[" * 9000 + "]" * 9000, ("insert_item", "", 1), "nested more than 100 levels"),
        ("a: [" + "1," * rewritable.MOST_VALUES + "]", ("insert_item", "/a", 1), "more than 100,000 values"),
        (f"a: '{'x' * rewritable.MOST_CHARACTERS}'\n", ("set_value", "/a", 1), "longer than"),
    ],
)
def test_what_is_not_safe_is_refused(text: str, change: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(RewriteError, match=reason):
        changed(text, change)


def test_a_bomb_of_aliases_is_refused_before_it_is_read() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(RewriteError, match="expand to too much data"):
        Rewriter("\n".join(lines))


def test_two_changes_of_one_place_are_refused() -> None:
    with pytest.raises(RewriteError, match="one place"):
        changed("a: 1\n", ("set_value", "/a", 2), ("set_value", "/a", 3))


def test_a_document_that_is_not_there() -> None:
    with pytest.raises(RewriteError, match="no document 3"):
        Rewriter("a: 1\n---\nb: 1\n", 2)


@given(st.text(st.sampled_from("ab:-?#&*!|>'\"%@`{}[],\\/ \t\n\r~=<.0\u2028\ufeff\x85"), max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_text_is_changed_or_refused(text: str) -> None:
    try:
        before = says(text)
        after = changed(text, ("insert_key", "", "new key", 1))
    except ValueError:
        return
    first, *others = before or [None]
    assert says(after) == [{**(first or {}), "new key": 1}, *others]
    assert kept(text, after) == len(text)


def test_what_a_file_is_to_hold_is_read_again() -> None:
    assert checked("a: [1] # b\n", {"a": Styled([1], "b")}) == "a: [1] # b\n"
    for text in ("a: '1'\n", "a: [1, 2]\n", "a: [1]\n---\nb: 1\n", "a: ["):
        with pytest.raises(RewriteError):
            checked(text, {"a": [1]})


def test_ruamel_is_loaded_when_something_is_written() -> None:
    """Not by a check, nor by the modules that would write."""
    modules = "svclint.importing.edit, svclint.init.proposals, svclint.reports.baseline_file"
    code = f"import sys, {modules}; print('ruamel.yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
