"""Pairs of claims that meet → the trail of each: the way by which one comes to harm through the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from svclint.claims.blocks import format_block
from svclint.findings.graph import WAYS, Name, Range, Server, build, servers, target
from svclint.findings.scene import Scene
from svclint.model import Claim, Step

if TYPE_CHECKING:
    import networkx as nx

Pair = tuple[int, int]
Way = tuple[Server | Name | Range, ...]

# A claim that is itself part of a way does no harm at its end.
_ON_THE_WAY = frozenset({"kubeconfig-server", "name-record", "external-name"})


def explain(scene: Scene, pairs: Iterable[Pair]) -> Mapping[Pair, tuple[Step, ...]]:
    """The trails of pairs (claim, other), as indexes into the scene.

    Where a kubeconfig server leads to what the other claim holds, the trail begins there; else it has two steps.
    The graph is built only for the first kind, and only of the claims that take part.
    """
    wanted = tuple(dict.fromkeys(pairs))
    leading, reached = _reached(scene)
    aimed = {j for _, j in wanted if target(scene, j) in reached}
    graph = build(scene, frozenset(), only=leading | aimed) if aimed else None
    ways = {j: _way(graph, scene, j) if graph is not None and j in aimed else () for _, j in wanted}
    return {(i, j): _steps(graph, scene, ways[j], i, j) for i, j in wanted}


def trail(graph: nx.DiGraph, scene: Scene, claim_index: int, other_index: int) -> tuple[Step, ...]:
    """The trail of one pair in a graph of its scene; the last step is what gets in the way."""
    return _steps(graph, scene, _way(graph, scene, other_index), claim_index, other_index)


def sentence(steps: Sequence[Step]) -> str:
    """A trail in one line, unescaped: `server → name → address (whose) ← what gets in the way`."""
    if not steps:
        return ""
    way = " → ".join(step.text for step in steps[:-1])
    return f"{way} ← {steps[-1].text}" if way else steps[-1].text


def _reached(scene: Scene) -> tuple[set[int], set[Range | Name | None]]:
    """The claims that ways are made of, and everything they speak of; empty where no kubeconfig server is known."""
    leading = {index for index, claim in enumerate(scene.claims) if servers(claim)}
    if not leading:
        return set(), set()
    leading |= {index for index, claim in enumerate(scene.claims) if claim.role in _ON_THE_WAY}
    return leading, {target(scene, index) for index in leading} - {None}


def _way(graph: nx.DiGraph, scene: Scene, other: int) -> Way:
    """The shortest way from a kubeconfig server to what a claim holds; of several, the first by the servers' texts."""
    import networkx as nx

    aim = target(scene, other)
    if aim not in graph:
        return ()
    backwards = nx.subgraph_view(graph, filter_edge=lambda a, b: graph[a][b]["relation"] in WAYS).reverse(copy=False)
    found: Mapping[Server | Name | Range, list[Server | Name | Range]] = nx.single_source_shortest_path(backwards, aim)
    cluster = scene.claims[other].owner.cluster
    ways = [tuple(reversed(way)) for end, way in found.items() if end[0] == "server"]
    return min(ways, key=lambda way: (way[0][1] != cluster, len(way), way), default=())


def _steps(graph: nx.DiGraph | None, scene: Scene, way: Way, i: int, j: int) -> tuple[Step, ...]:
    claim, other = scene.claims[i], scene.claims[j]
    first: list[Step] = []
    if graph is not None and claim.role not in _ON_THE_WAY:
        first = [Step(graph.nodes[vertex]["title"], graph.nodes[vertex]["location"]) for vertex in way[:-1]]
    last = _what(other) if first and _tells_the_way(other) else _whose(other)
    return (*first, Step(last, other.location), Step(_where(claim), claim.location))


def _tells_the_way(claim: Claim) -> bool:
    """Whether its title would only say once more where the way began."""
    derived = claim.host or claim.traits.get("derived") or claim.role == "kubeconfig-server"
    return bool(servers(claim)) and bool(derived)


def _what(claim: Claim) -> str:
    if claim.block is not None:
        return format_block(claim.block)
    return claim.host or ", ".join(str(port) for port in claim.ports) or claim.text


def _whose(claim: Claim) -> str:
    what = _what(claim)
    return f"{what} ({claim.title})" if claim.title and claim.title != what else what


def _where(claim: Claim) -> str:
    """A field of a manifest as people write it, `spec.externalIPs[0] of Service a/b`; else the claim's own title."""
    owner = str(claim.owner)
    path = "" if claim.from_inventory else _field(claim.location.pointer)
    return f"{path} of {owner}" if path and owner else claim.title


def _field(pointer: str) -> str:
    """`/spec/externalIPs/0` → `spec.externalIPs[0]`; empty for a pointer with keys that are no plain words."""
    text = ""
    for part in pointer.split("/")[1:]:
        if part.isdecimal():
            text += f"[{part}]"
        elif part.isidentifier():
            text += f".{part}" if text else part
        else:
            return ""
    return text
