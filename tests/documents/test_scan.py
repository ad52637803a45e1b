"""The scan errs towards reading, and towards nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.documents.scan import Scanner


def entry(first: str, second: str) -> tuple[frozenset[str], frozenset[str]]:
    return frozenset(first.split()), frozenset(second.split())


SCANNER = Scanner([entry("Service", "externalIPs clusterIP"), entry("", "lbipam.cilium.io/ips clusterIPs")])


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"kind: Service\nexternalIPs: []", True),
        (b"externalIPs: []\nkind: ServiceList", True),
        (b"kind: Pod\nexternalIPs: []", False),
        (b"kind: Service", False),
        (b"lbipam.cilium.io/ips: a", True),
        (b"clusterIPs: a", True),
        (b"clusterIP: a", False),
        (b"Service clusterIPs", True),
        (b"", False),
        (b'"lbipam\\u002ecilium.io\\/ips"', True),
        (b'"external\\x49Ps"', True),
        (b'"\\U00000065xternalIPs"', True),
        (b'"\\u003cb\\u003e \\x1b[0m \\u2028"', False),
    ],
)
def test_wanted(data: bytes, expected: bool) -> None:
    assert expected is SCANNER.wanted(data)


@pytest.mark.parametrize("position", [0, (1 << 18) - 5, (1 << 18) - 1, 1 << 18, 300_000])
def test_a_word_across_windows_is_found(position: int) -> None:
    data = b"x" * position + b"lbipam.cilium.io/ips" + b"x" * 300_000

    assert SCANNER.wanted(data)


def test_words_far_apart_are_found_together() -> None:
    assert SCANNER.wanted(b"Service" + b" " * 600_000 + b"externalIPs")


@pytest.mark.parametrize("entries", [[], [(frozenset({"Service"}), frozenset())]])
def test_no_words_want_nothing(entries: list[tuple[frozenset[str], frozenset[str]]]) -> None:
    assert not Scanner(entries).wanted(b"Service \\u0041")


_WORDS = st.frozensets(st.text("ab", min_size=1, max_size=3), max_size=3)


@given(st.lists(st.tuples(_WORDS, _WORDS), max_size=4), st.text("ab ", max_size=12))
def test_it_is_what_looking_for_each_word_gives(
    entries: list[tuple[frozenset[str], frozenset[str]]], text: str
) -> None:
    expected = any(
        (not first or any(word in text for word in first)) and any(word in text for word in second)
        for first, second in entries
    )

    assert expected is Scanner(entries).wanted(text.encode())
