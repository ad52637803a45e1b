"""The address graph → its loops: names that lead back to themselves, with the claims that make each."""

from __future__ import annotations

from svclint.findings.graph import RESOLVES_TO, Vertex
from svclint.findings.graph_build import build, service_names
from svclint.findings.scene import Scene
from svclint.records import dataclass

# Roles that make one name lead to another.
_ALIASES = frozenset({"external-name"})


@dataclass(frozen=True, slots=True)
class Loop:
    """Names that lead back to themselves: the indexes of the claims that say so, and the names on one way round."""

    claims: tuple[int, ...]
    names: tuple[str, ...]


def loops(scene: Scene) -> tuple[Loop, ...]:
    """Every loop of a scene, in the order of its claims. Worked out once."""
    return scene.once("loops", lambda: _found(scene))


def loop_names(scene: Scene, index: int) -> tuple[str, ...]:
    """The names of the loop that a claim is part of, in the order in which they lead to each other."""
    names = scene.once("loop names", lambda: {at: loop.names for loop in loops(scene) for at in loop.claims})
    return names.get(index, ())


def _found(scene: Scene) -> tuple[Loop, ...]:
    aliases = [index for index, claim in enumerate(scene.claims) if claim.role in _ALIASES]
    if not aliases:
        return ()
    graph = build(scene, frozenset(), only=aliases)
    knots = graph.circles(RESOLVES_TO)
    if not knots:
        return ()
    number = {vertex: at for at, knot in enumerate(knots) for vertex in knot}
    members: dict[int, list[int]] = {}
    for index in aliases:
        claim = scene.claims[index]
        aim: Vertex = ("name", claim.owner.cluster, claim.host)
        own = {number.get(("name", claim.owner.cluster, name)) for name in service_names(scene, claim.owner)}
        if aim in number and number[aim] in own:
            members.setdefault(number[aim], []).append(index)
    return tuple(
        Loop(tuple(members[at]), tuple(str(vertex[-1]) for vertex in graph.circle(knots[at], RESOLVES_TO)[:-1]))
        for at in sorted(members)
    )
