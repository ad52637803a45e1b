"""Words are registered once, and what is derived from them says so of each."""

from __future__ import annotations

import pytest

from svclint.findings.inventory_facts import FACTS
from svclint.findings.words.registry import (
    CLAIM,
    CLUSTER,
    PAIR,
    ClaimWord,
    ClusterWord,
    PairWord,
    cluster_word,
    meaning,
    pair_word,
)

WORDS: dict[str, ClaimWord | PairWord | ClusterWord] = {
    **{f"claim.{name}": word for name, word in CLAIM.items()},
    **{f"pair.{name}": word for name, word in PAIR.items()},
    **{f"cluster.{name}": word for name, word in CLUSTER.items()},
}


def test_a_word_of_pairs_says_what_it_depends_on() -> None:
    with pytest.raises(TypeError, match="depends"):
        pair_word("bool")  # type: ignore[call-arg]  # what the test is about


def test_two_words_have_two_names() -> None:
    def lan(claim_index, cluster) -> str:
        return ""

    with pytest.raises(ValueError, match="'lan'"):
        cluster_word("string")(lan)


@pytest.mark.parametrize("name", WORDS)
def test_each_word_has_a_meaning_and_rests_on_facts_that_an_inventory_has(name: str) -> None:
    assert meaning(WORDS[name]).endswith(".")
    assert {fact.key for fact in FACTS}.issuperset(WORDS[name].rests_on)
