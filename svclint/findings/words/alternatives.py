"""Words for alternatives: objects of which users apply one instead of the other, as far as the repository shows it."""

from __future__ import annotations

import posixpath

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import pair_word
from svclint.lazy_tuples import NamedTuple
from svclint.model import Claim


def _is_by_hand(claim: Claim) -> bool:
    """Whether the claim is of an object that no deployer applies."""
    return claim.status.by_hand and not claim.from_inventory


def _controller_by_hand(claim_index: ClaimIndex, index: int) -> str:
    """The controller of an object that no deployer applies; empty for other claims."""
    claim = claim_index.claims[index]
    return str(claim.traits.get("controller", "")) if _is_by_hand(claim) else ""


def _folders_by_hand(claim_index: ClaimIndex) -> dict[tuple[str, str], set[str]]:
    """Cluster and controller → folders with an object of it that no deployer applies."""
    folders: dict[tuple[str, str], set[str]] = {}
    for index, claim in enumerate(claim_index.claims):
        if controller := _controller_by_hand(claim_index, index):
            key = claim.owner.cluster, controller
            folders.setdefault(key, set()).add(posixpath.dirname(claim.location.file))
    return folders


@pair_word("bool", depends=(_controller_by_hand, _controller_by_hand))
def alternatives(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Users may apply one instead of the other: no deployer applies them, they belong to different controllers of one
    cluster, and no folder has objects of both controllers for it.
    """
    own, other = _controller_by_hand(claim_index, i), _controller_by_hand(claim_index, j)
    cluster = claim_index.claims[i].owner.cluster
    if not own or not other or own == other or claim_index.claims[j].owner.cluster != cluster:
        return False
    folders = claim_index.memo("folders by hand", lambda: _folders_by_hand(claim_index))
    return folders[cluster, own].isdisjoint(folders[cluster, other])


class _Form(NamedTuple):
    """A Service in one of its forms: the Pods that a Service of another type selects too, and its own type.

    Empty for other objects, and for Services whose Pods no Service of another type selects, so that most are alike.
    """

    pods: str = ""
    service_type: str = ""


def _form(claim_index: ClaimIndex, index: int) -> _Form:
    claim = claim_index.claims[index]
    pods = _pods(claim) if _is_by_hand(claim) else ""
    exposed = claim_index.memo("Pods of Services of several types", lambda: _exposed_pods(claim_index)) if pods else ()
    return _Form(pods, _service_type(claim)) if pods in exposed else _Form()


@pair_word("bool", depends=(_form, _form))
def other_forms(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Users may apply one instead of the other, because no deployer applies them: both are Services for the same Pods,
    with different types.
    """
    own, other = _form(claim_index, i), _form(claim_index, j)
    return bool(own.pods) and own.pods == other.pods and own.service_type != other.service_type


def _exposed_pods(claim_index: ClaimIndex) -> frozenset[str]:
    """The Pods that Services of several types select."""
    types: dict[str, set[str]] = {}
    for claim in claim_index.claims:
        if _is_by_hand(claim) and (pods := _pods(claim)):
            types.setdefault(pods, set()).add(_service_type(claim))
    return frozenset(pods for pods, names in types.items() if len(names) > 1)


def _pods(claim: Claim) -> str:
    """The selector of a Service, with its cluster and namespace; empty without a selector."""
    selector = str(claim.traits.get("selector", ""))
    return f"{claim.owner.cluster} {claim.owner.namespace} {selector}" if selector else ""


def _service_type(claim: Claim) -> str:
    return str(claim.traits.get("service_type", ""))
