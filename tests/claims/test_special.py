import pytest

from svclint.claims.blocks import ParsedBlock, parse_block
from svclint.claims.special import private, special
from svclint.model import Block


def block(text: str) -> Block:
    found = parse_block(text)
    assert isinstance(found, ParsedBlock)
    return found.block


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("0.0.0.0", "unspecified"),
        ("0.1.0.0", "reserved"),
        ("0.0.0.0/0", ""),
        ("127.0.0.53", "loopback"),
        ("169.254.169.254", "metadata"),
        ("169.254.20.10", "link-local"),
        ("169.254.0.0/16", "link-local"),
        ("239.1.1.1", "multicast"),
        ("255.255.255.255", "broadcast"),
        ("240.0.0.1-240.0.0.9", "reserved"),
        ("192.0.2.1", "documentation"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.255", "documentation"),
        ("10.0.0.1", ""),
        ("::", "unspecified"),
        ("::1", "loopback"),
        ("fd00:ec2::254", "metadata"),
        ("fe80::1", "link-local"),
        ("ff02::1", "multicast"),
        ("2001:db8::/32", "documentation"),
        ("2001:db8::/31", ""),
        ("fd00::1", ""),
    ],
)
def test_special_ranges_have_a_word(text: str, word) -> None:
    assert special(block(text)) == word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.0/8", True),
        ("172.31.255.255", True),
        ("172.32.0.0", False),
        ("192.168.0.0/15", False),
        ("100.64.0.1", False),
        ("fd12::/16", True),
        ("2a00::1", False),
    ],
)
def test_private_is_rfc_1918_and_unique_local(text: str, expected) -> None:
    assert private(block(text)) == expected
