"""What a list contains, as the program that reads it parses the entries."""

from __future__ import annotations

import pytest

from svclint.claims.blocks import ParsedBlock, format_block, parse_block
from svclint.claims.network_lists import network_list
from svclint.model import Block


def block(text: str) -> Block:
    parsed = parse_block(text)
    assert isinstance(parsed, ParsedBlock)
    return parsed.block


def contents(parser: str, *entries: str) -> list[str]:
    return [format_block(found) for found in network_list(entries, parser).blocks]


def test_adjacent_blocks_are_one() -> None:
    own = network_list(["10.0.0.0/9", "10.128.0.0/9", "fd00::/8"], "")
    assert own.holds(block("10.0.0.0/8"))
    assert own.families == (4, 6)


def test_a_list_without_addresses_has_both_families() -> None:
    assert network_list([".svc"], "go-no-proxy").families == (4, 6)


def test_what_is_excluded_is_not_in_the_list() -> None:
    entries = ("192.168.0.0/24", "192.168.1.0/24", "!192.168.0.10/32", "!192.168.0.250-192.168.1.5", "!10.0.0.0/8")
    assert contents("negatable-cidr", *entries) == [
        "192.168.0.0-192.168.0.9", "192.168.0.11-192.168.0.249", "192.168.1.6-192.168.1.255",
    ]  # fmt: skip


def test_an_exclusion_of_everything_leaves_nothing() -> None:
    assert contents("negatable-cidr", "10.0.0.0/16", "10.2.0.0/16", "!10.0.0.0/8") == []


def test_a_name_makes_a_list_of_cidrs_unreadable() -> None:
    assert not network_list(["10.0.0.0/8", "services"], "").readable


def test_a_star_is_everything() -> None:
    for parser in ("", "go-no-proxy", "java-no-proxy"):
        assert network_list(["*"], parser).holds(block("0.0.0.0/0"))


@pytest.mark.parametrize(
    "entry",
    ["192.168.20.*", "10.96.*", "10.0.0.1-10.0.0.9", "10.0.0.0/33", "localhost .svc", "*cluster.local", "10.96."],
)
def test_what_go_does_not_read(entry: str) -> None:
    own = network_list(["10.0.0.5", entry], "go-no-proxy")
    assert own.ignored == (entry,)
    assert own.blocks == (block("10.0.0.5"),)


def test_what_go_reads() -> None:
    entries = [
        "10.96.0.0/12",
        "192.168.0.1:6443",
        "[fd00::1]:443",
        "::1",
        "my-host",
        ".svc",
        "*.Corp.example",
        "a.b:80",
    ]
    own = network_list(entries, "go-no-proxy")
    assert own.ignored == ()
    assert own.suffixes == {".my-host", ".svc", ".corp.example", ".a.b"}
    assert contents("go-no-proxy", *entries) == ["10.96.0.0/12", "192.168.0.1", "::1", "fd00::1"]


def test_java_reads_wildcards_and_no_cidrs() -> None:
    own = network_list(["localhost", "10.96.*", "127.0.0.1", "*.svc", "10.0.0.0/8", ".corp", "a*b"], "java-no-proxy")
    assert own.ignored == ("10.0.0.0/8", ".corp", "a*b")
    assert own.suffixes == {".svc"}
    assert own.blocks == (block("10.96.0.0/16"), block("127.0.0.1"))
