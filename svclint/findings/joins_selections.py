"""A Service and the Pods that it means: selectors, labels, and what decides which nodes take its traffic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.model import Claim


def selects(claim: Claim, other: Claim) -> bool:
    """Whether every label of the Service's selector is among the labels of the Pods, in one namespace."""
    wanted = _selector(claim)
    same = claim.owner.namespace == other.owner.namespace
    return bool(wanted) and same and set(wanted) <= set(_labels(other))


def selection_labels(claim_index: ClaimIndex, index: int) -> list[str]:
    """What a selection is looked up by: all labels of Pods; of a Service the label of its selector that fewest have."""
    claim = claim_index.claims[index]
    if labels := _labels(claim):
        return list(labels)
    counts = claim_index.once(
        "pod labels", lambda: Counter(label for one in claim_index.claims for label in _labels(one))
    )
    return sorted(_selector(claim), key=lambda label: (counts[label], label))[:1]


def selecting(claim_index: ClaimIndex, index: int) -> Hashable:
    """All that `selects` reads of a Service."""
    return claim_index.claims[index].owner.namespace, claim_index.claims[index].traits.get("selector", "")


def selected(claim_index: ClaimIndex, index: int) -> Hashable:
    """All that `selects` reads of Pods."""
    return claim_index.claims[index].owner.namespace, _labels(claim_index.claims[index])


def local_backends(claim_index: ClaimIndex, index: int) -> str:
    """What decides which nodes take a Service's traffic: its policy and, if that is Local, the Pods it selects."""
    traits = claim_index.claims[index].traits
    policy = str(traits.get("traffic_policy", ""))
    return f"{policy} {traits.get('selector', '')}" if policy == "Local" else policy


def _selector(claim: Claim) -> list[str]:
    return [part for part in str(claim.traits.get("selector", "")).split(",") if part]


def _labels(claim: Claim) -> tuple[str, ...]:
    return listed(claim.traits.get("pod_labels", ()))
