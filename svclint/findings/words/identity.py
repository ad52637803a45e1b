"""Words for the owner of a claim and the location that states it."""

from __future__ import annotations

from collections.abc import Hashable

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.registry import claim_word, pair_word

# The group of the documents that svclint makes of the hosts of an Ansible inventory.
_ANSIBLE = "ansible.com"


@claim_word("string", holds_roles=True)
def role(claim_index: ClaimIndex, index: int) -> str:
    """The role of the claim: see the roles page."""
    return claim_index.claims[index].role


@claim_word("string")
def group(claim_index: ClaimIndex, index: int) -> str:
    """The API group of its object; `inventory` for an inventory entry."""
    return claim_index.claims[index].owner.group


@claim_word("string")
def kind(claim_index: ClaimIndex, index: int) -> str:
    """The kind of its object, or the key of the inventory's list."""
    return claim_index.claims[index].owner.kind


@claim_word("string")
def namespace(claim_index: ClaimIndex, index: int) -> str:
    """The namespace of its object; empty if none is written."""
    return claim_index.claims[index].owner.namespace


@claim_word("string")
def name(claim_index: ClaimIndex, index: int) -> str:
    """The name of its object."""
    return claim_index.claims[index].owner.name


@claim_word("string")
def distinct_name(claim_index: ClaimIndex, index: int) -> str:
    """Its namespace and name; only the name if another object of the cluster with this name has no namespace.

    Such objects may be one: a file can leave the namespace to a deployer.
    """
    owner = claim_index.claims[index].owner
    incomplete = claim_index.memo(("names without namespace",), lambda: _without_namespace(claim_index))
    return owner.name if (owner.cluster, owner.name) in incomplete else f"{owner.namespace}/{owner.name}"


def _without_namespace(claim_index: ClaimIndex) -> frozenset[tuple[str, str]]:
    """Clusters and names of objects that state no namespace."""
    owners = (claim.owner for claim in claim_index.claims)
    return frozenset((owner.cluster, owner.name) for owner in owners if not owner.namespace)


@claim_word("string")
def owner(claim_index: ClaimIndex, index: int) -> str:
    """Kind, namespace and name of its object, for messages."""
    return str(claim_index.claims[index].owner)


@claim_word("string")
def cluster(claim_index: ClaimIndex, index: int) -> str:
    """The name of its cluster."""
    return claim_index.claims[index].owner.cluster


@claim_word("string")
def known_with(claim_index: ClaimIndex, index: int) -> str:
    """What certainly is in one cluster with the claim: everything if an inventory describes the cluster, which is the
    empty text; otherwise only its own object, because files may describe machines of different clusters. The hosts of
    one Ansible inventory are in one cluster.
    """
    claim = claim_index.claims[index]
    if claim_index.clusters[claim.owner.cluster].in_inventory:
        return ""
    return claim.location.file if claim.owner.group == _ANSIBLE else str(claim.owner)


@claim_word("string")
def title(claim_index: ClaimIndex, index: int) -> str:
    """A description for messages, such as `externalIPs of Service a/b`."""
    return claim_index.claims[index].title


@claim_word("string")
def pointer(claim_index: ClaimIndex, index: int) -> str:
    """The JSON pointer of the field."""
    return claim_index.claims[index].location.pointer


@claim_word("string")
def file(claim_index: ClaimIndex, index: int) -> str:
    """The file that contains it."""
    return claim_index.claims[index].location.file


@claim_word("string")
def text(claim_index: ClaimIndex, index: int) -> str:
    """The value as written."""
    return claim_index.claims[index].text


@claim_word("int")
def number(claim_index: ClaimIndex, index: int) -> int:
    """The value as a number, at most 10^9; 0 if it is none."""
    own = claim_index.claims[index].text.strip()
    return min(int(own), 10**9) if own.isdecimal() and len(own) < 20 else 0


@claim_word("bool")
def from_inventory(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it comes from the inventory instead of a manifest."""
    return claim_index.claims[index].from_inventory


@claim_word("list", holds_roles=True)
def siblings(claim_index: ClaimIndex, index: int) -> list[str]:
    """The roles of the other claims of the same object."""
    claim = claim_index.claims[index]
    counts = claim_index.roles_of(claim.owner)
    return sorted(role for role, count in counts.items() if role != claim.role or count > 1)


def nothing(claim_index: ClaimIndex, index: int) -> Hashable:  # noqa: ARG001 - a reader
    """The reader of a word that depends only on the cluster or on the pair itself."""
    return None


def _file_of_several(claim_index: ClaimIndex, index: int) -> Hashable:
    """The file, if it has claims of several clusters. Other files have no claims of another cluster."""
    stated_in = claim_index.claims[index].location.file
    return stated_in if stated_in in claim_index.shared_files else ""


@pair_word("bool", depends=(nothing, nothing))  # `Verdicts` sets the value for each pair
def same_owner(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Both belong to the same object."""
    return claim_index.claims[i].owner == claim_index.claims[j].owner


@pair_word("bool", depends=(nothing, nothing))  # the cluster is a part of every class
def same_cluster(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Both belong to the same cluster."""
    return claim_index.claims[i].owner.cluster == claim_index.claims[j].owner.cluster


@pair_word("bool", depends=(file, file))
def same_file(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Both are in the same file."""
    return claim_index.claims[i].location.file == claim_index.claims[j].location.file


@pair_word("bool", depends=(_file_of_several, _file_of_several))
def apart(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """They belong to different clusters and are in different files."""
    return not (same_cluster(claim_index, i, j) or same_file(claim_index, i, j))
