"""Pairs of claims that meet → the trail of each: the way by which one comes to harm through the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from svclint.claims.blocks import format_block
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.graph import AddressGraph, Way
from svclint.findings.graph_build import servers, target, ways
from svclint.model import Claim, Step

Pair = tuple[int, int]

# A claim that is itself part of a way does no harm at its end.
_ON_THE_WAY = frozenset({"kubeconfig-server", "name-record", "external-name"})


def explain(claim_index: ClaimIndex, pairs: Iterable[Pair]) -> Mapping[Pair, tuple[Step, ...]]:
    """The trails of pairs (claim, other), as indexes into the scene.

    Where a kubeconfig server leads to what the other claim holds, the trail begins there; else it has two steps.
    """
    wanted = tuple(dict.fromkeys(pairs))
    graph = ways(claim_index) if wanted else AddressGraph({}, {})
    found = {j: _way(graph, claim_index, j) for _, j in wanted}
    return {(i, j): _steps(graph, claim_index, found[j], i, j) for i, j in wanted}


def _way(graph: AddressGraph, claim_index: ClaimIndex, other: int) -> Way:
    """The way from a kubeconfig server to what a claim is about, looked up once for all claims about it."""
    aim = target(claim_index, other)
    if aim is None:
        return ()
    cluster = claim_index.claims[other].owner.cluster
    return claim_index.memo(("way", aim, cluster), lambda: graph.way_to(aim, cluster))


def sentence(steps: Sequence[Step]) -> str:
    """A trail in one line, unescaped: `server → name → address (whose) ← what gets in the way`."""
    if not steps:
        return ""
    way = " → ".join(step.text for step in steps[:-1])
    return f"{way} ← {steps[-1].text}" if way else steps[-1].text


def _steps(graph: AddressGraph, claim_index: ClaimIndex, way: Way, i: int, j: int) -> tuple[Step, ...]:
    claim, other = claim_index.claims[i], claim_index.claims[j]
    first: list[Step] = []
    if claim.role not in _ON_THE_WAY:
        first = [Step(graph.labels[vertex].title, graph.labels[vertex].location) for vertex in way[:-1]]
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
