"""BGP advertisements with a prefix length, pools and external addresses → claims for the blocks that are announced.

Cilium announces the address of a Service shortened to the prefix length (a Service with `externalTrafficPolicy: Local`
is excepted): https://docs.cilium.io/en/v1.18/network/bgp-control-plane/bgp-control-plane-configuration/
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from svclint.lazy_dataclasses import replace
from svclint.model import Block, Claim, TraitValue

_BITS = {4: 32, 6: 128}
# Operators of a label selector that match objects without the label, so that the selector usually matches all.
_MATCHING_OTHERS = frozenset({"NotIn", "DoesNotExist"})


def aggregates(claims: Sequence[Claim]) -> list[Claim]:
    """A claim with the role `advertised-block` for each block that an aggregating advertisement announces.

    If an advertisement selects Services and there are several pools, the pools of these Services are unknown, and no
    claim is made.
    """
    pools: dict[str, list[Claim]] = defaultdict(list)
    external: dict[str, list[Claim]] = defaultdict(list)
    advertisements: list[Claim] = []
    for claim in claims:
        if claim.role == "bgp-aggregation":
            advertisements.append(claim)
        elif (
            claim.role == "pool"
            and claim.traits.get("controller") == "cilium"
            and not claim.traits.get("pool_disabled")
        ):
            pools[claim.owner.cluster].append(claim)
        elif claim.role == "external-ip":
            external[claim.owner.cluster].append(claim)
    announced: dict[tuple[object, ...], Claim] = {}
    for advertisement in advertisements:
        for kind, sources in (("LoadBalancerIP", pools), ("ExternalIP", external)):
            if kind in _listed(advertisement.traits.get("addresses", ())):
                for block in _blocks(advertisement, sources[advertisement.owner.cluster]):
                    traits = {"controller": "cilium", "advertises": kind, "aggregation": "Enabled"}
                    claim = replace(advertisement, role="advertised-block", block=block, traits=traits)
                    announced.setdefault((claim.owner, claim.location, block), claim)
    return list(announced.values())


def _blocks(advertisement: Claim, sources: Sequence[Claim]) -> Iterator[Block]:
    """The blocks of the sources, extended to the prefix length of the advertisement."""
    if len({source.owner for source in sources if source.role == "pool"}) > 1 and not _selects_all(advertisement):
        return
    family = 6 if advertisement.location.pointer.endswith("IPv6") else 4
    length = (
        int(advertisement.text) if advertisement.text.isdecimal() and len(advertisement.text) < 4 else _BITS[family]
    )
    if length >= _BITS[family]:
        return
    size = 1 << (_BITS[family] - length)
    for source in sources:
        if source.block is not None and source.block.family == family:
            yield Block(family, source.block.first // size * size, (source.block.last // size + 1) * size - 1)


def _selects_all(advertisement: Claim) -> bool:
    operators = _listed(advertisement.traits.get("selector_operators", ()))
    return not advertisement.traits.get("selects_labels") and set(operators) <= _MATCHING_OTHERS


def _listed(value: TraitValue) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
