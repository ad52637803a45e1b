"""Whole worlds of manifests and inventory, against a reference that is slow and obvious."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, note, settings

from tests.differential.reference import results
from tests.differential.world import Fact, Range, World
from tests.differential.worlds import Found, disagreements, found, worlds
from tests.support.profile import PROFILE


@settings(max_examples=500 if PROFILE != "same" else 40)
@given(worlds())
def test_the_findings_of_a_world_are_those_of_the_reference(world: World) -> None:
    for name, text in world.files.items():
        note(f"{name}:\n{text}")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        (root / ".git").mkdir()
        assert disagreements(found(world, root), results(world)) == []


def test_the_comparison_is_at_work() -> None:
    ten = Range(4, 10, 10)
    facts = [
        Fact("a", "pool", "p", Range(4, 1, 20)),
        Fact("b", "node", "n", ten),
        Fact("c", "node", "m", Range(6, 10, 10)),
    ]
    expected = results(World("ipvs", (1, 2), facts))
    assert expected == {("pool-contains-node", "error", frozenset({"a", "b"}))}
    right = Found("pool-contains-node", "error", "a", frozenset({"a", "b"}))
    assert disagreements([right], expected) == []
    assert len(disagreements([], expected)) == 1
    assert len(disagreements([right, Found("external-ip-is-node", "error", "b", frozenset({"b"}))], expected)) == 1
