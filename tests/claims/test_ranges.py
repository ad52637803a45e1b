"""What bisection says of many blocks is what a look at each of them says."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from svclint.claims.ranges import Antichain, OwnedRanges, PortRanges, Ranges
from svclint.findings.name_lists import few, first_few
from svclint.model import Block, Owner, Port

OWNERS = [Owner("prod", "", "Pool", "", name) for name in "abc"]
BLOCKS = st.builds(
    lambda family, first, more: Block(family, first, first + more),
    st.sampled_from([4, 6]),
    st.integers(0, 9),
    st.integers(0, 5),
)
PORTS = st.builds(
    lambda protocol, first, more: Port(protocol, first, first + more),
    st.sampled_from(["TCP", "UDP"]),
    st.integers(1, 9),
    st.integers(0, 2),
)


@given(st.lists(BLOCKS), BLOCKS)
def test_blocks_that_hold_meet_or_lie_within_one(blocks: list[Block], one: Block) -> None:
    ranges = Ranges(blocks)
    assert ranges.hold(one) == any(block.contains(one) for block in blocks)
    assert ranges.meet(one) == any(block.overlaps(one) for block in blocks)
    assert ranges.lie_within(one) == any(one.contains(block) for block in blocks)


@given(st.lists(BLOCKS), st.lists(BLOCKS))
def test_blocks_that_are_all_covered(blocks: list[Block], others: list[Block]) -> None:
    blocks, others = ([one for one in some if one.family == 4] for some in (blocks, others))
    covered = all(any(other.contains(one) for other in others) for one in blocks)
    assert Antichain(blocks).covered_by(others) == covered


@given(st.lists(st.tuples(BLOCKS, st.sampled_from(OWNERS))), BLOCKS, st.sampled_from(OWNERS))
def test_blocks_of_others(blocks: list[tuple[Block, Owner]], one: Block, owner: Owner) -> None:
    others = [block for block, whose in blocks if whose != owner]
    ranges = OwnedRanges(blocks)
    assert ranges.meet(one, owner) == any(block.overlaps(one) for block in others)
    assert ranges.has_others(4, owner) == any(block.family == 4 for block in others)


@given(st.lists(PORTS), PORTS)
def test_ports_that_meet_one(ports: list[Port], one: Port) -> None:
    assert PortRanges(ports).meet(one) == any(port.meets(one) for port in ports)


def test_a_long_list_of_names_is_shortened_and_counted() -> None:
    names = [f"n{number:02}" for number in range(25)]
    assert few(names[:20]) == names[:20]
    assert few(reversed(names)) == [*names[:20], "and 5 more"]
    assert first_few(names, lambda name: name != "n00", 24) == [*names[1:21], "and 4 more"]
    assert first_few(names, lambda name: name > "n22", 2) == ["n23", "n24"]
