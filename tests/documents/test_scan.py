"""The scan errs towards reading, and towards nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.documents.scan import Scanner, planned


def pair(kinds: str, words: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(kinds.split()), frozenset(words.split())


SCANNER = Scanner(
    [
        pair("Service", "externalIPs"),
        pair("Service Gateway", "loadBalancer class"),
        pair("", "lbipam.cilium.io/ips"),
        pair("*", "addresses"),
    ]
)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"kind: Service\nexternalIPs: []", True),
        (b'{"externalIPs": [], "kind": "Service"}', True),
        (b"externalIPs: []\nkind: ServiceList", True),
        (b"kind: List\nitems:\n- kind: 'Service'\n  externalIPs: []", True),
        (b"kind:\n  Service\nexternalIPs: []", True),
        (b"kind: Pod\nexternalIPs: []", False),
        (b"kind: ServiceAccount\nexternalIPs: []", False),
        (b"kind: Service", False),
        (b"Service externalIPs", False),
        (b"kind: Gateway\nloadBalancer: 1", False),
        (b"kind: Gateway\nloadBalancer: {class: a}", True),
        (b"lbipam.cilium.io/ips: a", True),
        (b"kind: A\naddresses: a", True),
        (b"addresses: a", False),
        (b"", False),
    ],
)
def test_kinds_and_words(data: bytes, expected: bool) -> None:
    assert SCANNER.wanted(data) is expected


@pytest.mark.parametrize(
    "data",
    [
        b"kind: &k Service\nexternalIPs: []",
        b"kind: !!str Service\nexternalIPs: []",
        b"kind: # what it is\n  Service\nexternalIPs: []",
        b"? kind # what it is\n: Service\nexternalIPs: []",
        b'"lbipam\\u002ecilium.io/ips"',
        b'{"lbipam.cilium.io\\/ips": 1}',
        b'"lbipam.cil\\x49um.io/ips"',
        b'"\\U0000006cbipam.cilium.io/ips"',
        b'kind: "Serv\\\n  ice"\nexternalIPs: []',
        b'kind: "Serv\\\xe2\x80\xa8ice"\nexternalIPs: []',
        b'x: "kind: \\"Serv\\\\\\n ice\\""\nexternalIPs: []',
        b"x: &k kind\n*k : Service\nexternalIPs: []",
        b"{x: &k kind, *k: Service, externalIPs: []}",
        b"--- {? kind # what it is\n: Service, externalIPs: []}",
        b'--- {"kind"\xe2\x80\xa8: Service, externalIPs: []}',
        b'{"text": "{\\"kind\\": \\"Service\\", \\"externalIPs\\": []}"}',
        b"text: '{''kind'': ''Service'', externalIPs: []}'",
        b'"{\\"lbipam.cilium.io\\\\/ips\\": 1}"',
        b"# text\xe2\x80\xa8lbipam.cilium.io/ips: a",
    ],
)
def test_what_may_be_written_otherwise_is_read(data: bytes) -> None:
    assert SCANNER.wanted(data)


def test_escapes_of_what_is_in_no_word_count_for_nothing() -> None:
    assert not SCANNER.wanted(b'"\\u003cb\\u003e \\x1b[0m \\u2028"')


MARGIN = Scanner([pair("", "^server token")])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"server: a\ntoken: b", True),
        (b"# comment\n---\n'server' : a\ntoken: b", True),
        (b"token: b\nserver:\n- a", True),
        (b"spec:\n  server: a\ntoken: b", False),
        (b"servers: a\ntoken: server", False),
        (b"a: b", False),
    ],
)
def test_keys_of_the_outermost_mapping(data: bytes, expected: bool) -> None:
    assert MARGIN.wanted(data) is expected


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1, "server": "b", "token": "c"}',
        b"a: b\n? server\n: token",
        b"a: &x {server: b, token: c}\n<<: *x",
        b"a: b\n&k server: token",
        b"a: b\n!!str server: token",
        b"--- {server: token}",
        b"  server: token",
        b"a: b\n...\n{server: token}",
        b"kind: List\nitems:\n- server: token",
        b"a: b\rserver: token",
        b"a: b\xc2\x85server: token",
    ],
)
def test_where_the_margin_is_not_certain_the_text_is_read(data: bytes) -> None:
    assert MARGIN.wanted(data)


SCHEMA = b"""---
# generated
apiVersion: v1
kind: CustomResourceDefinition
spec:
  names:
    kind: Service
  externalIPs: a
"""


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (SCHEMA, False),
        (SCHEMA + b"lbipam.cilium.io/ips: a\n", False),
        (SCHEMA + b"kind: Service\n", True),
        (SCHEMA + b"...\n", True),
        (SCHEMA + b"  x: &k kind\n*k : Service\n", True),
        (SCHEMA + b"  x: &m {kind: Service}\n<<: *m\n", True),
        (SCHEMA + b"  x: y\rkind: Service\n", True),
        (SCHEMA + b"  x: y\xe2\x80\xa8kind: Service\n", True),
        (b"kind: List\nitems:\n- kind: CustomResourceDefinition\n- kind: Service\n  externalIPs: []\n", True),
        (b'  kind: Service\n  externalIPs: "\nkind: CustomResourceDefinition\n"', True),
    ],
)
def test_a_schema_claims_nothing(data: bytes, expected: bool) -> None:
    assert SCANNER.wanted(data) is expected


def test_many_blank_lines_cost_no_more_than_others() -> None:
    assert not SCANNER.wanted(b" \n" * 100_000 + SCHEMA)


@pytest.mark.parametrize("position", [0, (1 << 18) - 5, (1 << 18) - 1, 1 << 18, 300_000])
def test_a_word_across_windows_is_found(position: int) -> None:
    data = b"x" * position + b"lbipam.cilium.io/ips" + b"x" * 300_000

    assert SCANNER.wanted(data)


def test_words_far_apart_are_found_together() -> None:
    assert SCANNER.wanted(b"kind: Service\n" + b" " * 600_000 + b"externalIPs")


@pytest.mark.parametrize("pairs", [[], [(frozenset({"Service"}), frozenset())]])
def test_a_scanner_without_words_matches_nothing(pairs: list[tuple[frozenset[str], frozenset[str]]]) -> None:
    assert not Scanner(pairs).wanted(b"kind: Service \\u0041")


_KINDS = st.frozensets(st.sampled_from(["A", "B", "*"]), max_size=2)
_WORDS = st.frozensets(st.text("ab", min_size=1, max_size=3), max_size=3)
_PAIRS = st.lists(st.tuples(_KINDS, _WORDS), max_size=4)


@given(_PAIRS, st.lists(st.sampled_from("AB"), max_size=2), st.text("ab ", max_size=12))
def test_a_scanner_matches_what_a_search_for_each_word_matches(
    pairs: list[tuple[frozenset[str], frozenset[str]]], kinds: list[str], text: str
) -> None:
    data = "".join(f"kind: {kind}\n" for kind in kinds) + text
    expected = any(
        bool(words) and (not wanted or {*kinds, *"*"[: len(kinds)]} & wanted) and all(word in data for word in words)
        for wanted, words in pairs
    )

    assert Scanner(pairs).wanted(data.encode()) is expected
    assert Scanner(plan=planned(pairs)).wanted(data.encode()) is expected
