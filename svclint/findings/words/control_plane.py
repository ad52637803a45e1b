"""Words about the control plane: its addresses, names and ports, its components, and Services that expose it."""

from __future__ import annotations

from collections.abc import Hashable

from svclint.findings.claim_index import ClaimIndex, address, listed, node_name
from svclint.findings.graph import Name, Range
from svclint.findings.graph_build import target, ways
from svclint.findings.words.registry import claim_word, cluster_word, pair_word
from svclint.model import Claim, Owner, Port, TraitValue

_STATED = frozenset({"control-plane", "kubeconfig-server", "node"})
# Prefixes of the names of Pods that may use the control plane's ports: its static Pods, proxies and VIP holders.
_COMPONENTS = (
    "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-vip", "kube-proxy", "etcd", "keepalived",
    "haproxy", "nginx-proxy", "kubelet",
)  # fmt: skip
# The prefix of the labels by which Kubernetes marks the roles of nodes.
_NODE_ROLE = "node-role.kubernetes.io/"


@cluster_word("list", rests_on=("kubeconfigServers",))
def control_plane(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The addresses of the Kubernetes API."""
    return sorted({address(claim) for claim in claim_index.of(cluster, "control-plane") if claim.block is not None})


@cluster_word("bool", rests_on=("kubeconfigServers",))
def control_plane_stated(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether something states an address or name of the API, which otherwise may be more than its nodes' addresses."""
    claims = claim_index.of(cluster, "control-plane", "kubeconfig-server")
    return any(not claim.traits.get("implied_by_node") for claim in claims)


@cluster_word("list", rests_on=("kubeconfigServers",))
def control_plane_names(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The DNS names of the Kubernetes API."""
    claims = claim_index.of(cluster, "control-plane", "kubeconfig-server")
    return sorted({claim.host for claim in claims if claim.host})


@cluster_word("int", rests_on=("nodes", "nodes[].roles"))
def control_plane_nodes(claim_index: ClaimIndex, cluster: str) -> int:
    """The number of known control-plane nodes."""
    return len({node_name(claim) for claim in _known_nodes(claim_index, cluster)})


@claim_word("bool", rests_on=("kubeconfigServers", "nodes", "nodes[].roles"), compares=True)
def at_control_plane(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is an address of the control plane or of a control-plane node.

    What the claim's own object states about the control plane or its nodes counts only for claims of other roles.
    """
    claim, aim = claim_index.claims[index], target(claim_index, index)
    if aim is None or aim[0] != "block":
        return False
    cluster = claim.owner.cluster
    owners = claim_index.memo(("api servers", aim, cluster), lambda: _api_servers(claim_index, aim, cluster))
    return len(owners) > (claim.role in _STATED and claim.owner in owners)


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
    """Whether its object has the control plane's address, or that of a control-plane node, or leads to the API servers.

    An object maps the name to the address, or is a route to the Service default/kubernetes only.
    """
    owner = claim_index.claims[index].owner

    def work() -> bool:
        blocks = claim_index.memo(
            ("control plane", owner.cluster),
            lambda: {
                claim.block
                for claim in claim_index.of(owner.cluster, "control-plane", "node")
                if claim.role == "control-plane" or "control-plane" in listed(claim.traits.get("node_roles", ()))
            },
        )
        own = claim_index.claims_of(owner)
        backends = {claim.text for claim in own if claim.role == "route-backend"}
        leads_to_api = owner.namespace == "default" and backends == {"kubernetes"}
        return leads_to_api or any(claim.block in blocks for claim in own if claim.block is not None)

    return claim_index.memo(("publishes control plane", owner), work)


@claim_word("list", rests_on=("kubeconfigServers",))
def control_plane_ports(claim_index: ClaimIndex, index: int) -> list[str]:
    """The ports of the API at its address or name."""
    aim, own = target(claim_index, index), claim_index.claims[index].owner
    ports = claim_index.memo(("api ports", aim, own.cluster), lambda: _ports_at(claim_index, aim, own.cluster))
    return sorted(str(port) for port, owners in ports.items() if len(owners) > (own in owners))


@claim_word("bool")
def control_plane_component(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it belongs to the control plane itself, or to a proxy or VIP holder in front of it."""
    claim = claim_index.claims[index]
    return claim.owner.name.startswith(_COMPONENTS) or bool(claim.traits.get("holder"))


@claim_word("bool", rests_on=("nodes[].roles",))
def off_control_plane(claim_index: ClaimIndex, index: int) -> bool:
    """Whether its Pods are kept off the control-plane nodes, or may be, because they have a node affinity.

    A selector of a node role keeps them off, unless a known control-plane node has this role too.
    """
    claim = claim_index.claims[index]
    if claim.traits.get("node_affinity"):
        return True
    labels = str(claim.traits.get("node_selector", "")).split(",")
    roles = {label[len(_NODE_ROLE) :].partition("=")[0] for label in labels if label.startswith(_NODE_ROLE)}
    if not roles - {"control-plane", "master"}:
        return False
    cluster = claim.owner.cluster
    roles_of_nodes = claim_index.memo(
        ("roles of control-plane nodes", cluster),
        lambda: {frozenset(listed(node.traits.get("node_roles", ()))) for node in _known_nodes(claim_index, cluster)},
    )
    return not any(roles <= of_node for of_node in roles_of_nodes)


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
        requests = [claim_index.claims[i] for i in claim_index.requests(index)]
        owners = (request.owner for request in requests)
        return any(map(_serves_api, requests)), frozenset((owner.kind, owner.namespace, owner.name) for owner in owners)

    for_api, owners = claim_index.memo(("asking", claim.owner.cluster, claim.block), work)
    named_owner = _named_owner(claim)
    return for_api or (any(named_owner) and named_owner in owners)


def _owning(claim_index: ClaimIndex, index: int) -> Hashable:
    """The claim's object, if the inventory names it."""
    named = claim_index.memo("named owners", lambda: frozenset(map(_named_owner, claim_index.claims)))
    owner = claim_index.claims[index].owner
    key = owner.kind, owner.namespace, owner.name
    return key if key in named else None


def _owned_by(claim_index: ClaimIndex, index: int) -> Hashable:
    """The object that the inventory names as the owner of the claim's address."""
    return _named_owner(claim_index.claims[index])


@pair_word("bool", depends=(_owning, _owned_by))
def owned(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """The inventory names the claim's object as the owner of `other`."""
    named_owner, owner = _named_owner(claim_index.claims[j]), claim_index.claims[i].owner
    return any(named_owner) and named_owner == (owner.kind, owner.namespace, owner.name)


def nodes_of_control_plane(claim_index: ClaimIndex, cluster: str) -> list[Claim]:
    """The claims of the control-plane nodes; if no node's role is known, of all nodes, since any may be one."""
    return _known_nodes(claim_index, cluster) or claim_index.of(cluster, "node")


def _known_nodes(claim_index: ClaimIndex, cluster: str) -> list[Claim]:
    nodes = claim_index.of(cluster, "node")
    return [node for node in nodes if "control-plane" in listed(node.traits.get("node_roles", ()))]


def _api_servers(claim_index: ClaimIndex, aim: Range | Name, cluster: str) -> frozenset[Owner]:
    """The owners of an address or name, among the control plane and its nodes."""
    nodes = claim_index.memo(
        ("control-plane nodes", cluster),
        lambda: frozenset(node.owner for node in nodes_of_control_plane(claim_index, cluster)),
    )
    stated = _stated(claim_index, aim, cluster)
    return frozenset(claim.owner for claim in stated if claim.role == "control-plane" or claim.owner in nodes)


def _ports_at(claim_index: ClaimIndex, aim: Range | Name | None, cluster: str) -> dict[Port, set[Owner]]:
    """The ports of an API server's address or name, each with the owners that state it; empty for other addresses."""
    stated = _stated(claim_index, aim, cluster)
    if all(claim.role == "node" for claim in stated):
        return {}
    ports: dict[Port, set[Owner]] = {}
    for claim in stated:
        for port in claim.ports:
            ports.setdefault(port, set()).add(claim.owner)
    return ports


def _stated(claim_index: ClaimIndex, aim: Range | Name | None, cluster: str) -> list[Claim]:
    """The claims of a cluster that state an address or name for the control plane or a node."""
    claims = (claim_index.claims[index] for index in ways(claim_index).claims_about(aim))
    return [claim for claim in claims if claim.owner.cluster == cluster and claim.role in _STATED]


def _serves_api(claim: Claim) -> bool:
    """Whether the claim is of default/kubernetes or of a Service whose selector names the API servers."""
    if (claim.owner.namespace, claim.owner.name) == ("default", "kubernetes"):
        return True
    return "apiserver" in str(claim.traits.get("selector", ""))


def _named_owner(claim: Claim) -> tuple[TraitValue, ...]:
    """Kind, namespace and name of the object that the inventory names as the owner of an address; empty if none."""
    return tuple(claim.traits.get(f"owner_{key}", "") for key in ("kind", "namespace", "name"))
