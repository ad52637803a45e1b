"""Words for VRRP: instances of a network segment that treat each other as members of their group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import first_few
from svclint.findings.words.registry import claim_word
from svclint.model import Block, Claim


@claim_word("list")
def shares_vrrp_group_with(claim_index: ClaimIndex, index: int) -> list[str]:
    """Other VRRP instances on its segment with the same virtual_router_id and other addresses.

    They have its interface and family too. Machines of one group share their addresses. Instances that use unicast do
    not count. If there are many, the list has the first ones and the number of others.
    """
    claim = claim_index.claims[index]
    key = _vrrp_group(claim_index, claim)
    if not key:
        return []
    group = claim_index.memo("vrrp", lambda: _groups(claim_index))[key]
    own = group.blocks_of(claim)
    return claim_index.memo(("vrrp", key, own), lambda: group.without(own))


class _Group:
    """The multicast instances of one VRRP group, with their addresses and owners."""

    def __init__(self) -> None:
        self._blocks: dict[Hashable, set[Block]] = defaultdict(set)
        self._names: dict[Hashable, str] = {}
        self._holding: dict[Block, set[Hashable]] = defaultdict(set)
        self._counts: Counter[str] = Counter()
        self._sorted: list[str] = []

    def add(self, claim: Claim, block: Block) -> None:
        instance = _instance(claim)
        self._names.setdefault(instance, str(claim.owner))
        self._blocks[instance].add(block)
        self._holding[block].add(instance)

    def blocks_of(self, claim: Claim) -> frozenset[Block]:
        """The addresses of the instance that a claim belongs to."""
        return frozenset(self._blocks[_instance(claim)])

    def without(self, own: frozenset[Block]) -> list[str]:
        """The owners of instances that have none of the addresses, as `first_few` lists them."""
        if not self._counts:
            self._counts = Counter(self._names.values())
            self._sorted = sorted(self._counts)
        sharing = Counter(self._names[instance] for instance in set().union(*(self._holding[block] for block in own)))
        number = len(self._sorted) - sum(self._counts[name] == count for name, count in sharing.items())
        return first_few(self._sorted, lambda name: self._counts[name] > sharing[name], number)


def _groups(claim_index: ClaimIndex) -> dict[tuple[object, ...], _Group]:
    groups: dict[tuple[object, ...], _Group] = defaultdict(_Group)
    for cluster in claim_index.clusters:
        for claim in claim_index.of(cluster, "bind-address"):
            if claim.block is not None and (key := _vrrp_group(claim_index, claim)):
                groups[key].add(claim, claim.block)
    return groups


def _vrrp_group(claim_index: ClaimIndex, claim: Claim) -> tuple[object, ...]:
    """The key of the group that accepts the claim's advertisements; empty if there is none."""
    router, interface = claim.traits.get("virtual_router_id"), claim.traits.get("vrrp_interface")
    if not router or not interface or claim.block is None or claim.traits.get("vrrp_unicast"):
        return ()
    return claim_index.scopes[claim.owner.cluster], router, interface, claim.block.family


def _instance(claim: Claim) -> tuple[object, ...]:
    return claim.owner, claim.location.file, claim.traits.get("vrrp_instance")
