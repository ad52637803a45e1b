"""Words for references to other namespaces, which a ReferenceGrant of the Gateway API has to allow."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.selection_index import selection_index
from svclint.findings.words.registry import claim_word
from svclint.model import Claim

_GROUP = "gateway.networking.k8s.io"


@claim_word("bool")
def lacks_grant(claim_index: ClaimIndex, index: int) -> bool:
    """Whether no visible ReferenceGrant allows a reference to an object of another namespace that is visible there: a
    Service, or the Secret of a Certificate of cert-manager.
    """
    claim = claim_index.claims[index]
    namespace = claim.owner.namespace
    if claim.role != "granted-reference" or namespace in ("", claim.text) or not _is_visible(claim_index, claim):
        return False
    cluster = claim.owner.cluster
    grants = claim_index.memo(("grants", cluster), lambda: _grants(claim_index, cluster))
    return not any(_allows(grant, claim) for grant in grants.get(claim.text, ()))


def _is_visible(claim_index: ClaimIndex, claim: Claim) -> bool:
    cluster, name = claim.owner.cluster, str(claim.traits.get("granted_name", ""))
    if claim.traits.get("granted_kind") == "Service":
        return bool(selection_index(claim_index, cluster).services_named(name, claim.text))

    def work() -> frozenset[tuple[str, object]]:
        issued = claim_index.of(cluster, "issued-names")
        return frozenset((other.owner.namespace, other.traits.get("secret")) for other in issued)

    return (claim.text, name) in claim_index.memo(("secrets of certificates", cluster), work)


def _grants(claim_index: ClaimIndex, cluster: str) -> Mapping[str, list[Claim]]:
    """The ReferenceGrants by their namespace: that of the objects to which they allow references."""
    grants: dict[str, list[Claim]] = {}
    for claim in claim_index.of(cluster, "reference-grant"):
        grants.setdefault(claim.owner.namespace, []).append(claim)
    return grants


def _allows(grant: Claim, claim: Claim) -> bool:
    """Whether a grant allows a reference, or may allow it because it states something by a variable."""
    source = {"group": _GROUP, "kind": claim.owner.kind, "namespace": claim.owner.namespace}
    target = {"group": "", "kind": claim.traits.get("granted_kind"), "name": claim.traits.get("granted_name")}
    return _one_matches(grant, "granted_from", source) and _one_matches(grant, "granted_to", target)


def _one_matches(grant: Claim, trait: str, wanted: Mapping[str, object]) -> bool:
    items = (dict(part.partition("=")[::2] for part in text.split(",")) for text in listed(grant.traits.get(trait, ())))
    return any(
        all("$" in text or "{" in text or text == wanted.get(key, text) for key, text in item.items()) for item in items
    )
