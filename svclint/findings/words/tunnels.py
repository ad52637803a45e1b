"""Words for VPNs: the programs that install the routes of a VPN on the nodes of a cluster."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import first_few
from svclint.findings.words.registry import claim_word


@claim_word("list")
def accepted_by(claim_index: ClaimIndex, index: int) -> list[str]:
    """For a route of a VPN: the objects whose program installs such routes on its node, without the route's own object,
    because a router does not install the routes that it advertises.
    """
    owner = claim_index.claims[index].owner
    acceptors = claim_index.memo(
        ("route acceptors", owner.cluster),
        lambda: sorted({str(claim.owner) for claim in claim_index.of(owner.cluster, "route-acceptor")}),
    )
    own = str(owner)
    return first_few(acceptors, lambda acceptor: acceptor != own, len(acceptors) - _contains(acceptors, own))


def _contains(names: Sequence[str], name: str) -> bool:
    """Whether a name is among sorted names."""
    position = bisect_left(names, name)
    return position < len(names) and names[position] == name
