"""Pairs of claims that meet → the trail of each pair: how traffic reaches one claim, and which claim intercepts it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from svclint.claims.blocks import format_block
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.graph import AddressGraph, Way
from svclint.findings.graph_build import servers, target, ways
from svclint.model import Claim, Step

Pair = tuple[int, int]

# Claims with these roles are part of a way, so their own trail does not repeat it.
_ON_THE_WAY = frozenset({"kubeconfig-server", "name-record", "external-name"})


def explain(claim_index: ClaimIndex, pairs: Iterable[Pair]) -> Mapping[Pair, tuple[Step, ...]]:
    """The trails of pairs (claim, other) of claim indexes.

    A trail starts at the kubeconfig server that leads to the other claim; without such a server it has two steps.
    """
    distinct = tuple(dict.fromkeys(pairs))
    graph = ways(claim_index) if distinct else AddressGraph({}, {})
    way_to = {j: _way(graph, claim_index, j) for _, j in distinct}
    return {(i, j): _steps(graph, claim_index, way_to[j], i, j) for i, j in distinct}


def _way(graph: AddressGraph, claim_index: ClaimIndex, other: int) -> Way:
    """The way from a kubeconfig server to what a claim is about; computed once for all claims about the same vertex."""
    aim = target(claim_index, other)
    if aim is None:
        return ()
    cluster = claim_index.claims[other].owner.cluster
    return claim_index.memo(("way", aim, cluster), lambda: graph.way_to(aim, cluster))


def sentence(steps: Sequence[Step]) -> str:
    """A trail in one line, unescaped: `server → name → address (title) ← field of the claim`; empty without steps."""
    if not steps:
        return ""
    way = " → ".join(step.text for step in steps[:-1])
    return f"{way} ← {steps[-1].text}" if way else steps[-1].text


def _steps(graph: AddressGraph, claim_index: ClaimIndex, way: Way, i: int, j: int) -> tuple[Step, ...]:
    claim, other = claim_index.claims[i], claim_index.claims[j]
    first: list[Step] = []
    if claim.role not in _ON_THE_WAY:
        first = [Step(graph.labels[vertex].title, graph.labels[vertex].location) for vertex in way[:-1]]
    last = _subject(other) if first and _repeats_start(other) else _titled_subject(other)
    return (*first, Step(last, other.location), Step(_field_of_owner(claim), claim.location))


def _repeats_start(claim: Claim) -> bool:
    """Whether the title of the claim only repeats the server where the way starts."""
    derived = claim.host or claim.traits.get("derived") or claim.role == "kubeconfig-server"
    return bool(servers(claim)) and bool(derived)


def _subject(claim: Claim) -> str:
    """What a claim is about: its block, else its name, else its ports, else its text."""
    if claim.block is not None:
        return format_block(claim.block)
    return claim.host or ", ".join(str(port) for port in claim.ports) or claim.text


def _titled_subject(claim: Claim) -> str:
    subject = _subject(claim)
    return f"{subject} ({claim.title})" if claim.title and claim.title != subject else subject


def _field_of_owner(claim: Claim) -> str:
    """The field of a manifest in dotted form, `spec.externalIPs[0] of Service a/b`; else the claim's title."""
    owner = str(claim.owner)
    path = "" if claim.from_inventory else _field(claim.location.pointer)
    return f"{path} of {owner}" if path and owner else claim.title


def _field(pointer: str) -> str:
    """`/spec/externalIPs/0` → `spec.externalIPs[0]`; empty for a pointer with keys that are not identifiers."""
    text = ""
    for part in pointer.split("/")[1:]:
        if part.isdecimal():
            text += f"[{part}]"
        elif part.isidentifier():
            text += f".{part}" if text else part
        else:
            return ""
    return text
