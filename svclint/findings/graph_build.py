"""A scene's claims, names and meetings → the vertices and edges of the address graph."""

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
from svclint.findings.overlaps import RolePairs, meetings
from svclint.model import Claim, Location, Owner

# Roles that give an address its holder: whoever answers for it, so that the picture can name them.
_HOLDERS = frozenset({"control-plane", "load-balancer"})
# Roles that the graph shows as a server or a name, with no vertex of their own.
_SHOWN = frozenset({"kubeconfig-server", "name-record"})
# Roles whose name leads to their block for everybody who follows the way.
_RESOLVED = _SHOWN | {"control-plane"}
# Roles of claims that ways to the API servers are made of, or that say whose an address on them is.
_WAY_ROLES = _RESOLVED | {"node", "external-name"}
# kubernetes, cmd/kubeadm/app/apis/kubeadm/v1beta4/defaults.go (DefaultServiceDNSDomain), commit 027ac5a426a2
_CLUSTER_DOMAIN = "cluster.local"


def build(claim_index: ClaimIndex, pairs: RolePairs, only: Iterable[int] | None = None) -> AddressGraph:
    """The graph of a scene, or of the claims `only` (indexes).

    Blocks that overlap are tied together for the role pairs given, never for all: the inner lies in the outer.
    """
    builder = _Builder(claim_index)
    chosen = range(len(claim_index.claims)) if only is None else sorted(set(only))
    for index in sorted(
        chosen, key=lambda index: claim_index.claims[index].role not in _SHOWN
    ):  # they know the best places
        builder.add_claim(index)
    kept = set(chosen)
    for i, j in meetings(claim_index.claims, claim_index.scopes, pairs) if pairs else ():
        if i in kept and j in kept:
            builder.tie(
                _target(claim_index.claims[i], claim_index.scopes), _target(claim_index.claims[j], claim_index.scopes)
            )
    about = {aim: sorted(indexes) for aim, indexes in builder.about.items()}
    return AddressGraph(builder.labels, builder.edges, about)


def ways(claim_index: ClaimIndex) -> AddressGraph:
    """The graph of all that says where the API servers are and what names lead to. Built once for a run."""

    def work() -> AddressGraph:
        return build(claim_index, frozenset(), only=_on_ways(claim_index))

    return claim_index.memo("ways", work)


def _on_ways(claim_index: ClaimIndex) -> Iterator[int]:
    return (index for index, claim in enumerate(claim_index.claims) if claim.role in _WAY_ROLES)


def target(claim_index: ClaimIndex, index: int) -> Range | Name | None:
    """The vertex of what a claim is about: its block, else its name; None where it has neither."""
    return _target(claim_index.claims[index], claim_index.scopes)


def servers(claim: Claim) -> tuple[tuple[str, str], ...]:
    """The API servers that a claim says kubeconfig files use: the text of each, and a title for people."""
    if claim.role == "kubeconfig-server":
        return ((claim.text, f"kubeconfig server {claim.text}"),)
    if claim.role != "control-plane":
        return ()
    said = claim.traits.get("server", "")
    if isinstance(said, bool):
        said = claim.text if said else ""
    texts = said if isinstance(said, tuple) else (str(said),) if said else ()
    if not texts and "://" in claim.text:  # an endpoint in a manifest
        return ((claim.text, f"{claim.title}: {claim.text}"),)
    return tuple((text, f"kubeconfig server {text}") for text in sorted(texts))


def service_names(claim_index: ClaimIndex, owner: Owner) -> list[str]:
    """The names under which the cluster's DNS knows a Service: in the stated cluster domains, else in the default.

    `NAME.NAMESPACE.svc` is one of them: what a writer means by it, although the target of an alias is an absolute name.
    """
    stated = [one.text for one in claim_index.of(owner.cluster, "cluster-domain")]
    domains = sorted({text.strip().lower().strip(".") for text in stated} - {""}) or [_CLUSTER_DOMAIN]
    short = f"{owner.name}.{owner.namespace}.svc"
    return [*(f"{short}.{domain}" for domain in domains), short]


def _target(claim: Claim, scopes: Mapping[str, str]) -> Range | Name | None:
    cluster = claim.owner.cluster
    if claim.block is not None:
        return "block", scopes.get(cluster, cluster), claim.block
    return ("name", cluster, claim.host) if claim.host else None


class _Builder:
    """Labels and edges while they are gathered."""

    def __init__(self, claim_index: ClaimIndex) -> None:
        self._scene = claim_index
        self.labels: dict[Vertex, Label] = {}
        self.edges: dict[Vertex, dict[Vertex, str]] = {}
        self.about: dict[Vertex, list[int]] = {}

    def add_claim(self, index: int) -> None:
        """What a claim says: its servers and names lead to its block or name, it claims that, and may hold it."""
        claim = self._scene.claims[index]
        aim = target(self._scene, index)
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
            for text in service_names(self._scene, claim.owner):
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

    def tie(self, one: Range | Name | None, other: Range | Name | None) -> None:
        """Two blocks that overlap: the inner lies in the outer, or they cross."""
        if one is None or other is None or one == other or one[0] != "block" or other[0] != "block":
            return
        if one[2] != other[2] and (one[2].contains(other[2]) or other[2].contains(one[2])):
            inner, outer = (other, one) if one[2].contains(other[2]) else (one, other)
            self._join(inner, outer, INSIDE)
        else:
            first, second = sorted((one, other))
            self._join(first, second, OVERLAPS)

    def _first_stop(self, server: Server, aim: Range | Name) -> Range | Name:
        """Where a server's text itself points: the name in it, else the address that the claim is about."""
        host = split_endpoint(server[2]).host.lower().rstrip(".")
        name: Name = ("name", server[1], host)
        return name if name in self.labels else aim

    def _join(self, start: Vertex, end: Vertex, relation: str) -> None:
        self.edges.setdefault(start, {})[end] = relation

    def _add(self, vertex: Vertex, role: str, title: str, location: Location | None) -> None:
        """The first claim labels a vertex; a later one may only add the place that was missing."""
        known = self.labels.get(vertex)
        if known is None:
            self.labels[vertex] = Label(role, title, location)
        elif known.location is None and location is not None:
            self.labels[vertex] = Label(known.role, known.title, location)


def _named(claim: Claim) -> Iterator[Name]:
    """The names that a claim speaks of: its own, and those of the servers that lead to it."""
    hosts = [claim.host] if claim.host and (claim.role in _RESOLVED or claim.block is None) else []
    for text, _ in servers(claim):
        host = split_endpoint(text).host.lower().rstrip(".")
        if host and host not in hosts and isinstance(parse_block(host), NotAnAddress):
            hosts.append(host)
    for host in hosts:
        yield "name", claim.owner.cluster, host
