"""Word for machines that a provisioning system installs: those that it cannot distinguish from another."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import few
from svclint.findings.words.registry import claim_word
from svclint.model import Claim

_Key = tuple[str, str, str, str, str]


@claim_word("list")
def other_machines(claim_index: ClaimIndex, index: int) -> list[str]:
    """For what identifies a machine: the other machines of its namespace with the same.

    Without an inventory, only those in files of one folder: other folders may describe the same machines for another
    cluster.
    """
    claim = claim_index.claims[index]
    if claim.role != "machine-identity":
        return []
    machines = claim_index.memo("machines by identity", lambda: _machines(claim_index))
    return few(name for name in machines[_key(claim_index, claim)] if name != str(claim.owner))


def _machines(claim_index: ClaimIndex) -> Mapping[_Key, list[str]]:
    names: dict[_Key, set[str]] = defaultdict(set)
    for claim in claim_index.claims:
        if claim.role == "machine-identity":
            names[_key(claim_index, claim)].add(str(claim.owner))
    return {key: sorted(some) for key, some in names.items()}


def _key(claim_index: ClaimIndex, claim: Claim) -> _Key:
    owner = claim.owner
    together = claim_index.clusters[owner.cluster].in_inventory
    folder = "" if together else posixpath.dirname(claim.location.file)
    return owner.cluster, owner.namespace, folder, str(claim.traits.get("identity", "")), claim.text.lower()
