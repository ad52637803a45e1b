"""The address graph → its loops: names that resolve to themselves, with the claims that cause each loop."""

from __future__ import annotations

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.graph import RESOLVES_TO, Vertex
from svclint.findings.graph_build import service_names, ways
from svclint.lazy_dataclasses import dataclass

# Roles that make one name resolve to another.
_ALIASES = frozenset({"external-name"})


@dataclass(frozen=True, slots=True)
class Loop:
    """Names that resolve to themselves: the indexes of the claims that cause it, and the names of a shortest cycle."""

    claims: tuple[int, ...]
    names: tuple[str, ...]


def loops(claim_index: ClaimIndex) -> tuple[Loop, ...]:
    """Every loop of the claims, in their order. Computed once per run."""
    return claim_index.memo("loops", lambda: _find_loops(claim_index))


def _find_loops(claim_index: ClaimIndex) -> tuple[Loop, ...]:
    aliases = [index for index, claim in enumerate(claim_index.claims) if claim.role in _ALIASES]
    if not aliases:
        return ()
    graph = ways(claim_index)
    knots = graph.circles(RESOLVES_TO)
    if not knots:
        return ()
    knot_of = {vertex: number for number, knot in enumerate(knots) for vertex in knot}
    members: dict[int, list[int]] = {}
    for index in aliases:
        claim = claim_index.claims[index]
        aim: Vertex = ("name", claim.owner.cluster, claim.host)
        own = {knot_of.get(("name", claim.owner.cluster, name)) for name in service_names(claim_index, claim.owner)}
        if aim in knot_of and knot_of[aim] in own:
            members.setdefault(knot_of[aim], []).append(index)
    return tuple(
        Loop(tuple(members[number]), tuple(str(vertex[-1]) for vertex in graph.circle(knots[number], RESOLVES_TO)[:-1]))
        for number in sorted(members)
    )
