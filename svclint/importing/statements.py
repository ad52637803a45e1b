"""Documents and Ansible hosts → parts: what each file states of some cluster, by whom, and how much that counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from svclint.claims.blocks import NotAnAddress, parse_block, special
from svclint.claims.catalogue import Catalogue
from svclint.claims.extract import extract
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.documents.read import Document
from svclint.importing.hosts import Host, Hosts
from svclint.importing.node_roles import roles_of
from svclint.importing.setup_tools import Rank, family_of, scope_of
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Block, Claim, Location, Owner, Unresolved


@dataclass(frozen=True, slots=True)
class OtherHost:
    """A host of an inventory that is none of the cluster's."""

    host: Host
    place: Location


@dataclass(frozen=True, slots=True)
class Statement:
    """What one document, or one inventory, states of one cluster.

    `family` is the tool's name. `name` is the cluster's name and the place that states it, empty where none does;
    `scope` is the folder that the part speaks for. `nodes` are claims of the role `node`, with roles.
    """

    family: str
    rank: Rank
    scope: str
    file: str
    name: str
    name_place: Location | None
    claims: tuple[Claim, ...]
    unresolved: tuple[Unresolved, ...] = ()
    others: tuple[OtherHost, ...] = ()


_API_SERVER = "kube-apiserver"
# Groups whose documents are named after their clusters.
_NAMED = frozenset(
    {"kubekey.kubesphere.io", "kind.x-k8s.io", "k0s.k0sproject.io", "k0sctl.k0sproject.io", "kops.k8s.io"}
)
# What nothing of a cluster follows from, however it is called.
_SETUP_ROLES = frozenset(
    {"control-plane", "kubeconfig-server", "node", "node-network", "pod-network", "service-network", "cluster-dns",
     "proxy-mode", "strict-arp", "proxy-excluded", "node-port-range", "kubernetes-version", "advertise-address",
     "join-endpoint", "name-record", "reserved", "resolver", "pool", "lb-controller"}
)  # fmt: skip
_MANIFEST_ROLES = frozenset(
    {"control-plane", "kubeconfig-server", "proxy-mode", "strict-arp", "proxy-excluded", "pod-network",
     "service-network", "cluster-dns", "api-override", "load-balancer-request", "pool", "load-balancer-status",
     "external-ip", "gateway-address", "node-port-range", "peer", "lb-controller"}
)  # fmt: skip


def parts_of(documents: Iterable[Document], hosts: Iterable[Hosts], catalogue: Catalogue) -> Iterator[Statement]:
    """Every part that states something, in the order of the files."""
    for document in documents:
        yield from _part(document, catalogue)
    for one in hosts:
        yield _ansible(one)
        if one.variables:
            yield from _part(_variables(one), catalogue)


def _part(document: Document, catalogue: Catalogue) -> Iterator[Statement]:
    """A document's part; several where it describes several clusters, as a kubeconfig does."""
    family, rank = family_of(document)
    wanted = {Rank.MANIFEST: _MANIFEST_ROLES, Rank.DUMP: _MANIFEST_ROLES | _SETUP_ROLES}.get(rank, _SETUP_ROLES)
    found = list(extract(document, "", catalogue))
    unresolved = tuple(one for one in found if isinstance(one, Unresolved)) if rank == Rank.SETUP else ()
    claims = [
        one for one in found if isinstance(one, Claim) and one.role in wanted and not one.traits.get("alternative")
    ]
    claims = [one for one in claims if one.role != "node" or _host_address(one.block)]
    if rank in (Rank.SETUP, Rank.DEFAULTS):
        claims = [_with_roles(one, document) for one in claims]
    claims = [_as_endpoint(one) for one in claims]
    scope = scope_of(document.file, family)
    if family == "kubeconfig":
        yield from _kubeconfig(document, claims)
        return
    for cluster, several in _by_cluster(claims):
        stated = _named(document, cluster)
        name, place = (stated.text, _location(document, stated)) if stated else (cluster, None)
        yield Statement(family, rank, scope, document.file, name, place, tuple(several), unresolved)
        unresolved = ()
    if not claims and unresolved:
        yield Statement(family, rank, scope, document.file, "", None, (), unresolved)


def _with_roles(claim: Claim, document: Document) -> Claim:
    """A node's claim with the roles that its document states elsewhere."""
    if claim.role not in ("node", "advertise-address"):
        return claim
    roles, name = roles_of(claim, document)
    return replace(claim, traits={**claim.traits, "node_roles": roles, "node": name})


def _as_endpoint(claim: Claim) -> Claim:
    """What a Service asks for that leads to the API servers' own Pods is a control plane's address."""
    if claim.role == "load-balancer-request" and f"={_API_SERVER}" in str(claim.traits.get("selector", "")):
        return replace(claim, role="control-plane", traits={**claim.traits, "holder": "Service"})
    return claim


def _host_address(block: Block | None) -> bool:
    """Whether it is one address that others on the network can reach."""
    return block is not None and block.size == 1 and special(block) in ("", "documentation")


def _by_cluster(claims: Sequence[Claim]) -> list[tuple[str, list[Claim]]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        if "$" not in claim.owner.cluster and "{" not in claim.owner.cluster:
            found.setdefault(claim.owner.cluster, []).append(claim)
    return list(found.items())


def _named(document: Document, cluster: str) -> ScalarNode | None:
    """Where the document states its cluster's name."""
    paths: tuple[tuple[str, ...], ...] = (("clusterName",), ("cluster", "clusterName"))
    if document.node.get("baseDomain") is not None:  # OpenShift's install-config
        paths = (("metadata", "name"),)
    if cluster or document.group in _NAMED:
        paths = (("metadata", "name"), ("name",))
    for keys in paths:
        node: Node | None = document.node
        for key in keys:
            node = node.get(key) if isinstance(node, MapNode) else None
        if isinstance(node, ScalarNode) and node.text.strip() and not set("${") & set(node.text):
            return node
    return None


def _location(document: Document, node: Node) -> Location:
    return Location(document.file, node.span, Owner("", "", document.kind, "", document.name), "")


def _kubeconfig(document: Document, claims: Sequence[Claim]) -> Iterator[Statement]:
    """One part a server: a kubeconfig names each of its clusters."""
    listed = document.node.get("clusters")
    names = [item.get("name") if isinstance(item, MapNode) else None for item in getattr(listed, "items", ())]
    for claim in claims:
        number = claim.location.pointer.split("/")[2]
        node = names[int(number)] if number.isdecimal() and int(number) < len(names) else None
        name = node.text if isinstance(node, ScalarNode) else ""
        place = _location(document, node) if isinstance(node, ScalarNode) else None
        folder = document.file.rpartition("/")[0]
        yield Statement("kubeconfig", Rank.KUBECONFIG, folder, document.file, name, place, (claim,))


def _variables(hosts: Hosts) -> Document:
    """The variables of an INI file as a document, as a file of group_vars would hold them."""
    entries = tuple(
        (ScalarNode(name, name, span), ScalarNode(text, text, span)) for name, text, span in hosts.variables
    )
    return Document(hosts.path, 0, MapNode(entries, hosts.variables[0][2]), "", "", "", "", "", "")


def _ansible(hosts: Hosts) -> Statement:
    """The nodes of an inventory as claims, the other hosts beside them."""
    claims: list[Claim] = []
    for host in hosts.nodes:
        for text, span in host.addresses:
            parsed = parse_block(text)
            if isinstance(parsed, NotAnAddress) or not _host_address(parsed.block):
                continue
            owner = Owner("", "", "", "", hosts.path)
            traits: dict[str, str | int | bool | tuple[str, ...]] = {"node": host.name, "node_roles": host.roles}
            place = Location(host.file or hosts.path, span, owner, "")
            claims.append(Claim(owner, "node", place, text, f"host {host.name}", parsed.block, "", (), traits))
    others = tuple(
        OtherHost(host, Location(hosts.path, host.span, Owner("", "", "", "", hosts.path), "")) for host in hosts.others
    )
    family = "kubespray" if hosts.kubespray else "Ansible"
    scope = scope_of(hosts.path, "Ansible")
    return Statement(family, Rank.SETUP, scope, hosts.path, "", None, tuple(claims), (), others)
