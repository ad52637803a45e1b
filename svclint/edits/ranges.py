"""Claims of addresses → free addresses to request instead, and ranges of pools without the addresses of others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svclint.asking import free
from svclint.asking.evidence import Evidence
from svclint.asking.role_groups import OWNERS
from svclint.claims.blocks import cidr, format_address
from svclint.findings.words.load_balancers import served_by
from svclint.model import Block, Claim
from svclint.pipeline import Checked

_MOST_PARTS = 8
"""A pool in more parts is for people to divide."""
_MOST_REQUESTS = 100
"""The most addresses of one pool and family that are proposed."""
# RFC 3021 exempts /31 subnets.
_SMALLEST_WITH_ENDS = 4
_OTHERS = frozenset({*OWNERS, "kubeconfig-server"})


class FreeAddresses:
    """Hands out free addresses of pools, each one once."""

    def __init__(self, checked: Checked) -> None:
        self._index = checked.claim_index
        self._evidence = Evidence(checked.claim_index, (), checked.inert)
        self._left: dict[tuple[str, str], list[str]] = {}
        self._numbers = {id(claim): number for number, claim in enumerate(self._index.claims)}

    def instead_of(self, claim: Claim) -> str:
        """A free address of the pool that a claim requests from, in its family; empty if the pool is not known."""
        pool = self._pool(claim)
        if pool is None or claim.block is None:
            return ""
        key, ranges = pool
        if key not in self._left:
            self._left[key] = list(free.in_pool(self._evidence, ranges, _MOST_REQUESTS).addresses)
        for address in self._left[key]:
            if (":" in address) == (claim.block.family == 6):
                self._left[key].remove(address)
                return address
        return ""

    def _pool(self, claim: Claim) -> tuple[tuple[str, str], Sequence[Claim]] | None:
        """The only pool that contains the address, or else the only one of the controller that serves the claim."""
        pools = free.pools(self._evidence, claim.owner.cluster)
        block = claim.block
        around = {
            key
            for key, ranges in pools.items()
            if any(pool.block and block and pool.block.contains(block) for pool in ranges)
        }
        if not around:
            controller = served_by(self._index, self._numbers[id(claim)])
            around = {key for key, ranges in pools.items() if ranges[0].traits.get("controller") == controller}
        if len(around) != 1:
            return None
        key = around.pop()
        return key, pools[key]


def canonical(claim: Claim) -> str:
    """The addresses of a claim as Kubernetes writes them, in the form of its text: CIDR, `first-last` or address."""
    block = claim.block
    if block is None:
        return ""
    first, last = (format_address(block.family, value) for value in (block.first, block.last))
    if "/" in claim.text:
        return cidr(block) or ""
    return f"{first}-{last}" if "-" in claim.text else first if first == last else ""


def parts_without_others(checked: Checked, pool: Claim) -> tuple[str, ...]:
    """The range of a pool without what belongs to machines, load balancers and others, as CIDRs and `first-last`.

    The ends of the node subnets are left out too.
    """
    if pool.block is None:
        return ()
    scope = checked.claim_index.scope(pool.owner.cluster)
    others: list[Block] = []
    for claim in checked.claim_index.claims:
        block = claim.block
        if block is None or claim.status.latent or checked.claim_index.scope(claim.owner.cluster) != scope:
            continue
        if claim.role in _OTHERS:
            others.append(block)
        elif claim.role == "node-network" and block.family == 4 and block.size >= _SMALLEST_WITH_ENDS:
            others += [Block(4, end, end) for end in (block.first, block.last)]
    parts = [_text(part) for part in _rest(pool.block, sorted(filter(pool.block.overlaps, others)))]
    return tuple(parts) if len(parts) <= _MOST_PARTS else ()


def _rest(block: Block, others: Sequence[Block]) -> Iterator[Block]:
    """The parts of a block that are in none of the others, which are sorted."""
    position = block.first
    for other in others:
        if other.first > position:
            yield Block(block.family, position, other.first - 1)
        position = max(position, other.last + 1)
    if position <= block.last:
        yield Block(block.family, position, block.last)


def _text(block: Block) -> str:
    """A CIDR or `first-last`: MetalLB reads no bare address."""
    first, last = (format_address(block.family, value) for value in (block.first, block.last))
    return cidr(block) or f"{first}-{last}"
