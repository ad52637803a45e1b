"""ClaimIndex and pairs of roles → AddressGraph: the vertices and edges of claims, names and overlapping blocks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from svclint.claims.blocks import NotAnAddress, format_block, parse_block, split_endpoint
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.graph import (
    CLAIMS,
    HOLDS,
    INSIDE,
    LEADS_TO,
    OVERLAPS,
    REFERS_TO,
    RESOLVES_TO,
    AddressGraph,
    Claimant,
    Holder,
    Label,
    Name,
    Range,
    Server,
    Vertex,
)
from svclint.findings.name_lists import MOST, few
from svclint.findings.overlaps import RolePairs, meetings
from svclint.findings.references import ports_of, targets_of
from svclint.model import Claim, Location, Owner

# Roles whose owner answers at the address: the owner becomes a vertex, so that the picture can name it.
_HOLDERS = frozenset({"control-plane", "load-balancer"})
# Roles that the graph shows as a server or a name, without a vertex for the claim.
_SHOWN = frozenset({"kubeconfig-server", "name-record"})
# Roles whose name resolves to their block.
_RESOLVED = _SHOWN | {"control-plane"}
# Roles of the claims on ways to the API servers, or that name the owner of an address on such a way.
_WAY_ROLES = _RESOLVED | {"node", "external-name"}
# kubernetes, cmd/kubeadm/app/apis/kubeadm/v1beta4/defaults.go (DefaultServiceDNSDomain), commit 027ac5a426a2
_CLUSTER_DOMAIN = "cluster.local"


def build(claim_index: ClaimIndex, pairs: RolePairs, only: Iterable[int] | None = None) -> AddressGraph:
    """The graph of all claims, or of the claims `only` (indexes).

    Overlapping blocks are connected only for the role pairs `pairs`. The whole graph also has the references to ports,
    each with at most `MOST` of its targets.
    """
    builder = _Builder(claim_index)
    chosen = range(len(claim_index.claims)) if only is None else sorted(set(only))
    # Servers and names first: their locations are the best for their vertices.
    for index in sorted(chosen, key=lambda index: claim_index.claims[index].role not in _SHOWN):
        builder.add_claim(index)
    if only is None:
        builder.add_references()
    included = set(chosen)
    for i, j in meetings(claim_index.claims, claim_index.scopes, pairs) if pairs else ():
        if i in included and j in included:
            builder.connect(
                _target(claim_index.claims[i], claim_index.scopes), _target(claim_index.claims[j], claim_index.scopes)
            )
    about = {aim: sorted(indexes) for aim, indexes in builder.about.items()}
    return AddressGraph(builder.labels, builder.edges, about)


def ways(claim_index: ClaimIndex) -> AddressGraph:
    """The graph of the ways to the API servers and of what names resolve to. Built once per run."""

    def work() -> AddressGraph:
        return build(claim_index, frozenset(), only=_on_ways(claim_index))

    return claim_index.memo("ways", work)


def _on_ways(claim_index: ClaimIndex) -> Iterator[int]:
    return (index for index, claim in enumerate(claim_index.claims) if claim.role in _WAY_ROLES)


def target(claim_index: ClaimIndex, index: int) -> Range | Name | None:
    """The vertex that a claim is about: its block, else its name; None if it has neither."""
    return _target(claim_index.claims[index], claim_index.scopes)


def servers(claim: Claim) -> tuple[tuple[str, str], ...]:
    """The API servers that a claim states for kubeconfig files, as pairs (text, title for people)."""
    if claim.role == "kubeconfig-server":
        return ((claim.text, f"kubeconfig server {claim.text}"),)
    if claim.role != "control-plane":
        return ()
    trait = claim.traits.get("server", "")
    if isinstance(trait, bool):
        trait = claim.text if trait else ""
    texts = trait if isinstance(trait, tuple) else (str(trait),) if trait else ()
    if not texts and "://" in claim.text:  # an endpoint in a manifest
        return ((claim.text, f"{claim.title}: {claim.text}"),)
    return tuple((text, f"kubeconfig server {text}") for text in sorted(texts))


def service_names(claim_index: ClaimIndex, owner: Owner) -> list[str]:
    """The names of a Service in the cluster's DNS: in the stated cluster domains, else in the default one.

    They include `NAME.NAMESPACE.svc`: as the target of an alias it is absolute, but its author means the Service.
    """
    stated = [claim.text for claim in claim_index.of(owner.cluster, "cluster-domain")]
    domains = sorted({text.strip().lower().strip(".") for text in stated} - {""}) or [_CLUSTER_DOMAIN]
    short = f"{owner.name}.{owner.namespace}.svc"
    return [*(f"{short}.{domain}" for domain in domains), short]


def _target(claim: Claim, scopes: Mapping[str, str]) -> Range | Name | None:
    cluster = claim.owner.cluster
    if claim.block is not None:
        return "block", scopes.get(cluster, cluster), claim.block
    return ("name", cluster, claim.host) if claim.host else None


class _Builder:
    """Collects labels and edges, claim by claim."""

    def __init__(self, claim_index: ClaimIndex) -> None:
        self._claim_index = claim_index
        self.labels: dict[Vertex, Label] = {}
        self.edges: dict[Vertex, dict[Vertex, str]] = {}
        self.about: dict[Vertex, list[int]] = {}

    def add_claim(self, index: int) -> None:
        """Add a claim: edges to its block or name from its servers and names, from the claim, and from its holder."""
        claim = self._claim_index.claims[index]
        aim = target(self._claim_index, index)
        if aim is None:
            return
        self.about.setdefault(aim, []).append(index)
        origins: list[Server] = []
        for text, title in servers(claim):
            origins.append(("server", claim.owner.cluster, text))
            self._add(origins[-1], "kubeconfig-server", title, claim.location)
        names = [*_named(claim)]
        for name in names:
            self._add(name, "name", name[2], claim.location if claim.role == "name-record" else None)
        if claim.block is not None:
            self._add(aim, "block", format_block(claim.block), None)
        for name in names:
            if name != aim:
                self._join(name, aim, RESOLVES_TO)
        for server in origins:
            self._join(server, self._first_stop(server, aim), LEADS_TO)
        if claim.role == "external-name" and claim.owner.namespace:
            for text in service_names(self._claim_index, claim.owner):
                alias: Name = ("name", claim.owner.cluster, text)
                self._add(alias, "name", alias[2], claim.location)
                self._join(alias, aim, RESOLVES_TO)
        if claim.role not in _SHOWN:
            claimant: Claimant = ("claim", index)
            self._add(claimant, claim.role, claim.title, claim.location)
            self._join(claimant, aim, CLAIMS)
            if claim.role in _HOLDERS and claim.owner.name:
                holder: Holder = ("owner", claim.owner)
                self._add(holder, claim.owner.kind, str(claim.owner), claim.location)
                self._join(holder, aim, HOLDS)

    def add_references(self) -> None:
        """Add each reference to a port of another object that is visible, and edges to the ports of these objects."""
        numbers = {id(claim): index for index, claim in enumerate(self._claim_index.claims)}
        for index, claim in enumerate(self._claim_index.claims):
            if "target_kind" not in claim.traits or "target_listeners" in claim.traits:
                continue
            reference: Claimant = ("claim", index)
            for target_claim in targets_of(self._claim_index, claim).claims[:MOST]:
                ports: Claimant = ("claim", numbers[id(target_claim)])
                self._add(reference, claim.role, f"{claim.title}: {claim.text}", claim.location)
                self._add(ports, target_claim.role, self._ports_title(target_claim), target_claim.location)
                self._join(reference, ports, REFERS_TO)

    def _ports_title(self, claim: Claim) -> str:
        ports = few(str(port) for port in ports_of(self._claim_index, claim))
        return f"{claim.owner}: {', '.join(ports) or 'no ports'}"

    def connect(self, a: Range | Name | None, b: Range | Name | None) -> None:
        """Add the edge between two overlapping blocks: the inner one lies in the outer one, or they overlap in part."""
        if a is None or b is None or a == b or a[0] != "block" or b[0] != "block":
            return
        if a[2] != b[2] and (a[2].contains(b[2]) or b[2].contains(a[2])):
            inner, outer = (b, a) if a[2].contains(b[2]) else (a, b)
            self._join(inner, outer, INSIDE)
        else:
            first, second = sorted((a, b))
            self._join(first, second, OVERLAPS)

    def _first_stop(self, server: Server, aim: Range | Name) -> Range | Name:
        """The name in the server's text if the graph has it, else what the claim is about."""
        host = split_endpoint(server[2]).host.lower().rstrip(".")
        name: Name = ("name", server[1], host)
        return name if name in self.labels else aim

    def _join(self, start: Vertex, end: Vertex, relation: str) -> None:
        self.edges.setdefault(start, {})[end] = relation

    def _add(self, vertex: Vertex, role: str, title: str, location: Location | None) -> None:
        """Label a vertex. The first label stays; a later one only adds a missing location."""
        known = self.labels.get(vertex)
        if known is None:
            self.labels[vertex] = Label(role, title, location)
        elif known.location is None and location is not None:
            self.labels[vertex] = Label(known.role, known.title, location)


def _named(claim: Claim) -> Iterator[Name]:
    """The names that a claim states: its own, and those in the texts of its servers."""
    hosts = [claim.host] if claim.host and (claim.role in _RESOLVED or claim.block is None) else []
    for text, _ in servers(claim):
        host = split_endpoint(text).host.lower().rstrip(".")
        if host and host not in hosts and isinstance(parse_block(host), NotAnAddress):
            hosts.append(host)
    for host in hosts:
        yield "name", claim.owner.cluster, host
