"""Words for selections that match nothing: the object that was probably meant, and how its labels differ."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.near_selections import NearMiss, near_miss
from svclint.findings.words.registry import reference_word


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
