"""Words for namespaces that labels select: those that lack the label, and names that no namespace has."""

from __future__ import annotations

from svclint.claims.label_selectors import NAME_LABEL, UNKNOWN
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.selection_index import labels_of
from svclint.findings.typos import Names
from svclint.findings.words.registry import claim_word
from svclint.model import Claim

# The namespaces that the API server creates, without labels of its own besides their names.
# https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/controlplane/controller/systemnamespaces/system_namespaces_controller.go
_OF_THE_API_SERVER = frozenset({"default", "kube-system", "kube-public", "kube-node-lease"})
# The keys that Kubernetes, Calico and Cilium give to the name of a namespace.
_NAME_KEYS = frozenset({NAME_LABEL, "projectcalico.org/name", "io.kubernetes.pod.namespace"})
_CILIUM = "io.cilium.k8s.namespace.labels."


@claim_word("string")
def label_of(claim_index: ClaimIndex, index: int) -> str:
    """The label by which the claim selects namespaces, as `key=value`."""
    claim = claim_index.claims[index]
    return f"{_key(claim)}={claim.text}"


@claim_word("string")
def namespace_without_label(claim_index: ClaimIndex, index: int) -> str:
    """The namespace whose name is the value of a label, if it lacks this label and no visible namespace has it.

    For a namespace that the API server or a deployer creates, only a key that means the name counts, such as `name`. Of
    several values of a selector it is true for the first, if no namespace has one of them.
    """
    claim = claim_index.claims[index]
    key = _key(claim)
    if claim.role != "namespace-label" or key in _NAME_KEYS or "=" in claim.text or "$" in key:
        return ""
    labels = claim_index.memo(("namespaces", claim.owner.cluster), lambda: _Namespaces(claim_index, claim))
    values = listed(claim.traits.get("alternatives", ())) or (claim.text,)
    lacking = claim_index.memo(("lacking", claim.owner.cluster, key, values), lambda: labels.lacking(key, values))
    return lacking if lacking == claim.text else ""


@claim_word("string")
def namespace_meant(claim_index: ClaimIndex, index: int) -> str:
    """The namespace of the repository whose name was probably meant, if none has the name of the claim; else empty."""
    claim = claim_index.claims[index]
    if claim.role != "namespace-label" or _key(claim) not in _NAME_KEYS:
        return ""
    namespaces = claim_index.memo(("namespaces", claim.owner.cluster), lambda: _Namespaces(claim_index, claim))
    if claim.text in namespaces.used or claim.text in _OF_THE_API_SERVER:
        return ""
    meant = namespaces.near(claim.text)
    return meant[0] if len(meant) == 1 else ""


class _Namespaces:
    """The namespaces of a cluster that the repository states, their labels, and the namespaces in which objects are."""

    def __init__(self, claim_index: ClaimIndex, asking: Claim) -> None:
        cluster = asking.owner.cluster
        stated = claim_index.of(cluster, "namespace")
        self.names = frozenset(claim.owner.name for claim in stated if not claim.status.latent)
        created = claim_index.of(cluster, "created-namespace")
        self._created = {claim.text for claim in created if not claim.status.latent}
        self._similar = Names(self.names)
        used = claim_index.memo("used namespaces", lambda: _used(claim_index))
        self.used = used.get(cluster, set()) | {claim.owner.name for claim in stated}
        self._labels = {item for claim in stated for item in labels_of(claim, "labels").items()}
        added = (text for claim in claim_index.of(cluster, "added-label") for text in claim.text.split(","))
        self._labels.update((key, text) for key, _, text in (label.partition("=") for label in added))
        self._unknown = frozenset(key for key, text in self._labels if UNKNOWN in text or "$" in text or "{" in text)

    def near(self, name: str) -> list[str]:
        """The namespaces of which a name is a typo."""
        return self._similar.near(name)

    def lacking(self, key: str, values: tuple[str, ...]) -> str:
        """The first of the values of a label that is the name of a namespace; empty if one may have the label."""
        if any(self.may_have(key, name) for name in values):
            return ""
        means_name = key.rpartition("/")[2] in ("name", "namespace", "ns")
        unlabelled = self._created | _OF_THE_API_SERVER if means_name else frozenset[str]()
        return next((name for name in values if name in self.names or name in unlabelled), "")

    def may_have(self, key: str, text: str) -> bool:
        """Whether a namespace has a label, or may have it because a variable states its value."""
        return (key, text) in self._labels or key in self._unknown


def _used(claim_index: ClaimIndex) -> dict[str, set[str]]:
    """The namespaces of the objects of each cluster."""
    namespaces: dict[str, set[str]] = {}
    for claim in claim_index.claims:
        namespaces.setdefault(claim.owner.cluster, set()).add(claim.owner.namespace)
    return namespaces


def _key(claim: Claim) -> str:
    """The key of the label, as the namespace has it: the one that the claim states, or that of its mapping."""
    pointer = claim.location.pointer
    key = str(claim.traits.get("label_key", "")) or pointer.rpartition("/")[2].replace("~1", "/")
    return key.removeprefix("k8s:").removeprefix(_CILIUM)
