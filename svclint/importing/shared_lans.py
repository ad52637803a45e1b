"""Clusters of one import → the same with `lan` for those whose nodes are in one subnet."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.claims.blocks import NotAnAddress, parse_block
from svclint.importing.imported import Entry, StatedValue, Tree, values
from svclint.model import Block


def with_lans(entries: Sequence[Entry]) -> list[Entry]:
    """The entries; `lan` is the subnet that a cluster states and in which another cluster has a node too.

    Clusters that have a node address in common are in different places, or are the same cluster twice.
    """
    nodes = [_blocks(_addresses(entry)) for entry in entries]
    lans: dict[int, StatedValue] = {}
    for number, entry in enumerate(entries):
        for network, value in zip(
            _blocks(entry.get("nodeCIDRs", ())), values(entry.get("nodeCIDRs", ())), strict=False
        ):
            members = [
                other
                for other, blocks in enumerate(nodes)
                if other != number and any(network.contains(block) for block in blocks)
            ]
            if not members or any(set(nodes[number]) & set(nodes[other]) for other in members):
                continue
            lan = lans.get(number) or StatedValue(str(value.value), value.place)
            for member in (number, *members):
                lans.setdefault(member, lan)
    return [{**entry, "lan": lans[number]} if number in lans else entry for number, entry in enumerate(entries)]


def _addresses(entry: Entry) -> Tree:
    nodes = entry.get("nodes", ())
    return (
        tuple(node.get("addresses", ()) for node in nodes if not isinstance(node, StatedValue | tuple))
        if isinstance(nodes, tuple)
        else ()
    )


def _blocks(tree: Tree) -> list[Block]:
    parsed = (parse_block(str(value.value)) for value in values(tree))
    return [block.block for block in parsed if not isinstance(block, NotAnAddress)]
