"""Two objects of which one means the other: a Service its Pods by labels, the inventory the owner of a VIP by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable

from svclint.findings.scene import Scene, listed
from svclint.model import Claim


def selects(claim: Claim, other: Claim) -> bool:
    """Whether every label of the Service's selector is among the labels of the Pods, in one namespace."""
    wanted = _selector(claim)
    same = claim.owner.namespace == other.owner.namespace
    return bool(wanted) and same and set(wanted) <= set(_labels(other))


def selection_labels(scene: Scene, index: int) -> list[str]:
    """What a selection is looked up by: all labels of Pods; of a Service the label of its selector that fewest have."""
    claim = scene.claims[index]
    if labels := _labels(claim):
        return list(labels)
    counts = scene.kept.get("pod-labels")
    if not isinstance(counts, Counter):
        counts = scene.kept["pod-labels"] = Counter(label for one in scene.claims for label in _labels(one))
    return sorted(_selector(claim), key=lambda label: (counts[label], label))[:1]


def selecting(scene: Scene, index: int) -> Hashable:
    """All that `selects` reads of a Service."""
    return scene.claims[index].owner.namespace, scene.claims[index].traits.get("selector", "")


def selected(scene: Scene, index: int) -> Hashable:
    """All that `selects` reads of Pods."""
    return scene.claims[index].owner.namespace, _labels(scene.claims[index])


def local_backends(scene: Scene, index: int) -> str:
    """What decides which nodes take a Service's traffic: its policy and, if that is Local, the Pods it selects."""
    traits = scene.claims[index].traits
    policy = str(traits.get("traffic_policy", ""))
    return f"{policy} {traits.get('selector', '')}" if policy == "Local" else policy


def owned(claim: Claim, other: Claim) -> bool:
    """Whether the inventory names the claim's object as the owner of `other`."""
    wanted = _named_owner(other)
    return any(wanted) and wanted == (claim.owner.kind, claim.owner.namespace, claim.owner.name)


def owning(scene: Scene, index: int) -> Hashable:
    """All that `owned` reads of a claim: its object, if the inventory names it."""
    named = scene.kept.get("named-owners")
    if not isinstance(named, frozenset):
        named = scene.kept["named-owners"] = frozenset(_named_owner(one) for one in scene.claims)
    owner = scene.claims[index].owner
    mine = owner.kind, owner.namespace, owner.name
    return mine if mine in named else None


def owned_by(scene: Scene, index: int) -> Hashable:
    """All that `owned` reads of the other claim."""
    return _named_owner(scene.claims[index])


def _selector(claim: Claim) -> list[str]:
    return [part for part in str(claim.traits.get("selector", "")).split(",") if part]


def _labels(claim: Claim) -> tuple[str, ...]:
    return listed(claim.traits.get("pod_labels", ()))


def _named_owner(claim: Claim) -> tuple[str, str, str]:
    kind, namespace, name = (str(claim.traits.get(f"owner_{key}", "")) for key in ("kind", "namespace", "name"))
    return kind, namespace, name
