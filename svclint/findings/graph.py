"""The address graph: what leads to an address, who claims it, which names lead to which; look-ups, walks, loops.

Everything is answered from plain adjacency. Algorithms on the whole graph ask `to_networkx`, and only they import it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from svclint.claims.name_records import NameRecords
from svclint.lazy_dataclasses import dataclass
from svclint.model import Block, Location, Owner

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
Way = tuple[Vertex, ...]

LEADS_TO, RESOLVES_TO = "leads to", "resolves to"
CLAIMS, HOLDS, INSIDE, OVERLAPS = "claims", "holds", "lies in", "overlaps"
# What a way from a kubeconfig to an address is made of.
WAYS = frozenset({LEADS_TO, RESOLVES_TO})


@dataclass(frozen=True, slots=True)
class Label:
    """What a vertex is: its role, a title for people, and the place that states it (None where no file does)."""

    role: str
    title: str
    location: Location | None


class AddressGraph:
    """Vertices in the order of the claims that state them, and directed edges, each with its relation."""

    def __init__(
        self,
        labels: Mapping[Vertex, Label],
        edges: Mapping[Vertex, Mapping[Vertex, str]],
        about: Mapping[Vertex, Sequence[int]] = MappingProxyType({}),
    ) -> None:
        """`edges` gives the relation of each edge, by start and end; both ends have labels.

        `about` gives the claims that state something about a block or a name, by their indexes, in order.
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
        """Every edge: start, end, relation; by starts, in order."""
        for start in self.labels:
            for end, relation in self._out.get(start, {}).items():
                yield start, end, relation

    def claims_about(self, vertex: Vertex | None) -> Sequence[int]:
        """The indexes of the claims that state something about a block or a name, in order."""
        return self._about.get(vertex, ()) if vertex is not None else ()

    def names_of(self, aim: Range | Name) -> tuple[str, ...]:
        """The names that lead to a block or a name, directly or by way of others, sorted."""
        found = self._before(aim, frozenset({RESOLVES_TO}))
        return tuple(sorted(str(vertex[2]) for vertex in found if vertex[0] == "name" and vertex != aim))

    def addresses_of(self, name: str, cluster: str) -> tuple[Block, ...]:
        """The blocks that a name of a cluster leads to, directly, by way of other names or by a wildcard record."""
        found: dict[Block, None] = {}
        seen: set[Vertex] = set()
        todo: list[Vertex] = [("name", cluster, name)]
        while todo:
            vertex = todo.pop()
            if vertex in seen:
                continue
            seen.add(vertex)
            if vertex[0] == "block":
                found[vertex[2]] = None
            elif vertex[0] == "name":
                ends = [end for end, relation in self._out.get(vertex, {}).items() if relation == RESOLVES_TO]
                todo += ends or self._names[vertex[1]].addresses(vertex[2])
        return tuple(sorted(found))

    def degree(self, vertex: Vertex) -> int:
        """How many edges begin or end at a vertex."""
        return len(self._out.get(vertex, ())) + len(self._in.get(vertex, ()))

    def way_to(self, aim: Vertex, cluster: str) -> Way:
        """The shortest way from a kubeconfig server to a vertex, both ends included; empty where none leads there.

        Servers of `cluster` come first, then the shorter way, then the first by the servers' texts.
        """
        if aim not in self.labels:
            return ()
        ways = (way for start, way in self._before(aim, WAYS).items() if start[0] == "server")
        return min(ways, key=lambda way: (way[0][1] != cluster, len(way), way), default=())

    def circles(self, relation: str) -> tuple[Way, ...]:
        """What leads back to itself by edges of one relation: each knot of circles once, as the vertices in it.

        Circles are not told apart within a knot: there can be more of them than anybody could count.
        """
        edges = [(start, end) for start, end, kind in self.edges() if kind == relation]
        starts, ends = {start for start, _ in edges}, {end for _, end in edges}
        edges = [(start, end) for start, end in edges if start in ends and end in starts]
        if not edges:
            return ()
        import networkx as nx

        graph = nx.DiGraph(edges)
        selfish = set(nx.nodes_with_selfloops(graph))
        knots = nx.strongly_connected_components(graph)
        return self._in_order(knot for knot in knots if len(knot) > 1 or knot & selfish)

    def circle(self, knot: Way, relation: str) -> Way:
        """A shortest circle through the first vertex of a knot, by edges of one relation; that vertex ends it too."""
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

    def components(self) -> tuple[Way, ...]:
        """The parts of the graph that no edge joins, each in the order of the claims, the first part first."""
        import networkx as nx

        return self._in_order(nx.weakly_connected_components(self.to_networkx()))

    def part(self, vertices: Iterable[Vertex]) -> AddressGraph:
        """The graph of some of the vertices, with the edges between them."""
        kept = set(vertices)
        labels = {vertex: label for vertex, label in self.labels.items() if vertex in kept}
        edges = {
            start: {end: relation for end, relation in ends.items() if end in kept}
            for start, ends in self._out.items()
            if start in kept
        }
        return AddressGraph(labels, edges)

    def to_networkx(self) -> nx.DiGraph:
        """The same vertices and edges as a networkx graph that cannot be changed, made once.

        Vertices have `role`, `title` and `location`, edges a `relation`.
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

    def _before(self, aim: Vertex, relations: Collection[str]) -> dict[Vertex, Way]:
        """Every vertex from which edges of these relations lead to `aim`, itself included, with a shortest way."""
        found: dict[Vertex, Way] = {aim: (aim,)}
        level = [aim]
        while level:
            reached: list[Vertex] = []
            for vertex in level:
                for before, relation in self._in.get(vertex, {}).items():
                    if relation in relations and before not in found:
                        found[before] = (before, *found[vertex])
                        reached.append(before)
            level = reached
        return found

    @cached_property
    def _names(self) -> Mapping[str, NameRecords[Vertex]]:
        """What the names of each cluster resolve to, for those that only a wildcard stands for."""
        found: dict[str, NameRecords[Vertex]] = defaultdict(NameRecords)
        for start, end, relation in self.edges():
            if relation == RESOLVES_TO and start[0] == "name":
                found[start[1]].add(start[2], end)
        return found

    @cached_property
    def _in(self) -> dict[Vertex, dict[Vertex, str]]:
        found: dict[Vertex, dict[Vertex, str]] = {}
        for start, ends in self._out.items():
            for end, relation in ends.items():
                found.setdefault(end, {})[start] = relation
        return found

    def _in_order(self, parts: Iterable[set[Vertex]]) -> tuple[Way, ...]:
        place = {vertex: number for number, vertex in enumerate(self.labels)}
        ordered = (tuple(sorted(part, key=place.__getitem__)) for part in parts)
        return tuple(sorted(ordered, key=lambda part: place[part[0]]))
