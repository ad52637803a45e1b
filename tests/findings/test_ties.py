"""Groups are what tying every pair gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from svclint.findings import ties

SPANS = st.lists(
    st.tuples(st.sampled_from([("a",), ("b",)]), st.integers(0, 9), st.integers(0, 6)), min_size=1, max_size=16
)


@given(SPANS, st.data())
def test_groups_are_what_tying_every_pair_gives(places: list[tuple[tuple[str], int, int]], data: st.DataObject) -> None:
    nodes = [data.draw(st.integers(0, 9)) for _ in places]
    nodes = [sorted(set(nodes)).index(node) for node in nodes]  # 0, 1, 2…: some with several spans
    number = max(nodes) + 1
    labels = [data.draw(st.integers(0, 3)) for _ in range(number)]
    owners = [data.draw(st.integers(0, 2)) for _ in range(number)]
    rule = data.draw(st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3))))
    spans = [(where, first, first + more, node) for (where, first, more), node in zip(places, nodes, strict=True)]

    def allowed(a: int, b: int) -> bool:
        return (a, b) in rule or (b, a) in rule

    def tied(a: int, b: int) -> bool:
        return allowed(labels[a], labels[b]) and owners[a] != owners[b]

    groups = {node: {node} for node in range(number)}
    for where, first, last, node in spans:
        for place, start, end, other in spans:
            if where == place and first <= end and start <= last and node != other and tied(node, other):
                groups[node] |= groups[other]
                for member in groups[node]:
                    groups[member] = groups[node]
    expected = sorted({tuple(sorted(group)) for group in groups.values() if len(group) > 1})

    found = ties.groups(labels, spans, tied, lambda a, b: not allowed(a, b))
    assert expected == sorted(tuple(group) for group in found)


def test_what_all_agrees_or_all_conflicts_is_not_compared_pair_by_pair() -> None:
    asked = 0

    def tied(a: int, b: int) -> bool:
        nonlocal asked
        asked += 1
        return True

    nested = [(("a",), node, 2000 - node, node) for node in range(1000)]
    assert [[*range(1000)]] == ties.groups([*range(1000)], nested, tied, lambda a, b: False)
    assert asked < 2000

    assert [] == ties.groups([0] * 1000, nested, tied, lambda a, b: True)
    assert asked < 2000
