"""Word for nodes in different networks: machines between which traffic passes a router."""

from __future__ import annotations

from bisect import bisect_right

from svclint.claims.blocks import format_block
from svclint.findings.claim_index import ClaimIndex, node_name
from svclint.findings.words.registry import cluster_word
from svclint.model import Block


@cluster_word("list", rests_on=("nodes", "nodeCIDRs"))
def separate_nodes(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """Two nodes that share no known network, each with its network; empty if there are none."""
    networks = _outermost([claim.block for claim in claim_index.of(cluster, "node-network") if claim.block])
    starts = [(network.family, network.first) for network in networks]
    found: dict[str, set[Block]] = {}
    for claim in claim_index.of(cluster, "node"):
        block = claim.block
        position = bisect_right(starts, (block.family, block.first)) - 1 if block and block.size == 1 else -1
        if block and position >= 0 and networks[position].contains(block):
            found.setdefault(node_name(claim), set()).add(networks[position])
    nodes = sorted(found, key=lambda node: (len(found[node]), node))
    for node in nodes[1:]:
        if _apart(found[nodes[0]], found[node]):
            return sorted(f"{name} in {format_block(min(found[name]))}" for name in (nodes[0], node))
    return []


def _apart(networks: set[Block], others: set[Block]) -> bool:
    """Whether two nodes share no network, though both have one of the same family."""
    same_family = {block.family for block in networks} & {block.family for block in others}
    return bool(same_family) and networks.isdisjoint(others)


def _outermost(blocks: list[Block]) -> list[Block]:
    """The blocks that no other contains, sorted. Blocks that overlap in part do not occur among CIDRs."""
    outermost: list[Block] = []
    for block in sorted(blocks, key=lambda block: (block.family, block.first, -block.last)):
        if not outermost or not outermost[-1].contains(block):
            outermost.append(block)
    return outermost
