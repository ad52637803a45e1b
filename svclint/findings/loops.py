"""The address graph → its loops: names that lead back to themselves, with the claims that make each."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.graph import RESOLVES_TO, Vertex
from svclint.findings.graph_build import service_names, ways
from svclint.lazy_dataclasses import dataclass

# Roles that make one name lead to another.
_ALIASES = frozenset({"external-name"})


@dataclass(frozen=True, slots=True)
class Loop:
    """Names that lead back to themselves: the indexes of the claims that say so, and the names on one way round."""

    claims: tuple[int, ...]
    names: tuple[str, ...]


def loops(claim_index: ClaimIndex) -> tuple[Loop, ...]:
    """Every loop of a scene, in the order of its claims. Worked out once."""
    return claim_index.memo("loops", lambda: _found(claim_index))


def _found(claim_index: ClaimIndex) -> tuple[Loop, ...]:
    aliases = [index for index, claim in enumerate(claim_index.claims) if claim.role in _ALIASES]
    if not aliases:
        return ()
    graph = ways(claim_index)
    knots = graph.circles(RESOLVES_TO)
    if not knots:
        return ()
    number = {vertex: at for at, knot in enumerate(knots) for vertex in knot}
    members: dict[int, list[int]] = {}
    for index in aliases:
        claim = claim_index.claims[index]
        aim: Vertex = ("name", claim.owner.cluster, claim.host)
        own = {number.get(("name", claim.owner.cluster, name)) for name in service_names(claim_index, claim.owner)}
        if aim in number and number[aim] in own:
            members.setdefault(number[aim], []).append(index)
    return tuple(
        Loop(tuple(members[at]), tuple(str(vertex[-1]) for vertex in graph.circle(knots[at], RESOLVES_TO)[:-1]))
        for at in sorted(members)
    )
