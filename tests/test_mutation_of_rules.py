"""svclint's own rules: an example notices every change of one, or its file says why none can."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.claims.catalogue import load_catalogue
from svclint.findings.rulebook import Rulebook, load_rules
from svclint.mutation import mutate

RULES = Path(__file__).parent.parent / "rules"
CATALOGUE = load_catalogue()
BOOK = Rulebook(load_rules(), CATALOGUE.traits)


@pytest.mark.parametrize("folder", sorted(folder.name for folder in RULES.iterdir() if folder.is_dir()))
def test_examples_hold_every_part_of_a_rule_in_place(folder: str) -> None:
    rules = [BOOK.rules[path.stem] for path in sorted((RULES / folder).glob("*.yaml"))]
    mutations = [mutate(rule, BOOK, CATALOGUE) for rule in rules]
    assert {mutation.rule: mutation.survivors for mutation in mutations if mutation.survivors} == {}
    assert {mutation.rule: mutation.stale for mutation in mutations if mutation.stale} == {}
