"""Vertices and edges → AddressGraph: what leads to an address, who claims it, which names resolve to it, which loop.

Look-ups use plain dictionaries. Only algorithms on the whole graph use networkx, which is imported when needed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType

from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import TYPE_CHECKING, Literal
from svclint.model import Block, Location, Owner

if TYPE_CHECKING:
    import networkx as nx

# A block belongs to a scope (a cluster or its layer-2 segment), because the same address elsewhere is a different
# address. A claim is represented by its index in the ClaimIndex.
Server = tuple[Literal["server"], str, str]
Name = tuple[Literal["name"], str, str]
Range = tuple[Literal["block"], str, Block]
Claimant = tuple[Literal["claim"], int]
Holder = tuple[Literal["owner"], Owner]
Vertex = Server | Name | Range | Claimant | Holder
Way = tuple[Vertex, ...]

LEADS_TO, RESOLVES_TO = "leads to", "resolves to"
CLAIMS, HOLDS, INSIDE, OVERLAPS = "claims", "holds", "lies in", "overlaps"
REFERS_TO = "refers to"
# The relations of the edges on a way from a kubeconfig server to an address.
WAYS = frozenset({LEADS_TO, RESOLVES_TO})


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a vertex: its role, a title for people, and the location that states it (None if no file does)."""

    role: str
    title: str
    location: Location | None


class AddressGraph:
    """The vertices, in the order of the claims that state them, and the directed edges, each with its relation."""

    def __init__(
        self,
        labels: Mapping[Vertex, Label],
        edges: Mapping[Vertex, Mapping[Vertex, str]],
        about: Mapping[Vertex, Sequence[int]] = MappingProxyType({}),
    ) -> None:
        """`edges` maps start → end → relation; both ends have labels.

        `about` maps a block or a name to the sorted indexes of the claims that state something about it.
        """
        self.labels = labels
        self._out = edges
        self._about = about

    def __contains__(self, vertex: object) -> bool:
        return vertex in self.labels

    def __iter__(self) -> Iterator[Vertex]:
        return iter(self.labels)

    def __len__(self) -> int:
        return len(self.labels)

    def edges(self) -> Iterator[tuple[Vertex, Vertex, str]]:
        """Every edge as (start, end, relation), in the order of the start vertices."""
        for start in self.labels:
            for end, relation in self._out.get(start, {}).items():
                yield start, end, relation

    def claims_about(self, vertex: Vertex | None) -> Sequence[int]:
        """The indexes of the claims that state something about a block or a name, in order."""
        return self._about.get(vertex, ()) if vertex is not None else ()

    def degree(self, vertex: Vertex) -> int:
        """How many edges begin or end at a vertex."""
        return len(self._out.get(vertex, ())) + len(self._in.get(vertex, ()))

    def way_to(self, aim: Vertex, cluster: str) -> Way:
        """The shortest way from a kubeconfig server to a vertex, both ends included; empty if there is none.

        Servers of `cluster` come first, then shorter ways, then the order of the servers' texts.
        """
        if aim not in self.labels:
            return ()
        ways = (way for start, way in self._ways_to(aim, WAYS).items() if start[0] == "server")
        return min(ways, key=lambda way: (way[0][1] != cluster, len(way), way), default=())

    def ways_to(self, aim: Vertex) -> tuple[Way, ...]:
        """The shortest way to a vertex from each server and name where a way begins, both ends included; sorted.

        A way begins at a server, or at a name that no other name and no server leads to.
        """
        if aim not in self.labels:
            return ()
        ways = (way for start, way in self._ways_to(aim, WAYS).items() if start != aim and self._begins(start))
        return tuple(sorted(ways, key=lambda way: (way[0][0] != "server", len(way), str(way[0]))))

    def ways_from(self, start: Vertex) -> tuple[Way, ...]:
        """The shortest way from a vertex to each vertex where its ways end, such as an address; without loops."""
        if start not in self.labels:
            return ()
        ways: dict[Vertex, Way] = {start: (start,)}
        level = [start]
        while level:
            reached: list[Vertex] = []
            for vertex in level:
                for end, relation in self._out.get(vertex, {}).items():
                    if relation in WAYS and end not in ways:
                        ways[end] = (*ways[vertex], end)
                        reached.append(end)
            level = reached
        return tuple(
            way for end, way in ways.items() if end != start and WAYS.isdisjoint(self._out.get(end, {}).values())
        )

    def _begins(self, vertex: Vertex) -> bool:
        """Whether a way begins at a vertex: a server, or a name that nothing leads to."""
        if vertex[0] != "name":
            return vertex[0] == "server"
        return WAYS.isdisjoint(self._in.get(vertex, {}).values())

    def circles(self, relation: str) -> tuple[Way, ...]:
        """The strongly connected components of the edges of one relation that contain a cycle, each as its vertices.

        The cycles within a component are not enumerated, because their number can be exponential.
        """
        edges = [(start, end) for start, end, kind in self.edges() if kind == relation]
        starts, ends = {start for start, _ in edges}, {end for _, end in edges}
        edges = [(start, end) for start, end in edges if start in ends and end in starts]
        if not edges:
            return ()
        import networkx as nx

        graph = nx.DiGraph(edges)
        self_loops = set(nx.nodes_with_selfloops(graph))
        knots = nx.strongly_connected_components(graph)
        return self._in_order(knot for knot in knots if len(knot) > 1 or knot & self_loops)

    def circle(self, knot: Way, relation: str) -> Way:
        """A shortest cycle from the first vertex of a component of `circles` back to it, by edges of one relation."""
        inside, start = set(knot), knot[0]
        before: dict[Vertex, Vertex] = {}
        level = [start]
        while level and start not in before:
            reached: list[Vertex] = []
            for vertex in level:
                for end, kind in self._out.get(vertex, {}).items():
                    if kind == relation and end in inside and end not in before:
                        before[end] = vertex
                        reached.append(end)
            level = reached
        way = [start, before[start]]
        while way[-1] != start:
            way.append(before[way[-1]])
        return tuple(reversed(way))

    def about(self, places: Collection[Location]) -> AddressGraph:
        """The subgraph of what is stated at these places: claims, their owners and addresses, and the ways to these."""
        stated = {vertex for vertex, label in self.labels.items() if vertex[0] != "block" and label.location in places}
        owners = {owner for vertex in stated for owner in self._in.get(vertex, ()) if owner[0] == "owner"}
        aims = {end for vertex in stated for end in self._out.get(vertex, ())}
        ways = {vertex for aim in aims for way in self._ways_to(aim, WAYS).values() for vertex in way}
        return self.part(stated | owners | aims | ways)

    def part(self, vertices: Iterable[Vertex]) -> AddressGraph:
        """The subgraph of some of the vertices, with the edges between them."""
        kept = set(vertices)
        labels = {vertex: label for vertex, label in self.labels.items() if vertex in kept}
        edges = {
            start: {end: relation for end, relation in ends.items() if end in kept}
            for start, ends in self._out.items()
            if start in kept
        }
        return AddressGraph(labels, edges)

    def to_networkx(self) -> nx.DiGraph:
        """The same vertices and edges as a frozen networkx graph, built once.

        Vertices have the attributes `role`, `title` and `location`; edges have `relation`.
        """
        return self._networkx

    @cached_property
    def _networkx(self) -> nx.DiGraph:
        import networkx as nx

        graph = nx.DiGraph()
        for vertex, label in self.labels.items():
            graph.add_node(vertex, role=label.role, title=label.title, location=label.location)
        for start, end, relation in self.edges():
            graph.add_edge(start, end, relation=relation)
        return nx.freeze(graph)

    def _ways_to(self, aim: Vertex, relations: Collection[str]) -> dict[Vertex, Way]:
        """A shortest way by edges of these relations to `aim`, by start; the starts include `aim`."""
        ways: dict[Vertex, Way] = {aim: (aim,)}
        level = [aim]
        while level:
            reached: list[Vertex] = []
            for vertex in level:
                for before, relation in self._in.get(vertex, {}).items():
                    if relation in relations and before not in ways:
                        ways[before] = (before, *ways[vertex])
                        reached.append(before)
            level = reached
        return ways

    @cached_property
    def _in(self) -> dict[Vertex, dict[Vertex, str]]:
        """The edges as end → start → relation."""
        edges: dict[Vertex, dict[Vertex, str]] = {}
        for start, ends in self._out.items():
            for end, relation in ends.items():
                edges.setdefault(end, {})[start] = relation
        return edges

    def _in_order(self, parts: Iterable[set[Vertex]]) -> tuple[Way, ...]:
        position = {vertex: number for number, vertex in enumerate(self.labels)}
        ordered = (tuple(sorted(part, key=position.__getitem__)) for part in parts)
        return tuple(sorted(ordered, key=lambda part: position[part[0]]))
