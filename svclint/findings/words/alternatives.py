"""Words for alternatives: objects of which users apply one instead of the other, as far as the repository shows it."""

from __future__ import annotations

import posixpath

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import pair_word
from svclint.lazy_tuples import NamedTuple
from svclint.model import Block, Claim, Owner, Port


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


class _Value(NamedTuple):
    """A value of an object, in whichever folders the object has it."""

    identity: Owner
    role: str
    block: Block | None
    ports: tuple[Port, ...]


class _Form(NamedTuple):
    """What decides whether users apply an object instead of another one: empty where nothing does, so that most objects
    are alike.

    `value` is that of an object that is in several folders, or in a folder with such an object. `pods` and
    `service_type` are of a Service, if one of another type selects the same Pods as one of its forms.
    """

    value: _Value | None = None
    pods: tuple[str, ...] = ()
    service_type: str = ""


class _Folders(NamedTuple):
    """The folders of each object, those in which it has a value, and all in which there is an object of several."""

    of_objects: dict[Owner, set[str]]
    of_values: dict[_Value, set[str]]
    shared: set[str]


def _form(claim_index: ClaimIndex, index: int) -> _Form:
    claim = claim_index.claims[index]
    if not _is_by_hand(claim):
        return _Form()
    exposed = claim_index.memo("Pods of Services of several types", lambda: _exposed_pods(claim_index))
    value, folders = _value(claim_index, claim), _folders(claim_index)
    pods = exposed.get(value.identity, ())
    return _Form(
        None if folders.shared.isdisjoint(folders.of_values.get(value, ())) else value,
        pods,
        _service_type(claim) if pods else "",
    )


@pair_word("bool", depends=(_form, _form))
def other_forms(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Users may apply one instead of the other, because no deployer applies them: the folder of one contains the other
    with another value, or both are Services for the same Pods, with different types.
    """
    own, other = _form(claim_index, i), _form(claim_index, j)
    if own.service_type != other.service_type and not set(own.pods).isdisjoint(other.pods):
        return True
    if own.value is None or other.value is None:
        return False
    folders = _folders(claim_index)
    here, there = folders.of_values[own.value], folders.of_values[other.value]
    return here.isdisjoint(there) and (
        here <= folders.of_objects[other.value.identity] or there <= folders.of_objects[own.value.identity]
    )


def _folders(claim_index: ClaimIndex) -> _Folders:
    return claim_index.memo("folders of objects", lambda: _find_folders(claim_index))


def _find_folders(claim_index: ClaimIndex) -> _Folders:
    of_objects: dict[Owner, set[str]] = {}
    of_values: dict[_Value, set[str]] = {}
    for claim in claim_index.claims:
        if _is_by_hand(claim) and claim.owner.name and not claim.owner.unnamed:
            folder, value = posixpath.dirname(claim.location.file), _value(claim_index, claim)
            of_objects.setdefault(value.identity, set()).add(folder)
            of_values.setdefault(value, set()).add(folder)
    shared = {folder for folders in of_objects.values() if len(folders) > 1 for folder in folders}
    return _Folders(of_objects, of_values, shared)


def _value(claim_index: ClaimIndex, claim: Claim) -> _Value:
    return _Value(claim_index.identity(claim.owner), claim.role, claim.block, claim.ports)


def _exposed_pods(claim_index: ClaimIndex) -> dict[Owner, tuple[str, ...]]:
    """Service → the Pods that it selects in one of its forms, if a Service of another type selects them, too."""
    types: dict[str, set[str]] = {}
    pods_of: dict[Owner, set[str]] = {}
    for claim in claim_index.claims:
        if _is_by_hand(claim) and (pods := _pods(claim)):
            types.setdefault(pods, set()).add(_service_type(claim))
            pods_of.setdefault(claim_index.identity(claim.owner), set()).add(pods)
    several = {pods for pods, names in types.items() if len(names) > 1}
    return {owner: tuple(sorted(own & several)) for owner, own in pods_of.items() if not own.isdisjoint(several)}


def _pods(claim: Claim) -> str:
    """The selector of a Service, with its cluster and namespace; empty without a selector."""
    selector = str(claim.traits.get("selector", ""))
    return f"{claim.owner.cluster} {claim.owner.namespace} {selector}" if selector else ""


def _service_type(claim: Claim) -> str:
    return str(claim.traits.get("service_type", ""))
