import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.claims.blocks import (
    AddressProblem,
    Endpoint,
    NotAnAddress,
    ParsedBlock,
    cidr,
    format_block,
    parse_block,
    split_endpoint,
)
from svclint.model import Block

V4 = st.integers(0, 2**32 - 1)
V6 = st.integers(0, 2**128 - 1).filter(lambda value: value >> 32 != 0xFFFF)


def parsed(text: str) -> ParsedBlock:
    found = parse_block(text)
    assert isinstance(found, ParsedBlock), found
    return found


def refused(text: str) -> NotAnAddress:
    found = parse_block(text)
    assert isinstance(found, NotAnAddress), found
    return found


@given(V4)
def test_every_ipv4_address_is_itself(value) -> None:
    text = str(ipaddress.IPv4Address(value))
    block = Block(4, value, value)
    assert parse_block(text) == ParsedBlock(block, (block,), (), block)
    assert format_block(block) == text


@given(V6)
def test_every_ipv6_address_is_itself(value) -> None:
    text = ipaddress.IPv6Address(value).compressed
    block = Block(6, value, value)
    assert parse_block(text) == ParsedBlock(block, (block,), (), block)
    assert format_block(block) == text


@given(st.ip_addresses(), st.data())
def test_a_cidr_is_its_network_and_keeps_the_host(address, data) -> None:
    prefix = data.draw(st.integers(0, address.max_prefixlen))
    text = f"{address}/{prefix}"
    net = ipaddress.ip_network(text, strict=False)
    found = parsed(text)
    if AddressProblem.IPV4_MAPPED in found.problems:
        return
    assert found.block == Block(net.version, int(net[0]), int(net[-1]))
    assert found.host == Block(net.version, int(address), int(address))
    assert (AddressProblem.HOST_BITS in found.problems) == (net[0] != address)
    assert cidr(found.block) == str(net)


@given(st.one_of(st.tuples(st.just(4), V4, V4), st.tuples(st.just(6), V6, V6)))
def test_a_range_reads_back_as_it_was_written(case) -> None:
    family, first, last = case[0], min(case[1:]), max(case[1:])
    block = Block(family, first, last)
    ends = (
        ipaddress.ip_address(ipaddress.IPv4Address(v) if family == 4 else ipaddress.IPv6Address(v))
        for v in (first, last)
    )
    assert parsed("-".join(map(str, ends))).block == block
    assert parsed(format_block(block)).block == block


@given(st.text(alphabet="0123456789abcdefxg.:/%-[] \n٣", max_size=40))
def test_any_text_is_parsed_or_rejected_as_strictly_as_by_the_standard_library(text: str) -> None:
    found = parse_block(text)
    if isinstance(found, ParsedBlock) and not found.problems and "-" not in text:
        net = ipaddress.ip_network(text)
        assert found.block == Block(net.version, int(net[0]), int(net[-1]))


@pytest.mark.parametrize(
    ("text", "expected", "problems"),
    [
        ("10.0.0.1 ", "10.0.0.1", {AddressProblem.SPACES}),
        ("10.0.0.1 - 10.0.0.9", "10.0.0.1-10.0.0.9", {AddressProblem.RANGE_SPACES}),
        ("10.0.0.0-10.0.0.255", "10.0.0.0/24", set()),
        ("192.168.1.5/24", "192.168.1.0/24", {AddressProblem.HOST_BITS}),
        ("::ffff:10.1.2.3", "10.1.2.3", {AddressProblem.IPV4_MAPPED}),
        ("::FFFF:a01:203/104", "::ffff:a00:0/104", {AddressProblem.IPV4_MAPPED, AddressProblem.HOST_BITS}),
        ("::ffff:10.0.0.0/104", "::ffff:a00:0/104", {AddressProblem.IPV4_MAPPED}),
        ("fe80::1%eth0", "fe80::1", {AddressProblem.ZONE_ID}),
        ("2001:DB8:0:0::1", "2001:db8::1", {AddressProblem.NOT_CANONICAL}),
        ("2001:0db8::1", "2001:db8::1", {AddressProblem.NOT_CANONICAL}),
        ("64:ff9b::10.0.0.1", "64:ff9b::a00:1", set()),
        ("[fd00::1]", "fd00::1", {AddressProblem.BRACKETS}),
        ("10.0.0.0/08", "10.0.0.0/8", {AddressProblem.LEADING_ZEROS}),
        ("0.0.0.0/0", "0.0.0.0/0", set()),
        ("::/0", "::/0", set()),
        ("000.0.0.0", "0.0.0.0", {AddressProblem.LEADING_ZEROS}),
    ],
)
def test_sloppy_spellings_are_read_and_noticed(text: str, expected, problems) -> None:
    found = parsed(text)
    assert format_block(found.block) == expected
    assert problems == set(found.problems)


def test_leading_zeros_have_two_readings_go_first() -> None:
    found = parsed("010.1.2.3")
    assert [format_block(block) for block in found.readings] == ["10.1.2.3", "8.1.2.3"]
    assert found.problems == (AddressProblem.LEADING_ZEROS,)
    assert [format_block(block) for block in parsed("010.8.0.0/16").readings] == ["10.8.0.0/16", "8.8.0.0/16"]
    assert [format_block(block) for block in parsed("09.8.0.0").readings] == ["9.8.0.0"]


@pytest.mark.parametrize(
    ("text", "reason", "problem"),
    [
        ("", "it is empty", None),
        ("10.0.0.256", "256 is greater than 255", None),
        ("10.0.0", "an IPv4 address has 4 numbers, this one has 3", None),
        ("10.0.0.0/33", "the prefix length must be a number from 0 to 32", None),
        ("10.0.0.0/255.0.0.0", "the prefix length must be a number from 0 to 32", None),
        ("10.0.0.9-10.0.0.1", "the last address of the range is lower than the first", AddressProblem.REVERSED_RANGE),
        (
            "10.0.0.1-fd00::1",
            "the range mixes IPv4 and IPv6",
            AddressProblem.MIXED_FAMILIES,
        ),
        ("10.0.0.1-20", "the range's last address cannot be read: an IPv4 address has 4 numbers, this one has 1", None),
        ("10.0.0.0/8-11.0.0.0/8", "a range must be two addresses, not CIDRs", None),
        ("fd00::1::2", "'::' may appear only once in an IPv6 address", None),
        ("fd00:1", "an IPv6 address without '::' has 8 groups, this one has 2", None),
        ("fd00::12345", "a group of an IPv6 address has at most 4 digits", None),
        ("lb.example", "it contains characters that no address can contain", None),
        ("1" * 300, "it is too long to be an address", None),
        ("٣.1.1.1", "it contains characters that no address can contain", None),
    ],
)
def test_what_is_no_address_says_why(text: str, reason, problem) -> None:
    assert refused(text) == NotAnAddress(reason, problem)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://lb.example:6443", Endpoint("lb.example", 6443, "https")),
        ("HTTPS://user:word@lb.example/path?x=1#y", Endpoint("lb.example", None, "https")),
        ("https://[fd00::1]:6443/", Endpoint("fd00::1", 6443, "https")),
        ("10.0.0.1:80", Endpoint("10.0.0.1", 80)),
        ("user:word@lb.example:80", Endpoint("lb.example", 80)),
        ("10.0.0.1:80/healthz", Endpoint("10.0.0.1", 80)),
        ("10.0.0.0/8", Endpoint("10.0.0.0/8")),
        ("[fd00::1]:80", Endpoint("fd00::1", 80)),
        ("fd00::1", Endpoint("fd00::1")),
        ("*:9100", Endpoint("*", 9100)),
        (":9100", Endpoint("", 9100)),
        ("lb.example", Endpoint("lb.example")),
        ("lb.example:http", Endpoint("lb.example")),
        ("lb.example:99999", Endpoint("lb.example")),
        ("", Endpoint("")),
    ],
)
def test_an_endpoint_falls_into_its_parts(text: str, expected) -> None:
    assert split_endpoint(text) == expected


@given(st.text(max_size=60))
def test_any_text_is_an_endpoint(text: str) -> None:
    port = split_endpoint(text).port
    assert port is None or 0 <= port < 65536


def test_the_cidr_of_one_mapped_address_keeps_its_family() -> None:
    parsed = parse_block("::ffff:10.0.0.1/128")
    assert isinstance(parsed, ParsedBlock)
    assert format_block(parsed.block) == "::ffff:a00:1/128"
    assert parse_block(format_block(parsed.block)) == parse_block("::ffff:a00:1/128")
