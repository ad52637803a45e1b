"""Ansible's INI inventories, line by line."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from svclint.importing.ansible_ini import read_ini
from svclint.model import Span

TEXT = """\
lonely ansible_host=10.0.0.9
[masters]
cp[1:2]:2222 ansible_user='a b' ip="10.0.0.1"   # both
; a comment
[cluster:children]
masters
[cluster:vars]
name = value
"""


def test_hosts_with_their_places() -> None:
    hosts = read_ini(TEXT).hosts
    assert [(one.name, one.group) for one in hosts] == [("lonely", "ungrouped"), ("cp1", "masters"), ("cp2", "masters")]
    assert {key: text for key, (text, _) in hosts[1].variables.items()} == {"ansible_user": "a b", "ip": "10.0.0.1"}
    assert hosts[0].variables["ansible_host"][1] == Span(1, 21, 1, 29)


def test_groups_and_their_variables() -> None:
    read = read_ini(TEXT)
    assert read.parents == {"masters": frozenset({"cluster"})}
    assert list(read.variables) == [("name", "value", Span(8, 8, 8, 13))]


@given(st.text("[]:=ab1\n #;\"'", max_size=200))
def test_any_text_is_read_as_an_inventory(text: str) -> None:
    assert all(one.group for one in read_ini(text).hosts)
