"""The vocabulary of rules: the words that a condition or message may use, and their values.

A word is a function in the module of its theme, registered by a decorator (`registry`); importing a theme does it.
"""

from __future__ import annotations

from collections.abc import Mapping

from svclint.claims.catalogue import DEFAULTS
from svclint.findings.cel import CelValue
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words import (  # noqa: F401 - themes: each registers its words
    addresses,
    clusters,
    control_plane,
    effects,
    external_dns,
    identity,
    inventory,
    names,
    networks,
    policies,
    pools,
    ports,
    proxy,
    range_typos,
    services,
    vrrp,
)
from svclint.findings.words.registry import CLAIM, CLUSTER, PAIR, Value


def vocabulary(subject: str, traits: Mapping[str, str]) -> Mapping[str, str]:
    """The names that a rule for `subject` (claim, pair, loop or cluster) may use → their types.

    A trait is `claim.<trait>`.
    """
    types: dict[str, str] = {f"cluster.{name}": word.kind for name, word in CLUSTER.items()}
    if subject == "cluster":
        return types
    for side in ("claim", "other") if subject == "pair" else ("claim",):
        types |= {f"{side}.{name}": kind for name, kind in traits.items()}
        types |= {f"{side}.{name}": word.kind for name, word in CLAIM.items()}
    if subject == "pair":
        types |= {f"pair.{name}": word.kind for name, word in PAIR.items()}
    return types


def value(claim_index: ClaimIndex, name: str, kind: str, cluster: str, i: int = -1, j: int = -1) -> CelValue:
    """The value of one name (of type `kind`) for the claims i and j, indexes into the claim index."""
    side, _, word = name.partition(".")
    found: Value
    if side == "cluster":
        found = claim_index.memo((name, cluster), lambda: CLUSTER[word].read(claim_index, cluster))
    elif side == "pair":
        found = PAIR[word].read(claim_index, i, j)
    else:
        index = i if side == "claim" else j
        known = CLAIM.get(word)
        found = known.read(claim_index, index) if known else trait(claim_index, index, word, kind)
    return list(found) if isinstance(found, tuple) else found


def trait(claim_index: ClaimIndex, index: int, name: str, kind: str) -> Value:
    """A trait of a claim, the empty value of its type where the claim has none."""
    return claim_index.claims[index].traits.get(name, DEFAULTS[kind])
