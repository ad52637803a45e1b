"""A port of a network policy → whether another rule allows the same connections on all ports.

Policies add up: what one of them allows, no other can forbid by allowing less.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint.claims.label_selectors import NAME_LABEL, requirements_of
from svclint.claims.selections import OWN, Selection, selections
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.selection_index import place_of
from svclint.model import Claim

_ALL = ""
_EVERYWHERE = "*"
_ROLE = "policy-any-port"
_Key = tuple[object, str, str, str]
"""A direction, the place of the Pods, a label of them, and the namespace of the peers; the last two may be `_ALL`."""


def allows_any_port(claim_index: ClaimIndex, claim: Claim) -> bool:
    """Whether rules without ports, of policies that may apply to the same Pods, may allow the peers of a port's rule.

    A rule without peers is for all of them.
    """
    cluster = claim.owner.cluster
    rules = claim_index.memo(("rules for all ports", cluster), lambda: _Rules(claim_index.of(cluster, _ROLE)))
    peers = _peers(claim) or (Selection(_ALL, _ALL),)
    return all(any(rules.may_allow(key, peer) for key in _asking(claim, peer)) for peer in peers)


class _Rules:
    """The peers of the rules for all ports."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._peers: dict[_Key, dict[Selection, None]] = {}
        for claim in claims:
            place = _place(claim)
            for peer in _peers(claim) or (Selection(_ALL, _ALL),):
                for label in _labels(claim):
                    key = claim.traits.get("direction"), place, label, _namespace(claim, peer)
                    self._peers.setdefault(key, {})[peer] = None

    def may_allow(self, key: _Key, peer: Selection) -> bool:
        """Whether one of the rules with a key is for Pods that the peer may select."""
        found = self._peers.get(key, {})
        return peer in found or any(not _exclusive(peer, other) for other in found)


def _asking(claim: Claim, peer: Selection) -> Iterator[_Key]:
    """The keys of the rules that may allow what a rule with ports allows to a peer."""
    for place in {_place(claim), _EVERYWHERE}:
        for label in {*_labels(claim), _ALL}:
            for namespace in {_namespace(claim, peer), _ALL}:
                yield claim.traits.get("direction"), place, label, namespace


def _place(claim: Claim) -> str:
    """The place of a policy's Pods; policies of the whole cluster apply to Pods everywhere."""
    subjects = selections(listed(claim.traits.get("policy_subject", ())))
    return place_of(claim) if all(subject.namespaces == OWN for subject in subjects) else _EVERYWHERE


def _labels(claim: Claim) -> list[str]:
    """The labels that the Pods of a policy need to have; `_ALL` if it applies to all Pods."""
    subjects = selections(listed(claim.traits.get("policy_subject", ())))
    needed = [_required(subject.pods) for subject in subjects]
    return [label for labels in needed for label in labels or [_ALL]] or [_ALL]


def _required(selector: str) -> list[str]:
    items = (item for item in requirements_of(selector) if item.operator == "In" and len(item.values) == 1)
    return [f"{item.key}={next(iter(item.values))}" for item in items]


def _namespace(claim: Claim, peer: Selection) -> str:
    """The namespace of a peer, `_ALL` if it may be any."""
    if peer.namespaces == OWN:
        return place_of(claim)
    names = [item for item in requirements_of(peer.namespaces) if item.key == NAME_LABEL and item.operator == "In"]
    return next((min(item.values) for item in names if len(item.values) == 1), _ALL)


def _exclusive(peer: Selection, other: Selection) -> bool:
    """Whether no Pod has the labels of both: they require different values of one label."""
    values = {item.key: item.values for item in requirements_of(peer.pods) if item.operator == "In"}
    return any(
        item.operator == "In" and item.key in values and values[item.key].isdisjoint(item.values)
        for item in requirements_of(other.pods)
    )


def _peers(claim: Claim) -> tuple[Selection, ...]:
    return selections(listed(claim.traits.get("policy_peers", ())))
