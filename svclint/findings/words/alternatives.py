"""Words for alternatives: objects of which users apply one instead of the other, as far as the repository shows it."""

from __future__ import annotations

import posixpath

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import pair_word
from svclint.lazy_tuples import NamedTuple
from svclint.model import Claim, Owner


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
    """What decides whether users apply an object instead of another one: empty where nothing does, so that most objects
    are alike.

    `elsewhere` are the other folders that contain the object. `folder` is its own, if objects of it are in other
    folders. `pods` and `service_type` are of a Service, if one of another type selects the same Pods.
    """

    folder: str = ""
    elsewhere: tuple[str, ...] = ()
    pods: str = ""
    service_type: str = ""


def _form(claim_index: ClaimIndex, index: int) -> _Form:
    claim = claim_index.claims[index]
    if not _is_by_hand(claim):
        return _Form()
    folders, shared = claim_index.memo("objects by folder", lambda: _folders_of_objects(claim_index))
    types = claim_index.memo("Services by Pods", lambda: _types_by_pods(claim_index))
    folder, pods = posixpath.dirname(claim.location.file), _pods(claim)
    several = len(types.get(pods, ())) > 1
    return _Form(
        folder if folder in shared else "",
        tuple(sorted(folders.get(claim_index.identity(claim.owner), set()) - {folder})),
        pods if several else "",
        _service_type(claim) if several else "",
    )


@pair_word("bool", depends=(_form, _form))
def other_forms(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Users may apply one instead of the other, because no deployer applies them: the folder of one contains a form of
    the other, too, or both are Services for the same Pods, with different types.
    """
    own, other = _form(claim_index, i), _form(claim_index, j)
    return (
        (other.folder != "" and other.folder in own.elsewhere)
        or (own.folder != "" and own.folder in other.elsewhere)
        or (own.pods == other.pods != "" and own.service_type != other.service_type)
    )


def _folders_of_objects(claim_index: ClaimIndex) -> tuple[dict[Owner, set[str]], set[str]]:
    """The folders of each object that is in several, and all of these folders."""
    folders: dict[Owner, set[str]] = {}
    for claim in claim_index.claims:
        if _is_by_hand(claim) and claim.owner.name and not claim.owner.unnamed:
            folders.setdefault(claim_index.identity(claim.owner), set()).add(posixpath.dirname(claim.location.file))
    several = {owner: names for owner, names in folders.items() if len(names) > 1}
    return several, {name for names in several.values() for name in names}


def _types_by_pods(claim_index: ClaimIndex) -> dict[str, set[str]]:
    types: dict[str, set[str]] = {}
    for claim in claim_index.claims:
        if _is_by_hand(claim) and (pods := _pods(claim)):
            types.setdefault(pods, set()).add(_service_type(claim))
    return types


def _pods(claim: Claim) -> str:
    """The selector of a Service, with its cluster and namespace; empty without a selector."""
    selector = str(claim.traits.get("selector", ""))
    return f"{claim.owner.cluster} {claim.owner.namespace} {selector}" if selector else ""


def _service_type(claim: Claim) -> str:
    return str(claim.traits.get("service_type", ""))
