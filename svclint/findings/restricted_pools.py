"""Pools that serve only some Services, by namespace and labels → which of them contain an address, and for whom.

Sources: MetalLB, https://github.com/metallb/metallb/blob/v0.16.1/internal/allocator/allocator.go#L542
(`isPoolCompatibleWithService`); Cilium,
https://github.com/cilium/cilium/blob/e0cc421a538bca20fe30f4e1fc8f04951a536993/operator/pkg/lbipam/service_store.go
(`svcLabels`). Both also apply to an address that a Service requests.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from itertools import accumulate

from svclint.claims.label_selectors import NAME_LABEL, contradicts, requirements_of
from svclint.lazy_re import regex
from svclint.model import Block, Claim, TraitValue

_RESTRICTIONS = ("pool_namespaces", "pool_namespace_selectors", "pool_selectors")
_NAMESPACE = regex(r"[a-z0-9-]+")


class RestrictedPools:
    """Pools that serve only some Services, sorted by address."""

    def __init__(self, pools: Iterable[Claim]) -> None:
        blocks = [(pool.block, pool) for pool in pools if pool.block]
        blocks.sort(key=lambda pair: (pair[0].family, pair[0].first, pair[0].last))
        self._pools = [pool for _, pool in blocks]
        self._starts = [(block.family, block.first) for block, _ in blocks]
        # The last address of a pool up to each position, so that the search for an address can stop.
        self._reach = list(accumulate(((block.family, block.last) for block, _ in blocks), max))

    def containing(self, block: Block) -> Iterator[Claim]:
        """The pools that contain all addresses of the block."""
        position = bisect_right(self._starts, (block.family, block.first)) - 1
        while position >= 0 and self._reach[position] >= (block.family, block.last):
            pool = self._pools[position]
            if pool.block is not None and pool.block.contains(block):
                yield pool
            position -= 1


def is_restricted(pool: Claim) -> bool:
    """Whether a pool serves only some Services."""
    return any(pool.traits.get(name) for name in _RESTRICTIONS)


def serves(pool: Claim, claim: Claim) -> bool:
    """Whether the pool may serve the object of the claim. Unknown namespaces and labels are assumed to match."""
    owner = claim.owner
    if owner.kind != "Service" or owner.group:
        return True  # values of a chart: the Service that it creates has other labels, maybe in another namespace
    return _serves_namespace(pool, owner.namespace) and _serves_labels(pool, claim)


def _serves_namespace(pool: Claim, namespace: str) -> bool:
    names, selectors = _texts(pool.traits.get("pool_namespaces")), _texts(pool.traits.get("pool_namespace_selectors"))
    if not namespace or not (names or selectors) or namespace in names:
        return True
    if not all(map(_NAMESPACE.fullmatch, names)):
        return True  # one of them is a variable
    labels = {NAME_LABEL: namespace}
    return any(not contradicts(selector, labels) for selector in selectors)


def _serves_labels(pool: Claim, claim: Claim) -> bool:
    selectors = _texts(pool.traits.get("pool_selectors"))
    if not selectors:
        return True
    labels = dict(text.partition("=")[::2] for text in _texts(claim.traits.get("labels")))
    if claim.owner.namespace and pool.traits.get("controller") == "cilium":
        labels["io.kubernetes.service.name"] = claim.owner.name
        labels["io.kubernetes.service.namespace"] = claim.owner.namespace
    return any(not (contradicts(selector, labels) or _has_other_key(selector, labels)) for selector in selectors)


def _has_other_key(selector: str, labels: Mapping[str, str]) -> bool:
    """Whether the labels have the value of a label that a selector requires, but under another key."""
    values = frozenset(labels.values())
    return any(
        item.operator == "In" and item.key not in labels and not values.isdisjoint(item.values)
        for item in requirements_of(selector)
    )


def _texts(value: TraitValue | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()
