"""Who meets whom, as looking at every pair tells it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.findings.overlaps import crossings, holders, meet, meetings, spans
from svclint.model import Claim
from tests.support.built_claims import ROLES, SCOPES, block, claim, claims

SUBJECTS = st.sampled_from(["overlap", "port", "name", "object"])


def below(name: str, wild: str) -> bool:
    return wild.startswith("*.") and name.removeprefix("*.").endswith(wild[1:]) and name != wild


def brute(subject: str, one: Claim, other: Claim, scopes: Mapping[str, str]) -> bool:
    """The definition, without a thought of speed."""
    clusters = one.owner.cluster, other.owner.cluster
    if subject == "overlap":
        near = len({scopes.get(name, name) for name in clusters}) == 1
        return near and bool(one.block and other.block and one.block.overlaps(other.block))
    if clusters[0] != clusters[1]:
        return False
    if subject == "port":
        return any(a.meets(b) for a in one.ports for b in other.ports)
    if subject == "name":
        both = bool(one.host and other.host)
        return both and (one.host == other.host or below(one.host, other.host) or below(other.host, one.host))
    return one.owner == other.owner


@given(claims(), SCOPES, st.sets(st.tuples(st.sampled_from(ROLES), st.sampled_from(ROLES))))
def test_meetings_of_blocks(made: tuple[Claim, ...], scopes: Mapping[str, str], wanted: set[tuple[str, str]]) -> None:
    expected = sorted(
        (i, j)
        for i, j in permutations(range(len(made)), 2)
        if (made[i].role, made[j].role) in wanted and brute("overlap", made[i], made[j], scopes)
    )

    assert sorted(meetings(made, scopes, wanted)) == expected


@given(SUBJECTS, claims(), SCOPES)
def test_spans_overlap_where_claims_do(subject: str, made: tuple[Claim, ...], scopes: Mapping[str, str]) -> None:
    everyone = set(range(len(made)))
    left = {index for index in everyone if made[index].role != "node"}
    crossed = crossings(spans(subject, made, scopes, everyone), left, everyone)
    found = [(i, j) for i, j in crossed if i != j]  # a claim of two ports may meet itself
    pairs = [(i, j) for i in left for j in everyone if i != j]

    assert sorted((i, j) for i, j in pairs if brute(subject, made[i], made[j], scopes)) == sorted(found)


@given(SUBJECTS, claims(most=4), SCOPES)
def test_two_meet_without_a_sweep_as_with_one(subject: str, made: tuple[Claim, ...], scopes: Mapping[str, str]) -> None:
    for one in made:
        for other in made:
            assert brute(subject, one, other, scopes) == meet(subject, one, other, scopes)


@given(claims(), SCOPES, st.sampled_from([{"block"}, {"block", "port"}]))
def test_a_narrowed_overlap_is_of_equal_blocks_and_common_ports(
    made: tuple[Claim, ...], scopes: Mapping[str, str], same: set[str]
) -> None:
    everyone = set(range(len(made)))
    crossed = crossings(spans("overlap", made, scopes, everyone, same), everyone, everyone)
    found = {(i, j) for i, j in crossed if i != j}
    expected = {
        (i, j)
        for i, j in permutations(everyone, 2)
        if brute("overlap", made[i], made[j], scopes)
        and made[i].block == made[j].block
        and ("port" not in same or any(a.meets(b) for a in made[i].ports for b in made[j].ports))
    }

    assert found == expected


SOME_SPANS = st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 9), st.integers(0, 6)), min_size=1, max_size=14)


@given(SOME_SPANS, st.integers(1, 3), st.data())
def test_each_kind_is_paired_up_to_the_limit(
    places: list[tuple[str, int, int]], most: int, data: st.DataObject
) -> None:
    spans_found = [((where,), first, first + more, node) for node, (where, first, more) in enumerate(places)]
    everyone = set(range(len(places)))
    left = data.draw(st.sets(st.sampled_from(sorted(everyone))))
    kinds = {node: data.draw(st.integers(0, 2)) for node in everyone}

    whole = [*crossings(spans_found, left, everyone)]
    found = [*crossings(spans_found, left, everyone, kinds, most)]

    assert set(found) <= set(whole)
    assert len(found) == len(set(found))
    for node in left:
        for kind in range(3):
            meets = [other for one, other in whole if one == node and kinds[other] == kind]
            kept = [other for one, other in found if one == node and kinds[other] == kind]
            assert min(len(meets), most) == len(kept)


def test_an_interval_that_overlaps_all_others_is_not_paired_with_all() -> None:
    number, most = 600, 5
    nested = [(("a",), node, 4 * number - node, node) for node in range(2 * number)]
    lefts = set(range(0, 2 * number, 2))
    kinds = {node: 0 for node in range(2 * number) if node not in lefts}

    assert len([*crossings(nested, lefts, set(kinds), kinds, most)]) == number * most


@given(claims(), SCOPES)
def test_names_narrowed_by_host_are_equal(made: tuple[Claim, ...], scopes: Mapping[str, str]) -> None:
    everyone = set(range(len(made)))
    crossed = crossings(spans("name", made, scopes, everyone, {"host"}), everyone, everyone)
    expected = {
        (i, j)
        for i, j in permutations(everyone, 2)
        if brute("name", made[i], made[j], scopes) and made[i].host == made[j].host
    }

    assert {(i, j) for i, j in crossed if i != j} == expected


@given(claims())
def test_holders_are_the_areas_of_others_that_hold_all_of_a_claim(made: tuple[Claim, ...]) -> None:
    areas, own = {"pool", "node"}, {"node"}
    expected: dict[int, set[str]] = {}
    for index, one in enumerate(made):
        for area in made:
            inside = one.block is not None and area.block is not None and area.block.contains(one.block)
            others = one.owner != area.owner or (area.role in own and area.role != one.role)
            alike = one.owner.cluster == area.owner.cluster and others
            if inside and alike and area.role in areas:
                expected.setdefault(index, set()).add(area.role)

    assert holders(made, areas, own) == expected


def test_a_pool_that_is_switched_off_holds_nothing() -> None:
    off = claim("pool", owner="two", block=block(0, 7), traits={"pool_disabled": True})

    assert holders([claim(block=block(1)), off], {"pool"}) == {}


@pytest.mark.parametrize(("name", "expected"), [("a.x", True), ("b.a.x", True), ("x", False), ("*.a.x", True)])
def test_a_wildcard_stands_for_every_level_below_it(name: str, expected: bool) -> None:
    assert meet("name", claim(host="*.x"), claim(host=name), {}) is expected
