"""dnsmasq.conf: ranges of leases with their places, and lines that are no range."""

from __future__ import annotations

from svclint.claims.embedded.dnsmasq import read_dnsmasq
from tests.support.embedded_trees import at, block, plain, words

TEXT = """\
interface=eth0
dhcp-range=192.168.11.100,192.168.11.199,12h
 dhcp-range = set:lan, tag:known,fd00:11::100,fd00:11::1ff,64
# dhcp-range=10.0.0.1,10.0.0.2
dhcp-range=192.168.12.0,static
dhcp-host=52:54:00:00:00:01,192.168.11.61
"""


def test_ranges_have_a_first_and_a_last_address() -> None:
    assert plain(read_dnsmasq(block(TEXT))) == {
        "dhcp-range": [
            {"first": "192.168.11.100", "last": "192.168.11.199"},
            {"first": "fd00:11::100", "last": "fd00:11::1ff"},
        ]
    }


def test_an_address_has_its_place_in_the_file() -> None:
    file = "data: |\n" + "".join(f"  {line}\n" for line in TEXT.splitlines())
    tree = read_dnsmasq(block(TEXT))
    assert tree is not None
    assert [at(file, word) for word in words(tree)][:2] == ["192.168.11.100", "192.168.11.199"]


def test_a_text_without_ranges_is_not_read() -> None:
    assert read_dnsmasq(block("interface=eth0\n")) is None
