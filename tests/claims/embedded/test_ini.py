"""INI text: sections, keys and values with their places."""

from __future__ import annotations

from svclint.claims.embedded.ini import read_ini
from tests.support.embedded_trees import at, block, plain, words

TEXT = """\
before=1
[main]
summary = A profile = good
; off = 1
[sysctl]
net.ipv4.ip_local_port_range="1024 65535"
=nothing
"""


def test_sections_hold_keys_and_values() -> None:
    expected = {
        "": {"before": "1"},
        "main": {"summary": "A profile = good"},
        "sysctl": {"net.ipv4.ip_local_port_range": '"1024 65535"'},
    }
    assert plain(read_ini(block(TEXT))) == expected


def test_values_stand_at_their_places() -> None:
    file = "data: |\n" + "".join(f"  {line}\n" for line in TEXT.splitlines())
    tree = read_ini(block(TEXT))
    assert tree is not None
    assert all(word.text == at(file, word) for word in words(tree))


def test_text_without_a_key_is_none() -> None:
    assert read_ini(block("[main]\nwords only\n")) is None
