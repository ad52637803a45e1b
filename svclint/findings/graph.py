"""A scene's claims, names and meetings → one frozen networkx graph: what leads to an address, who claims it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from svclint.claims.blocks import NotAnAddress, format_block, parse_block, split_endpoint
from svclint.findings.overlaps import RolePairs, meetings
from svclint.findings.scene import Scene
from svclint.model import Block, Claim, Location, Owner

if TYPE_CHECKING:
    import networkx as nx

# A block belongs to a scope (a cluster or its layer-2 segment), since the same address elsewhere is another address;
# a claim is its index in the scene.
Server = tuple[Literal["server"], str, str]
Name = tuple[Literal["name"], str, str]
Range = tuple[Literal["block"], str, Block]
Claimant = tuple[Literal["claim"], int]
Holder = tuple[Literal["owner"], Owner]
Vertex = Server | Name | Range | Claimant | Holder

LEADS_TO, RESOLVES_TO = "leads to", "resolves to"
CLAIMS, HOLDS, INSIDE, OVERLAPS = "claims", "holds", "lies in", "overlaps"
# What a way from a kubeconfig to an address is made of.
WAYS = frozenset({LEADS_TO, RESOLVES_TO})

# Roles that give an address its holder: whoever answers for it, so that the picture can name them.
_HOLDERS = frozenset({"control-plane", "load-balancer"})
# Roles that the graph tells as a server or a name, with no vertex of their own.
_TOLD = frozenset({"kubeconfig-server", "name-record"})
# Roles whose name leads to their block for everybody who follows the way.
_RESOLVED = _TOLD | {"control-plane"}


def build(scene: Scene, pairs: RolePairs, only: Iterable[int] | None = None) -> nx.DiGraph:
    """The graph of a scene, or of the claims `only` (indexes); it cannot be changed.

    Every vertex has `role`, `title` and `location` (None where no file holds it), every edge a `relation`. Blocks
    that overlap are tied together for the role pairs given, never for all: the inner lies in the outer.
    """
    import networkx as nx

    graph = nx.DiGraph()
    chosen = range(len(scene.claims)) if only is None else sorted(set(only))
    scopes = scene.scopes
    for index in sorted(chosen, key=lambda index: scene.claims[index].role not in _TOLD):  # they know the best places
        _add_claim(graph, scene.claims[index], index, scopes)
    kept = set(chosen)
    for i, j in meetings(scene.claims, scopes, pairs) if pairs else ():
        if i in kept and j in kept:
            _tie(graph, _target(scene.claims[i], scopes), _target(scene.claims[j], scopes))
    return nx.freeze(graph)


def target(scene: Scene, index: int) -> Range | Name | None:
    """The vertex of what a claim speaks of: its block, else its name; None where it has neither."""
    return _target(scene.claims[index], scene.scopes)


def _target(claim: Claim, scopes: Mapping[str, str]) -> Range | Name | None:
    cluster = claim.owner.cluster
    if claim.block is not None:
        return "block", scopes.get(cluster, cluster), claim.block
    return ("name", cluster, claim.host) if claim.host else None


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


def service_name(owner: Owner) -> str:
    """The name under which the cluster's DNS knows a Service, with the cluster domain that is Kubernetes' default."""
    return f"{owner.name}.{owner.namespace}.svc.cluster.local"


def components(graph: nx.DiGraph) -> tuple[tuple[Vertex, ...], ...]:
    """The parts of a graph that no edge joins, each in the order of the claims, the first part first."""
    import networkx as nx

    return _in_order(graph, nx.weakly_connected_components(graph))


def circles(graph: nx.DiGraph) -> tuple[tuple[Vertex, ...], ...]:
    """What leads back to itself: each knot of circles once, as the vertices in it, in the order of the claims.

    Circles are not told apart within a knot: there can be more of them than anybody could count.
    """
    import networkx as nx

    selfish = set(nx.nodes_with_selfloops(graph))
    knots = nx.strongly_connected_components(graph)
    return _in_order(graph, (knot for knot in knots if len(knot) > 1 or knot & selfish))


def _in_order(graph: nx.DiGraph, parts: Iterable[set[Vertex]]) -> tuple[tuple[Vertex, ...], ...]:
    place = {vertex: number for number, vertex in enumerate(graph)}
    ordered = (tuple(sorted(part, key=place.__getitem__)) for part in parts)
    return tuple(sorted(ordered, key=lambda part: place[part[0]]))


def _add_claim(graph: nx.DiGraph, claim: Claim, index: int, scopes: Mapping[str, str]) -> None:
    aim = _target(claim, scopes)
    if aim is None:
        return
    ways: list[Server] = []
    for text, title in servers(claim):
        ways.append(("server", claim.owner.cluster, text))
        _add(graph, ways[-1], "kubeconfig-server", title, claim.location)
    names = [*_named(claim)]
    for name in names:
        _add(graph, name, "name", name[2], claim.location if claim.role == "name-record" else None)
    if claim.block is not None:
        _add(graph, aim, "block", format_block(claim.block), None)
    graph.add_edges_from(((name, aim) for name in names if name != aim), relation=RESOLVES_TO)
    graph.add_edges_from(((server, _first_stop(graph, server, aim)) for server in ways), relation=LEADS_TO)
    if claim.role == "external-name" and claim.owner.namespace:
        alias: Name = ("name", claim.owner.cluster, service_name(claim.owner))
        _add(graph, alias, "name", alias[2], claim.location)
        graph.add_edge(alias, aim, relation=RESOLVES_TO)
    if claim.role not in _TOLD:
        claimant: Claimant = ("claim", index)
        _add(graph, claimant, claim.role, claim.title, claim.location)
        graph.add_edge(claimant, aim, relation=CLAIMS)
        if claim.role in _HOLDERS and claim.owner.name:
            holder: Holder = ("owner", claim.owner)
            _add(graph, holder, claim.owner.kind, str(claim.owner), claim.location)
            graph.add_edge(holder, aim, relation=HOLDS)


def _named(claim: Claim) -> Iterator[Name]:
    """The names that a claim speaks of: its own, and those of the servers that lead to it."""
    hosts = [claim.host] if claim.host and (claim.role in _RESOLVED or claim.block is None) else []
    for text, _ in servers(claim):
        host = split_endpoint(text).host.lower().rstrip(".")
        if host and host not in hosts and isinstance(parse_block(host), NotAnAddress):
            hosts.append(host)
    for host in hosts:
        yield "name", claim.owner.cluster, host


def _first_stop(graph: nx.DiGraph, server: Server, aim: Range | Name) -> Range | Name:
    """Where a server's text itself points: the name in it, else the address that the claim is about."""
    host = split_endpoint(server[2]).host.lower().rstrip(".")
    name: Name = ("name", server[1], host)
    return name if name in graph else aim


def _tie(graph: nx.DiGraph, one: Range | Name | None, other: Range | Name | None) -> None:
    if one is None or other is None or one == other or one[0] != "block" or other[0] != "block":
        return
    if one[2] != other[2] and (one[2].contains(other[2]) or other[2].contains(one[2])):
        inner, outer = (other, one) if one[2].contains(other[2]) else (one, other)
        graph.add_edge(inner, outer, relation=INSIDE)
    else:
        graph.add_edge(*sorted((one, other)), relation=OVERLAPS)


def _add(graph: nx.DiGraph, vertex: Vertex, role: str, title: str, location: Location | None) -> None:
    """A vertex is told of once; a later claim may only add the place that was missing."""
    if vertex not in graph:
        graph.add_node(vertex, role=role, title=title, location=location)
    elif graph.nodes[vertex]["location"] is None:
        graph.nodes[vertex]["location"] = location
