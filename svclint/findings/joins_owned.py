"""A claim that may stand for the control plane on purpose → whether it does, and who asks for its address."""

from __future__ import annotations

from collections.abc import Hashable

from svclint.findings.claim_index import ClaimIndex
from svclint.model import Claim, TraitValue


def serves_api(claim: Claim) -> bool:
    """default/kubernetes, or a Service whose selector names the API servers."""
    if (claim.owner.namespace, claim.owner.name) == ("default", "kubernetes"):
        return True
    return "apiserver" in str(claim.traits.get("selector", ""))


def owned(claim: Claim, other: Claim) -> bool:
    """Whether the inventory names the claim's object as the owner of the other claim's address."""
    wanted, owner = _wanted_owner(other), claim.owner
    return any(wanted) and wanted == (owner.kind, owner.namespace, owner.name)


def owning(claim_index: ClaimIndex, index: int) -> Hashable:
    """All that `owned` reads of a claim: its object, if the inventory names it."""
    named = claim_index.once("named owners", lambda: frozenset(_wanted_owner(one) for one in claim_index.claims))
    owner = claim_index.claims[index].owner
    mine = owner.kind, owner.namespace, owner.name
    return mine if mine in named else None


def owned_by(claim_index: ClaimIndex, index: int) -> Hashable:
    """All that `owned` reads of the other claim."""
    return _wanted_owner(claim_index.claims[index])


def _wanted_owner(claim: Claim) -> tuple[TraitValue, ...]:
    """The Service that the inventory names as the owner of an address."""
    return tuple(claim.traits.get(f"owner_{key}", "") for key in ("kind", "namespace", "name"))


def published(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a Service that stands for the API servers, or owns the address, asks its controller for it."""
    claim = claim_index.claims[index]

    def work() -> tuple[bool, frozenset[tuple[str, str, str]]]:
        asking = [claim_index.claims[i] for i in claim_index.requests(index)]
        owners = (one.owner for one in asking)
        return any(map(serves_api, asking)), frozenset((one.kind, one.namespace, one.name) for one in owners)

    for_api, owners = claim_index.once(("asking", claim.owner.cluster, claim.block), work)
    wanted = _wanted_owner(claim)
    return for_api or (any(wanted) and wanted in owners)
