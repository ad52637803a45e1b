"""Host patterns of Ansible inventories."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.importing.host_ranges import MOST, expanded


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("node1", ("node1",)),
        ("10.11.1.[34:36]", ("10.11.1.34", "10.11.1.35", "10.11.1.36")),
        ("node[01:03]", ("node01", "node02", "node03")),
        ("node[1:5:2]", ("node1", "node3", "node5")),
        ("rack[a:b]-[1:2]", ("racka-1", "racka-2", "rackb-1", "rackb-2")),
        ("node[3:1]", ("node[3:1]",)),
        ("node[1:x]", ("node[1:x]",)),
        ("fd00::[10:11]", ("fd00::10", "fd00::11")),
        ("node[0:999999999]", ("node[0:999999999]",)),
        ("n[0:999][0:999]", ("n[0:999][0:999]",)),
        ("[1:2:0]", ("[1:2:0]",)),
    ],
)
def test_patterns(pattern: str, expected: tuple[str, ...]) -> None:
    assert expanded(pattern) == expected


@given(st.text("[]:0129ab", max_size=40))
def test_work_is_bounded(pattern: str) -> None:
    assert 1 <= len(expanded(pattern)) <= MOST
