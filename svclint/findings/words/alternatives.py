"""Word for alternatives: objects of which users apply one instead of the other, as far as the repository shows it."""

from __future__ import annotations

import posixpath

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import pair_word
from svclint.lazy_tuples import NamedTuple
from svclint.model import Claim, Owner


class _ByHand(NamedTuple):
    """What decides whether users apply an object instead of another one: as little as possible, so that many objects
    are alike.

    `folder` is empty if it has no part in a decision; `elsewhere` are the other folders that contain the object. `pods`
    is empty if no Service of another type selects the same Pods.
    """

    controller: str
    folder: str
    elsewhere: tuple[str, ...]
    pods: str
    service_type: str


def _by_hand(claim_index: ClaimIndex, index: int) -> _ByHand | None:
    """None for an object that a deployer applies, and for the inventory."""
    claim = claim_index.claims[index]
    if not _is_by_hand(claim):
        return None
    folders, copied = claim_index.memo("folders of what is applied by hand", lambda: _folders(claim_index))
    types = claim_index.memo("types of Services by Pods", lambda: _service_types(claim_index))
    folder, controller = posixpath.dirname(claim.location.file), str(claim.traits.get("controller", ""))
    elsewhere = folders.get(claim_index.identity(claim.owner), set()) - {folder}
    pods = _pods(claim)
    several = len(types.get(pods, ())) > 1
    return _ByHand(
        controller,
        folder if controller or folder in copied else "",
        tuple(sorted(elsewhere)),
        pods if several else "",
        str(claim.traits.get("service_type", "")) if several else "",
    )


@pair_word("bool", depends=(_by_hand, _by_hand))
def alternatives(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Users may apply one instead of the other. No deployer applies them, and one of these is true: they belong to
    different controllers and are in different folders; the folder of one contains its own form of the other; they are
    Services of different types for the same Pods.
    """
    own, other = _by_hand(claim_index, i), _by_hand(claim_index, j)
    if own is None or other is None:
        return False
    return (
        (own.folder != other.folder and "" != own.controller != other.controller != "")
        or other.folder in own.elsewhere
        or own.folder in other.elsewhere
        or (own.pods == other.pods != "" and own.service_type != other.service_type)
    )


def _is_by_hand(claim: Claim) -> bool:
    return claim.status.by_hand and not claim.from_inventory


def _folders(claim_index: ClaimIndex) -> tuple[dict[Owner, set[str]], set[str]]:
    """The folders that contain each object in several folders, and all of these folders."""
    folders: dict[Owner, set[str]] = {}
    for claim in claim_index.claims:
        if _is_by_hand(claim) and claim.owner.name and not claim.owner.unnamed:
            folders.setdefault(claim_index.identity(claim.owner), set()).add(posixpath.dirname(claim.location.file))
    several = {owner: names for owner, names in folders.items() if len(names) > 1}
    return several, {name for names in several.values() for name in names}


def _service_types(claim_index: ClaimIndex) -> dict[str, set[str]]:
    types: dict[str, set[str]] = {}
    for claim in claim_index.claims:
        if _is_by_hand(claim) and (pods := _pods(claim)):
            types.setdefault(pods, set()).add(str(claim.traits.get("service_type", "")))
    return types


def _pods(claim: Claim) -> str:
    """The selector of a Service with its namespace; empty without a selector."""
    selector = str(claim.traits.get("selector", ""))
    return f"{claim.owner.cluster} {claim.owner.namespace} {selector}" if selector else ""
