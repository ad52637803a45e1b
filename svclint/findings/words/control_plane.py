"""The control plane: where it is reached, what belongs to it, and what stands for it on purpose."""

from __future__ import annotations

from collections.abc import Hashable

from svclint.findings.claim_index import ClaimIndex, address, listed, node_name
from svclint.findings.graph import Name, Range
from svclint.findings.graph_build import target, ways
from svclint.findings.words.registry import claim_word, cluster_word, pair_word
from svclint.model import Claim, Owner, Port, TraitValue

_STATED = frozenset({"control-plane", "kubeconfig-server", "node"})
# Pods that belong on the control plane's ports: its static pods, and what is put in front of or next to them.
_COMPONENTS = (
    "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-vip", "kube-proxy", "etcd", "keepalived",
    "haproxy", "nginx-proxy", "kubelet",
)  # fmt: skip


@cluster_word("list", rests_on=("kubeconfigServers",))
def control_plane(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The addresses of the Kubernetes API."""
    return sorted({address(one) for one in claim_index.of(cluster, "control-plane") if one.block is not None})


@cluster_word("list", rests_on=("kubeconfigServers",))
def control_plane_names(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The DNS names of the Kubernetes API."""
    return sorted({one.host for one in claim_index.of(cluster, "control-plane", "kubeconfig-server") if one.host})


@cluster_word("int", rests_on=("nodes", "nodes[].roles"))
def control_plane_nodes(claim_index: ClaimIndex, cluster: str) -> int:
    """The number of known control-plane nodes."""
    return len({node_name(one) for one in _known_nodes(claim_index, cluster)})


@cluster_word("list")
def certificate_names(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The names and addresses in the API server's certificate."""
    return sorted({address(one) for one in claim_index.of(cluster, "certificate-name")})


@cluster_word("list", rests_on=("kubeconfigServers",), compares=True)
def names_missing_from_certificate(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The kubeconfig servers that the certificate does not contain.

    Nodes' own addresses, and the endpoint that kubeadm, Talos or KubeKey is given, are always in it.
    """
    present = {address(one) for one in claim_index.of(cluster, "certificate-name", "node")}
    present |= {address(one) for one in claim_index.of(cluster, "control-plane") if not one.from_inventory}
    return sorted({address(one) for one in claim_index.of(cluster, "kubeconfig-server")} - present)


@claim_word("bool", rests_on=("kubeconfigServers", "nodes", "nodes[].roles"), compares=True)
def at_control_plane(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is an address of the control plane or of a control-plane node."""
    aim, own = target(claim_index, index), claim_index.claims[index].owner
    if aim is None or aim[0] != "block":
        return False
    owners = claim_index.memo(("api servers", aim, own.cluster), lambda: _api_servers(claim_index, aim, own.cluster))
    return len(owners) > (own in owners)


@claim_word("bool")
def only_kubeconfig(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a kubeconfig in the manifests, and nothing else, names its address as the API's."""
    claim = claim_index.claims[index]
    is_stated_here = claim.role == "kubeconfig-server" and not claim.from_inventory
    return is_stated_here and not at_control_plane(claim_index, index)


@claim_word("bool", rests_on=("kubeconfigServers",))
def redundant_kubeconfig(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is the `server` of a kubeconfig, and something else says that the API is reached at its address."""
    return claim_index.claims[index].role == "kubeconfig-server" and not only_kubeconfig(claim_index, index)


@claim_word("bool", rests_on=("kubeconfigServers",))
def publishes_control_plane(claim_index: ClaimIndex, index: int) -> bool:
    """Whether its object has the control plane's address or maps the name to it."""
    owner = claim_index.claims[index].owner

    def work() -> bool:
        known = claim_index.memo(
            ("control plane", owner.cluster),
            lambda: {one.block for one in claim_index.of(owner.cluster, "control-plane")},
        )
        return any(one.block in known for one in claim_index.claims_of(owner) if one.block is not None)

    return claim_index.memo(("publishes control plane", owner), work)


@claim_word("list", rests_on=("kubeconfigServers",))
def control_plane_ports(claim_index: ClaimIndex, index: int) -> list[str]:
    """The ports of the API at its address or name."""
    aim, own = target(claim_index, index), claim_index.claims[index].owner
    known = claim_index.memo(("api ports", aim, own.cluster), lambda: _ports_at(claim_index, aim, own.cluster))
    return sorted(str(port) for port, owners in known.items() if len(owners) > (own in owners))


@claim_word("bool")
def control_plane_component(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it belongs to the control plane itself, or to a proxy or VIP holder in front of it."""
    claim = claim_index.claims[index]
    return claim.owner.name.startswith(_COMPONENTS) or bool(claim.traits.get("holder"))


@claim_word("bool")
def serves_api(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is a Service that exposes the API servers on purpose.

    It is default/kubernetes, or its selector names the API servers.
    """
    return _serves_api(claim_index.claims[index])


@claim_word("bool")
def requested_on_purpose(claim_index: ClaimIndex, index: int) -> bool:
    """A Service that exposes the API servers, or owns the VIP, requests the same address."""
    claim = claim_index.claims[index]

    def work() -> tuple[bool, frozenset[tuple[str, str, str]]]:
        asking = [claim_index.claims[i] for i in claim_index.requests(index)]
        owners = (one.owner for one in asking)
        return any(map(_serves_api, asking)), frozenset((one.kind, one.namespace, one.name) for one in owners)

    for_api, owners = claim_index.memo(("asking", claim.owner.cluster, claim.block), work)
    wanted = _named_owner(claim)
    return for_api or (any(wanted) and wanted in owners)


def _owning(claim_index: ClaimIndex, index: int) -> Hashable:
    """The claim's object, if the inventory names it."""
    named = claim_index.memo("named owners", lambda: frozenset(map(_named_owner, claim_index.claims)))
    owner = claim_index.claims[index].owner
    mine = owner.kind, owner.namespace, owner.name
    return mine if mine in named else None


def _owned_by(claim_index: ClaimIndex, index: int) -> Hashable:
    return _named_owner(claim_index.claims[index])


@pair_word("bool", depends=(_owning, _owned_by))
def owned(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """The inventory names the claim's object as the owner of `other`."""
    wanted, owner = _named_owner(claim_index.claims[j]), claim_index.claims[i].owner
    return any(wanted) and wanted == (owner.kind, owner.namespace, owner.name)


def nodes_of_control_plane(claim_index: ClaimIndex, cluster: str) -> list[Claim]:
    """The control-plane nodes; where no node's role is known, all nodes: any of them may be one."""
    return _known_nodes(claim_index, cluster) or claim_index.of(cluster, "node")


def _known_nodes(claim_index: ClaimIndex, cluster: str) -> list[Claim]:
    nodes = claim_index.of(cluster, "node")
    return [one for one in nodes if "control-plane" in listed(one.traits.get("node_roles", ()))]


def _api_servers(claim_index: ClaimIndex, aim: Range | Name, cluster: str) -> frozenset[Owner]:
    """Whose an address is, among the control plane and its nodes."""
    nodes = claim_index.memo(
        ("control-plane nodes", cluster),
        lambda: frozenset(one.owner for one in nodes_of_control_plane(claim_index, cluster)),
    )
    stated = _stated(claim_index, aim, cluster)
    return frozenset(one.owner for one in stated if one.role == "control-plane" or one.owner in nodes)


def _ports_at(claim_index: ClaimIndex, aim: Range | Name | None, cluster: str) -> dict[Port, set[Owner]]:
    """The ports of an address or name at which API servers are reached, and who states each; empty for any other."""
    stated = _stated(claim_index, aim, cluster)
    if all(one.role == "node" for one in stated):
        return {}
    ports: dict[Port, set[Owner]] = {}
    for one in stated:
        for port in one.ports:
            ports.setdefault(port, set()).add(one.owner)
    return ports


def _stated(claim_index: ClaimIndex, aim: Range | Name | None, cluster: str) -> list[Claim]:
    """What a cluster states about an address or name of the control plane or a node."""
    claims = (claim_index.claims[at] for at in ways(claim_index).claims_about(aim))
    return [one for one in claims if one.owner.cluster == cluster and one.role in _STATED]


def _serves_api(claim: Claim) -> bool:
    if (claim.owner.namespace, claim.owner.name) == ("default", "kubernetes"):
        return True
    return "apiserver" in str(claim.traits.get("selector", ""))


def _named_owner(claim: Claim) -> tuple[TraitValue, ...]:
    """The Service that the inventory names as the owner of an address."""
    return tuple(claim.traits.get(f"owner_{key}", "") for key in ("kind", "namespace", "name"))
