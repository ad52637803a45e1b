"""Words for selections that match nothing: the object that was probably meant, and how its labels differ."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.claims.label_selectors import matches, requirements_of
from svclint.claims.selections import selections
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.near_selections import NearMiss, near_miss
from svclint.findings.selection_index import labels_of, may_meet, place_of, selection_index
from svclint.findings.words.registry import reference_word
from svclint.model import Claim


def _of_label(claim_index: ClaimIndex, index: int) -> NearMiss | None:
    """The near miss of a selection, at the label that differs."""
    claim = claim_index.claims[index]
    found = near_miss(claim_index, claim) if claim.role == "selected-label" else None
    return found if found and selected_label(claim_index, index).partition("=")[0] == found.key else None


@reference_word("string")
def selected_label(claim_index: ClaimIndex, index: int) -> str:
    """The label by which the claim selects, as `key=value`."""
    claim = claim_index.claims[index]
    key = claim.location.pointer.rpartition("/")[2].replace("~1", "/")
    return f"{key.removeprefix('k8s:').removeprefix('any:')}={claim.text}"


@reference_word("string")
def nearly_selected(claim_index: ClaimIndex, index: int) -> str:
    """The object that the selection was probably meant to match, if it matches nothing because of the claim's label."""
    found = _of_label(claim_index, index)
    return str(found.meant.owner) if found else ""


@reference_word("string")
def stated_label(claim_index: ClaimIndex, index: int) -> str:
    """The label that the object in `reference.nearly_selected` has instead; empty if it has none."""
    found = _of_label(claim_index, index)
    return found.stated if found else ""


@reference_word("bool")
def labelled_elsewhere(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the label is one of the workload in `reference.nearly_selected` and not of its Pods, or one that this
    Service requires of its Pods and does not have itself.
    """
    found = _of_label(claim_index, index)
    return found is not None and found.elsewhere


@reference_word("string")
def selected_elsewhere(claim_index: ClaimIndex, index: int) -> str:
    """For the first label of a Service that selects no visible Pods: the workload of its name in another namespace that
    has all of its labels, if no Service there selects it. A Service selects only Pods of its own namespace.
    """
    claim = claim_index.claims[index]
    texts = listed(claim.traits.get("target_selections", ()))
    if claim.owner.kind != "Service" or not claim.owner.namespace or len(texts) != 1:
        return ""
    selection = selections(texts)[0]
    wanted = requirements_of(selection.pods)
    first = min((item.key for item in wanted), default="")
    is_first = bool(first) and selected_label(claim_index, index).startswith(f"{first}=")
    if not is_first or any(item.operator != "In" for item in wanted):
        return ""
    chosen = selection_index(claim_index, claim.owner.cluster)
    namesakes = _workloads(claim_index, claim.owner.cluster).get(claim.owner.name, ())
    own = [other for other in namesakes if other.owner.namespace == claim.owner.namespace]
    if own or not namesakes or chosen.pods(selection, place_of(claim)):
        return ""
    meant = [
        other
        for other in namesakes
        if may_meet(claim, other)
        and matches(selection.pods, labels_of(other, "pod_labels"))
        and not any(chosen.services_of(other))
    ]
    return str(meant[0].owner) if len(meant) == len(namesakes) == 1 else ""


def _workloads(claim_index: ClaimIndex, cluster: str) -> Mapping[str, list[Claim]]:
    """The workloads of a cluster, by name; a patch has no selector."""

    def work() -> dict[str, list[Claim]]:
        workloads: dict[str, list[Claim]] = {}
        for claim in claim_index.of(cluster, "pod-ports"):
            if claim.owner.namespace and not claim.status.latent:
                workloads.setdefault(claim.owner.name, []).append(claim)
        return workloads

    return claim_index.memo(("workloads by name", cluster), work)
