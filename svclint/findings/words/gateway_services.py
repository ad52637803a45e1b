"""Words for the Services that controllers create for Gateways: what these controllers read of a Gateway."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.selectors import Selectors
from svclint.findings.words.registry import claim_word

# The name that Cilium gives its own class:
# https://docs.cilium.io/en/v1.18/network/servicemesh/gateway-api/gateway-api/#installation
_KNOWN_CLASSES = {"cilium": "io.cilium/gateway-controller"}


@claim_word("string")
def gateway_controller(claim_index: ClaimIndex, index: int) -> str:
    """The `controllerName` of the class of its Gateway; empty if it is unknown."""
    claim = claim_index.claims[index]
    cluster, name = claim.owner.cluster, str(claim.traits.get("gateway_class", ""))

    def work() -> dict[str, str]:
        classes = claim_index.of(cluster, "gateway-class")
        return _KNOWN_CLASSES | {str(each.traits.get("gateway_class", "")): each.text for each in classes}

    return claim_index.memo(("gateway classes", cluster), work).get(name, "")


@claim_word("bool")
def selected_only_here(claim_index: ClaimIndex, index: int) -> bool:
    """Whether Cilium's pools or announcements select Services with the labels of its Gateway, and not those with the
    labels that the Gateway hands on.
    """
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster

    def work() -> Selectors:
        pools = claim_index.of(cluster, "pool", "announcement")
        texts = [
            selector
            for pool in pools
            if pool.traits.get("controller") == "cilium"
            for trait in ("pool_selectors", "announced_services")
            for selector in listed(pool.traits.get(trait, ()))
            if selector
        ]
        return Selectors(texts, ())

    selectors = claim_index.memo(("selectors of Cilium for Services", cluster), work)
    own, handed_on = (
        dict(text.partition("=")[::2] for text in listed(claim.traits.get(trait, ())))
        for trait in ("labels", "infrastructure_labels")
    )
    return selectors.may_select(own) and not selectors.may_select(handed_on)
