"""Words for meshes of clusters: which clusters Cilium connects, and what they must not share."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.name_lists import few
from svclint.findings.words.registry import claim_word
from svclint.model import Claim


@claim_word("string")
def mesh(claim_index: ClaimIndex, index: int) -> str:
    """The mesh of its cluster, by the name of one of the mesh's clusters; empty if the cluster is in none.

    Clusters are connected if one of them names the other. Two clusters are also connected if they are the only ones
    with a mesh, and neither names another: `cilium clustermesh connect` leaves no trace in files.
    """
    return _meshes(claim_index).get(claim_index.claims[index].owner.cluster, "")


@claim_word("list")
def mesh_twins(claim_index: ClaimIndex, index: int) -> list[str]:
    """For the number of a cluster in a mesh: the other clusters of the mesh with the same number or name."""
    claim = claim_index.claims[index]
    own_mesh, cluster = mesh(claim_index, index), claim.owner.cluster

    def work() -> Mapping[tuple[str, str, str], list[str]]:
        alike: dict[tuple[str, str, str], list[str]] = defaultdict(list)
        for member, of_mesh in _meshes(claim_index).items():
            for number in _members(claim_index, member):
                alike[of_mesh, "id", number.text].append(member)
                alike[of_mesh, "name", str(number.traits.get("cluster_name", ""))].append(member)
        return alike

    alike = claim_index.memo("members of meshes", work)
    keys = ((own_mesh, "id", claim.text), (own_mesh, "name", str(claim.traits.get("cluster_name", ""))))
    return few(sorted({twin for key in keys if key[2] for twin in alike.get(key, ())} - {cluster})) if own_mesh else []


@claim_word("string", rests_on=("podCIDRs",))
def mesh_overlap(claim_index: ClaimIndex, index: int) -> str:
    """For a pod network: one of another cluster of its mesh that overlaps it, with its cluster; else empty."""
    overlaps = claim_index.memo("overlaps in meshes", lambda: _overlaps(claim_index))
    return overlaps.get(index, "")


def _overlaps(claim_index: ClaimIndex) -> Mapping[int, str]:
    """The indexes of pod networks → what overlaps each. The network that ends last represents those of its cluster."""
    claims, meshes = claim_index.claims, _meshes(claim_index)
    networks = sorted(
        (meshes[claim.owner.cluster], claim.block.family, claim.block.first, -claim.block.last, index)
        for index, claim in enumerate(claims)
        if claim.role == "pod-network" and claim.block and claim.owner.cluster in meshes
        if not claim.traits.get("pool_disabled") and not claim.status.latent
    )
    overlaps: dict[int, str] = {}
    space: object = None
    furthest: dict[str, int] = {}
    for own_mesh, family, first, _, index in networks:
        if (own_mesh, family) != space:
            space, furthest = (own_mesh, family), {}
        cluster = claims[index].owner.cluster
        for other_cluster, other in furthest.items():
            if other_cluster != cluster and _last(claims[other]) >= first:
                overlaps.setdefault(index, _title(claims[other]))
                overlaps.setdefault(other, _title(claims[index]))
        if cluster not in furthest or _last(claims[furthest[cluster]]) < _last(claims[index]):
            furthest[cluster] = index
        # Two clusters suffice: a network overlaps the one of them that is not its own, if any.
        furthest = dict(sorted(furthest.items(), key=lambda item: -_last(claims[item[1]]))[:2])
    return overlaps


def _last(claim: Claim) -> int:
    return claim.block.last if claim.block else -1


def _title(claim: Claim) -> str:
    return f"{claim.title} of cluster {claim.owner.cluster} ({address(claim)})"


def _meshes(claim_index: ClaimIndex) -> Mapping[str, str]:
    """Each cluster that is in a mesh with another → the name of the mesh."""

    def work() -> Mapping[str, str]:
        names: dict[str, list[str]] = defaultdict(list)
        connects: dict[str, set[str]] = {}
        for cluster in sorted(claim_index.clusters):
            members = _members(claim_index, cluster)
            if members:
                connects[cluster] = {
                    name for member in members for name in listed(member.traits.get("connects_to", ()))
                }
                for name in {str(member.traits.get("cluster_name", "")) for member in members}:
                    names[name].append(cluster)
        if len(connects) == 2 and not any(connects.values()):
            first, second = (_members(claim_index, cluster)[0].status for cluster in connects)
            return dict.fromkeys(connects, min(connects)) if first.may_coexist(second) else {}
        return _components({cluster: _named(names, named, cluster) for cluster, named in connects.items()})

    return claim_index.memo("meshes", work)


def _named(clusters: Mapping[str, list[str]], names: set[str], own: str) -> list[str]:
    """The clusters with one of the names, if each name is that of one cluster."""
    return [cluster for name in names for cluster in clusters.get(name, ())[:1] if cluster != own]


def _components(neighbours: Mapping[str, list[str]]) -> Mapping[str, str]:
    """Each node of a graph with at least one neighbour → the first node of its component."""
    both: dict[str, set[str]] = defaultdict(set)
    for cluster, others in neighbours.items():
        for other in others:
            both[cluster].add(other)
            both[other].add(cluster)
    component: dict[str, str] = {}
    for start in sorted(both):
        stack = [start]
        while stack:
            cluster = stack.pop()
            if cluster not in component:
                component[cluster] = start
                stack.extend(both[cluster])
    return component


def _members(claim_index: ClaimIndex, cluster: str) -> list[Claim]:
    return [claim for claim in claim_index.of(cluster, "mesh-member") if not claim.status.latent]
