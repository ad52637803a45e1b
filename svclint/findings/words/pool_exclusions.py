"""Words for the addresses of a range that its controller never assigns: exclusions, and settings of the range."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

from svclint.claims.blocks import format_block
from svclint.claims.controllers import EXCLUDING_EVERYWHERE
from svclint.claims.ranges import Ranges
from svclint.findings.claim_index import ClaimIndex, common
from svclint.findings.words.addresses import block
from svclint.findings.words.registry import pair_word
from svclint.model import Block, Claim, Owner

# The roles of ranges from which a controller assigns addresses, or in which a node looks for its own.
_ASSIGNING = frozenset({"pool", "secondary-network", "machine-pool", "node-address-range"})
# The smallest IPv4 subnet whose first and last address are reserved (RFC 3021 exempts /31).
_SMALLEST_WITH_ENDS = 4
_Scope = tuple[str, str, Owner | None]


def _assigning(claim_index: ClaimIndex, index: int) -> Hashable:
    """What decides which addresses a claim shares with others but never assigns; None if every range assigns all."""
    if not claim_index.memo("some excluded", lambda: _some_excluded(claim_index)):
        return None
    claim = claim_index.claims[index]
    alike = claim_index.memo("alike exclusions", lambda: _alike(_excluded_blocks(claim_index)))
    excluded_here = tuple(alike.get(scope) for scope in _scopes(claim))
    return block(claim_index, index), claim.role, excluded_here, claim.traits.get("avoids_buggy"), _omits_ends(claim)


@pair_word("bool", depends=(_assigning, _assigning))
def excluded(claim_index: ClaimIndex, i: int, j: int) -> bool:
    """Whether the controller of one of the two ranges never assigns the addresses that they share."""
    claim, other = claim_index.claims[i], claim_index.claims[j]
    both = common(claim, other)
    return both is not None and (never_assigns(claim_index, claim, both) or never_assigns(claim_index, other, both))


def _assigning_or_subnet(claim_index: ClaimIndex, index: int) -> Hashable:
    return block(claim_index, index), _assigning(claim_index, index)


@pair_word("string", depends=(_assigning_or_subnet, block), rests_on=("nodeCIDRs",))
def ends(claim_index: ClaimIndex, i: int, j: int) -> str:
    """The first and last address of the IPv4 subnet `other`, if the claim contains them and may assign them."""
    claim, subnet = claim_index.claims[i], claim_index.claims[j].block
    if claim.block is None or subnet is None or {claim.block.family, subnet.family} != {4}:
        return ""
    if subnet.size < _SMALLEST_WITH_ENDS:
        return ""
    subnet_ends = (Block(4, end, end) for end in (subnet.first, subnet.last))
    assigned = (end for end in subnet_ends if claim.block.contains(end) and not never_assigns(claim_index, claim, end))
    return " and ".join(map(format_block, assigned))


def never_assigns(claim_index: ClaimIndex, claim: Claim, addresses: Block) -> bool:
    """Whether a range leaves out `addresses`, all of which it contains; False for claims that are no such range."""
    if claim.role not in _ASSIGNING:
        return False
    exclusions = claim_index.memo("exclusions", lambda: _exclusions(claim_index))
    if any(scope in exclusions and exclusions[scope].hold(addresses) for scope in _scopes(claim)):
        return True
    if addresses.size > 1 or claim.block is None:
        return False
    if claim.traits.get("avoids_buggy") and addresses.family == 4 and addresses.first % 256 in (0, 255):
        return True
    return _omits_ends(claim) and addresses.first in (claim.block.first, claim.block.last)


def _omits_ends(claim: Claim) -> bool:
    """Whether the pool is a network whose first and last address Cilium leaves out: all but /31, /32, /127 and /128."""
    is_network = claim.location.pointer.endswith("/cidr") and claim.block is not None and claim.block.size > 2
    return is_network and claim.traits.get("first_last") == "No"


def _some_excluded(claim_index: ClaimIndex) -> bool:
    return any(
        claim.role == "pool-exclusion" or claim.traits.get("avoids_buggy") or _omits_ends(claim)
        for claim in claim_index.claims
    )


def _exclusions(claim_index: ClaimIndex) -> dict[_Scope, Ranges]:
    return {scope: Ranges(excluded) for scope, excluded in _excluded_blocks(claim_index).items()}


def _excluded_blocks(claim_index: ClaimIndex) -> dict[_Scope, list[Block]]:
    """The excluded blocks by the ranges to which they apply."""
    blocks: dict[_Scope, list[Block]] = {}
    for claim in claim_index.claims:
        if claim.role == "pool-exclusion" and claim.block is not None:
            for scope in _scopes(claim):
                blocks.setdefault(scope, []).append(claim.block)
    return blocks


def _alike(blocks: Mapping[_Scope, Iterable[Block]]) -> dict[_Scope, int]:
    """A number for each scope; scopes with the same exclusions have the same one."""
    numbers: dict[frozenset[Block], int] = {}
    return {scope: numbers.setdefault(frozenset(excluded), len(numbers)) for scope, excluded in blocks.items()}


def _scopes(claim: Claim) -> tuple[_Scope, ...]:
    """What an exclusion must have in common with a range to apply to it: the controller, and its object or its cluster.

    A pool of an unknown controller may be of any that excludes addresses in the whole cluster.
    """
    controller, cluster = str(claim.traits.get("controller", "")), claim.owner.cluster
    if not controller:
        return tuple((name, cluster, None) for name in sorted(EXCLUDING_EVERYWHERE))
    return ((controller, cluster, None if controller in EXCLUDING_EVERYWHERE else claim.owner),)
