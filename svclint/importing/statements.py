"""Documents and Ansible hosts → Statements: the facts that each file states about one cluster, with their rank."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint.claims.blocks import NotAnAddress, parse_block, special
from svclint.claims.catalogue import Catalogue
from svclint.claims.extract import extract
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.documents.read import Document
from svclint.importing.host_files import variables_document
from svclint.importing.hosts import Host, Hosts
from svclint.importing.node_roles import roles_of
from svclint.importing.setup_tools import Rank, family_of, scope_of
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Block, Claim, Location, Owner, TraitValue, Unresolved


@dataclass(frozen=True, slots=True)
class OtherHost:
    """A host of an Ansible inventory that is not a node of the cluster."""

    host: Host
    place: Location


@dataclass(frozen=True, slots=True)
class Statement:
    """The facts that one document or one Ansible inventory states about one cluster.

    `family` is the name of the tool, `scope` the folder whose cluster the statement describes. `name` is the name of
    the cluster, empty if not stated, and `name_place` its location. `other_hosts` are not its nodes.
    """

    family: str
    rank: Rank
    scope: str
    file: str
    name: str
    name_place: Location | None
    claims: tuple[Claim, ...]
    unresolved: tuple[Unresolved, ...] = ()
    other_hosts: tuple[OtherHost, ...] = ()


_API_SERVER = "kube-apiserver"
_OF_NODES = frozenset({"node", "advertise-address"})
# API groups whose objects have the names of their clusters.
_NAMED = frozenset(
    {"kubekey.kubesphere.io", "kind.x-k8s.io", "k0s.k0sproject.io", "k0sctl.k0sproject.io", "kops.k8s.io"}
)
# The folder of a provider's templates, from which `clusterctl generate cluster` makes clusters:
# https://github.com/kubernetes-sigs/cluster-api/blob/v1.14.0/docs/book/src/developer/providers/contracts/clusterctl.md
_CLUSTER_TEMPLATES = "templates"
# The roles whose claims are facts about a cluster, in setup files and in manifests.
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


def statements_of(
    documents: Iterable[Document], inventories: Iterable[Hosts], catalogue: Catalogue
) -> Iterator[Statement]:
    """Every statement, in the order of the files."""
    for document in documents:
        yield from _document_statements(document, catalogue)
    for inventory in inventories:
        yield _inventory_statement(inventory)
        if inventory.variables:
            yield from _document_statements(variables_document(inventory), catalogue)


def _document_statements(document: Document, catalogue: Catalogue) -> Iterator[Statement]:
    """The statements of a document, one per cluster that it describes; a kubeconfig may describe several."""
    family, rank = family_of(document)
    if family == "Cluster API" and _CLUSTER_TEMPLATES in document.file.split("/")[:-1]:
        return
    roles = {Rank.MANIFEST: _MANIFEST_ROLES, Rank.DUMP: _MANIFEST_ROLES | _SETUP_ROLES}.get(rank, _SETUP_ROLES)
    extracted = list(extract(document, "", catalogue))
    unresolved = tuple(item for item in extracted if isinstance(item, Unresolved)) if rank == Rank.SETUP else ()
    claims = [
        claim
        for claim in extracted
        if isinstance(claim, Claim) and claim.role in roles and not claim.traits.get("alternative")
    ]
    claims = [claim for claim in claims if claim.role not in _OF_NODES or _host_address(claim.block)]
    if rank in (Rank.SETUP, Rank.DEFAULTS):
        claims = [_with_roles(claim, document) for claim in claims]
    claims = [_as_endpoint(claim) for claim in claims]
    scope = scope_of(document.file, family)
    if family == "kubeconfig":
        yield from _kubeconfig_statements(document, claims)
        return
    for cluster, own_claims in _by_cluster(claims):
        stated = _cluster_name(document, cluster)
        name, place = (stated.text, _location(document, stated)) if stated else (cluster, None)
        yield Statement(family, rank, scope, document.file, name, place, tuple(own_claims), unresolved)
        unresolved = ()
    if not claims and unresolved:
        yield Statement(family, rank, scope, document.file, "", None, (), unresolved)


def _with_roles(claim: Claim, document: Document) -> Claim:
    """The claim of a node with the roles and the name that its document states elsewhere."""
    if claim.role not in ("node", "advertise-address"):
        return claim
    roles, name = roles_of(claim, document)
    return replace(claim, traits={**claim.traits, "node_roles": roles, "node": name})


def _as_endpoint(claim: Claim) -> Claim:
    """The claim, as a control-plane address if its Service selects the Pods of the API servers."""
    if claim.role == "load-balancer-request" and f"={_API_SERVER}" in str(claim.traits.get("selector", "")):
        return replace(claim, role="control-plane", traits={**claim.traits, "holder": "Service"})
    return claim


def _host_address(block: Block | None) -> bool:
    """Whether the block is one address that other machines on the network can reach."""
    return block is not None and block.size == 1 and special(block) in ("", "documentation")


def _by_cluster(claims: Sequence[Claim]) -> list[tuple[str, list[Claim]]]:
    by_cluster: dict[str, list[Claim]] = {}
    for claim in claims:
        if "$" not in claim.owner.cluster and "{" not in claim.owner.cluster:
            by_cluster.setdefault(claim.owner.cluster, []).append(claim)
    return list(by_cluster.items())


def _cluster_name(document: Document, cluster: str) -> ScalarNode | None:
    """The scalar that states the name of the document's cluster, or None."""
    paths: tuple[tuple[str, ...], ...] = (("clusterName",), ("cluster", "clusterName"))
    if document.node.get("baseDomain") is not None:  # OpenShift's install-config
        paths = (("metadata", "name"),)
    if document.kind == "Cluster" and not document.version:  # a template of Omni
        paths = (("name",),)
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


def _kubeconfig_statements(document: Document, claims: Sequence[Claim]) -> Iterator[Statement]:
    """One statement per server, because a kubeconfig names each of its clusters."""
    listed = document.node.get("clusters")
    names = [item.get("name") if isinstance(item, MapNode) else None for item in getattr(listed, "items", ())]
    for claim in claims:
        number = claim.location.pointer.split("/")[2]
        node = names[int(number)] if number.isdecimal() and int(number) < len(names) else None
        name = node.text if isinstance(node, ScalarNode) else ""
        place = _location(document, node) if isinstance(node, ScalarNode) else None
        folder = document.file.rpartition("/")[0]
        yield Statement("kubeconfig", Rank.KUBECONFIG, folder, document.file, name, place, (claim,))


def _inventory_statement(hosts: Hosts) -> Statement:
    """The statement of an Ansible inventory: its nodes as claims, and its other hosts."""
    claims = [
        *(claim for host in hosts.nodes for claim in _host_claims(hosts, host, "node")),
        *(claim for host in hosts.vips for claim in _host_claims(hosts, host, "control-plane")),
    ]
    other_hosts = tuple(
        OtherHost(host, Location(hosts.path, host.span, Owner("", "", "", "", hosts.path), ""))
        for host in hosts.other_hosts
    )
    family = "kubespray" if hosts.kubespray else "Ansible"
    scope = scope_of(hosts.path, "Ansible")
    return Statement(family, Rank.SETUP, scope, hosts.path, "", None, tuple(claims), (), other_hosts)


def _host_claims(hosts: Hosts, host: Host, role: str) -> Iterator[Claim]:
    """The claims of the addresses of a node or of a virtual IP."""
    owner = Owner("", "", "", "", hosts.path)
    traits: Mapping[str, TraitValue] = {"node": host.name, "node_roles": host.roles}
    if role == "control-plane":
        traits = {"holder": "keepalived"}
    for text, span in host.addresses:
        parsed = parse_block(text)
        if not isinstance(parsed, NotAnAddress) and _host_address(parsed.block):
            place = Location(host.file or hosts.path, span, owner, "")
            yield Claim(owner, role, place, text, f"host {host.name}", parsed.block, "", (), traits)
