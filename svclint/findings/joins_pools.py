"""A claim that asks for an address → what pools there are, and whether one holds it; a name's own addresses."""

from __future__ import annotations

from bisect import bisect_right

from svclint.findings.claim_index import ClaimIndex, address
from svclint.findings.name_lists import few
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Claim, Owner

# A variable in a name: `${POOL}`, `$(POOL)`, `{{ pool }}`.
_HOLE = regex(r"[$][{(]|[{]{2}")
_ASKED = frozenset({"load-balancer-request", "gateway-address", "external-ip"})


@dataclass(frozen=True, slots=True)
class Pools:
    """The pools of one controller, or of all: what they hold, by family, as sorted ranges that do not overlap.

    `unknown` are the families of which some pool may hold addresses that cannot be known here.
    """

    starts: dict[int, list[int]]
    ends: dict[int, list[int]]
    unknown: frozenset[int]
    controllers: tuple[str, ...]

    def hold(self, claim: Claim) -> bool:
        """Whether all addresses of the claim are in pools."""
        if claim.block is None:
            return False
        starts = self.starts.get(claim.block.family, [])
        at = bisect_right(starts, claim.block.first) - 1
        return at >= 0 and claim.block.last <= self.ends[claim.block.family][at]


def pooled(claim_index: ClaimIndex, index: int) -> bool:
    """Whether pools of the controller that is asked for the address hold it; of any, where none is asked."""
    return _pools(claim_index, claim_index.claims[index]).hold(claim_index.claims[index])


def has_unknown_pools(claim_index: ClaimIndex, index: int) -> bool:
    """Whether the controller that is asked for the address, or any, has pools whose addresses cannot be known here.

    In a pool that has known addresses of the family, what is not known is the other family's, as a rule.
    """
    claim = claim_index.claims[index]
    return claim.block is not None and claim.block.family in _pools(claim_index, claim).unknown


def asked_controllers(claim_index: ClaimIndex, index: int) -> list[str]:
    """The controller that is asked for the address, or all that have pools, where none is named."""
    claim = claim_index.claims[index]
    controller = str(claim.traits.get("controller", ""))
    return [controller] if controller else list(_pools(claim_index, claim).controllers)


def pool_names(claim_index: ClaimIndex, index: int) -> list[str]:
    """The names of the pools of the claim's controller; empty where there is none, or one whose name is not known."""
    claim = claim_index.claims[index]
    cluster, controller = claim.owner.cluster, str(claim.traits.get("controller", ""))
    return claim_index.once(("pool names", cluster, controller), lambda: _names(claim_index, cluster, controller))


def pool_is_known(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a pool of the claim's controller has the name that its text is, or may have it: not all are known."""
    claim = claim_index.claims[index]
    cluster, controller = claim.owner.cluster, str(claim.traits.get("controller", ""))
    names = claim_index.once(
        ("pool names, set", cluster, controller), lambda: frozenset(pool_names(claim_index, index))
    )
    return not names or claim.text in names


def first_pool_names(claim_index: ClaimIndex, index: int) -> list[str]:
    """The first of `pool_names`, and how many more there are."""
    claim = claim_index.claims[index]
    cluster, controller = claim.owner.cluster, str(claim.traits.get("controller", ""))
    return claim_index.once(("pool names, first", cluster, controller), lambda: few(pool_names(claim_index, index)))


def _names(claim_index: ClaimIndex, cluster: str, controller: str) -> list[str]:
    unknown = [one for one in claim_index.of(cluster, "setting") if one.traits.get("setting") == "unknown-pool"]
    pools = [one for one in (*claim_index.of(cluster, "pool"), *unknown) if one.traits.get("controller") == controller]
    names = {str(one.traits.get("pool_name", "")) for one in pools}
    return [] if any(not name or _HOLE.search(name) for name in names) else sorted(names)


def dns_answers(claim_index: ClaimIndex, index: int) -> list[str]:
    """The addresses that external-dns finds for a name: those that its own Service or Gateway asks for."""
    claim = claim_index.claims[index]
    answers = claim_index.once(("dns answers", claim.owner), lambda: _answers(claim_index, claim.owner))
    if claim.owner.kind in ("Service", "Gateway"):
        return answers.get("", [])
    service = claim.location.pointer.rpartition("/annotations/")[0]  # a release may be of several Services
    return answers.get(service, []) if service else []


def _answers(claim_index: ClaimIndex, owner: Owner) -> dict[str, list[str]]:
    """The addresses that an object asks for: all of them under an empty key, and those below each pointer."""
    found: dict[str, set[str]] = {"": set()}
    for one in claim_index.claims_of(owner):
        if one.role in _ASKED and one.block:
            pointer = one.location.pointer
            found[""].add(address(one))
            while pointer := pointer.rpartition("/")[0]:
                found.setdefault(pointer, set()).add(address(one))
    return {pointer: sorted(addresses) for pointer, addresses in found.items()}


def _pools(claim_index: ClaimIndex, claim: Claim) -> Pools:
    key = claim.owner.cluster, str(claim.traits.get("controller", ""))
    return claim_index.once(("pools", *key), lambda: _gathered(claim_index, *key))


def _gathered(claim_index: ClaimIndex, cluster: str, controller: str) -> Pools:
    pools = [one for one in claim_index.of(cluster, "pool") if not one.traits.get("pool_disabled")]
    unknown = [one for one in claim_index.of(cluster, "setting") if one.traits.get("setting") == "unknown-pool"]
    controllers = tuple(sorted({str(one.traits.get("controller", "")) for one in pools} - {""}))
    if controller:
        pools = [one for one in pools if one.traits.get("controller") == controller]
        unknown = [one for one in unknown if one.traits.get("controller") == controller]
    starts: dict[int, list[int]] = {4: [], 6: []}
    ends: dict[int, list[int]] = {4: [], 6: []}
    for family, first, last in sorted(
        (one.block.family, one.block.first, one.block.last) for one in pools if one.block
    ):
        if ends[family] and first <= ends[family][-1] + 1:
            ends[family][-1] = max(ends[family][-1], last)
        else:
            starts[family].append(first)
            ends[family].append(last)
    known = {(one.owner, one.block.family) for one in pools if one.block}
    families = frozenset(family for family in (4, 6) if any((one.owner, family) not in known for one in unknown))
    return Pools(starts, ends, families, controllers)
