"""Name of a word → its value for claims: the words that conditions and messages may use.

A word is a function in the module of its theme, which is imported when one of its words is used (see `registry`).
"""

from __future__ import annotations

from collections.abc import Mapping

from svclint.claims.catalogue_fields import DEFAULTS
from svclint.findings.cel import CelValue
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import CLAIM, CLUSTER, PAIR, REFERENCE, Value


def vocabulary(subject: str, traits: Mapping[str, str]) -> Mapping[str, str]:
    """The names that a rule for `subject` (claim, reference, pair, loop or cluster) may use, with their types.

    `traits` maps traits to types; the name of a trait is `claim.<trait>`.
    """
    types: dict[str, str] = {f"cluster.{name}": word.kind for name, word in CLUSTER.items()}
    if subject == "cluster":
        return types
    for side in ("claim", "other") if subject == "pair" else ("claim",):
        types |= {f"{side}.{name}": kind for name, kind in traits.items()}
        types |= {f"{side}.{name}": word.kind for name, word in CLAIM.items()}
    if subject == "reference":
        types |= {f"reference.{name}": word.kind for name, word in REFERENCE.items()}
    if subject == "pair":
        types |= {f"pair.{name}": word.kind for name, word in PAIR.items()}
    return types


def value(claim_index: ClaimIndex, name: str, kind: str, cluster: str, i: int = -1, j: int = -1) -> CelValue:
    """The value of one name of type `kind` for a cluster and the claims `i` and `j`, indexes into the claim index."""
    side, _, word = name.partition(".")
    result: Value
    if side == "cluster":
        result = claim_index.memo((name, cluster), lambda: CLUSTER[word].read(claim_index, cluster))
    elif side == "reference":
        result = REFERENCE[word].read(claim_index, i)
    elif side == "pair":
        result = PAIR[word].read(claim_index, i, j)
    else:
        index = i if side == "claim" else j
        claim_word = CLAIM.get(word)
        result = claim_word.read(claim_index, index) if claim_word else trait(claim_index, index, word, kind)
    return list(result) if isinstance(result, tuple) else result


def trait(claim_index: ClaimIndex, index: int, name: str, kind: str) -> Value:
    """A trait of a claim; the empty value of type `kind` if the claim has no such trait."""
    return claim_index.claims[index].traits.get(name, DEFAULTS[kind])
