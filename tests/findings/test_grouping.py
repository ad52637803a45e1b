"""Groups are what tying every pair gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from svclint.findings import grouping

SPANS = st.lists(
    st.tuples(st.sampled_from([("a",), ("b",)]), st.integers(0, 9), st.integers(0, 6)), min_size=1, max_size=16
)


@given(SPANS, st.integers(0, 2), st.data())
def test_groups_are_what_tying_every_pair_gives(
    places: list[tuple[tuple[str], int, int]], words: int, data: st.DataObject
) -> None:
    nodes = [data.draw(st.integers(0, 9)) for _ in places]
    nodes = [sorted(set(nodes)).index(node) for node in nodes]  # 0, 1, 2…: some with several spans
    number = max(nodes) + 1
    classes = [data.draw(st.integers(0, 3)) for _ in range(number)]
    aparts = [tuple(data.draw(st.integers(0, 2)) for _ in range(words)) for _ in range(number)]
    rule = data.draw(st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3))))
    spans = [(where, first, first + more, node) for (where, first, more), node in zip(places, nodes, strict=True)]

    def tied(a: int, b: int) -> bool:
        return (a, b) in rule or (b, a) in rule

    groups = {node: {node} for node in range(number)}
    for where, first, last, node in spans:
        for place, start, end, other in spans:
            meet = where == place and first <= end and start <= last and node != other
            apart = all(a != b for a, b in zip(aparts[node], aparts[other], strict=True))
            if meet and apart and tied(classes[node], classes[other]):
                groups[node] |= groups[other]
                for member in groups[node]:
                    groups[member] = groups[node]
    expected = sorted({tuple(sorted(group)) for group in groups.values() if len(group) > 1})

    found = grouping.groups(classes, aparts, spans, tied)
    assert sorted(tuple(group) for group in found) == expected


def test_groups_that_agree_or_conflict_entirely_are_not_compared_pair_by_pair() -> None:
    asked = 0

    def tied(a: int, b: int) -> bool:
        nonlocal asked
        asked += 1
        return a != b

    number = 1000
    nested = [(("a",), node, 2 * number - node, node) for node in range(number)]
    owners = [(f"owner {node}",) for node in range(number)]
    assert grouping.groups([*range(number)], owners, nested, tied) == [[*range(number)]]
    assert asked < 2 * number

    assert grouping.groups([0] * number, owners, nested, tied) == []
    assert asked < 4 * number


def test_groups_without_a_required_difference_are_skipped() -> None:
    number, compared = 300, 0

    class Owner:
        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return self is other

        def __hash__(self) -> int:
            return id(self)

    nested = [(("a",), node, 2 * number - node, node) for node in range(number)]
    aparts = [("one controller", Owner()) for _ in range(number)]
    assert grouping.groups([0] * number, aparts, nested, lambda a, b: True) == []
    assert compared < 2 * number
