"""The anchors of each cluster → which clusters other parts belong to: by address, by folder, or all that share it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from svclint.claims.blocks import format_block, special
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.model import Claim

ENDPOINTS = frozenset({"control-plane", "kubeconfig-server", "join-endpoint"})
"""The roles whose addresses are a control plane's."""


def keys_of(part: Statement, roles: Iterable[str]) -> set[str]:
    """Addresses and names of the part's claims with these roles; loopback says nothing."""
    found = (key_of(claim) for claim in part.claims if claim.role in roles)
    return {key for key in found if key}


def key_of(claim: Claim) -> str:
    """A claim's address or name; empty for loopback, which says nothing."""
    if claim.block is None:
        return claim.host if claim.host != "localhost" else ""
    return "" if special(claim.block) in ("loopback", "unspecified") else format_block(claim.block)


class ClusterAssignment:
    """What is known of each cluster so far; it grows with the parts that are given a home, the most trusted first.

    `words` are the folder names that tell each cluster's files from the others'.
    """

    def __init__(self, sets: Sequence[Sequence[Statement]]) -> None:
        words = [{name for part in one for name in (*part.scope.split("/"), part.name)} - {""} for one in sets]
        seen = Counter(word for several in words for word in several)
        self.words = [{word for word in several if seen[word] == 1} for several in words]
        self._ends = [{key for part in one for key in keys_of(part, ENDPOINTS)} for one in sets]
        self._nodes = [{key for part in one for key in keys_of(part, {"node"})} for one in sets]
        self._names: dict[str, list[int]] = {}
        self._scopes: dict[str, list[int]] = {}
        for number, several in enumerate(sets):
            for name in {part.name for part in several}:
                self._names.setdefault(name, []).append(number)
            for scope in {part.scope for part in several} - {""}:
                self._scopes.setdefault(scope, []).append(number)

    def of(self, part: Statement) -> list[int]:
        """The numbers of the clusters that a part belongs to: several for what they share, none where nobody knows."""
        targets = self._candidates(part)
        if part.rank >= Rank.KUBECONFIG:
            return [number for number in targets if self._fits(part, number)]
        for number in targets:
            self._ends[number] |= keys_of(part, ENDPOINTS)
        return targets

    def _candidates(self, part: Statement) -> list[int]:
        if part.family == "Cluster API" and part.name:
            return self._names.get(part.name, [])
        everybody = list(range(len(self._ends)))
        keys = keys_of(part, ENDPOINTS)
        if keys and (same := [number for number in everybody if not keys.isdisjoint(self._ends[number])]):
            return same
        if len(everybody) == 1:
            return everybody
        folders = part.file.split("/")
        for depth in range(len(folders), 0, -1):
            if found := self._scopes.get("/".join(folders[:depth])):
                return found
        scores = [len(names.intersection(folders)) for names in self.words]
        if max(scores) > 0:
            return [number for number in everybody if scores[number] == max(scores)]
        return everybody if part.rank == Rank.MANIFEST and not keys else []

    def _fits(self, part: Statement, number: int) -> bool:
        """Whether its control plane can be this cluster's: another address is not, of a name nothing is known."""
        claims = [claim for claim in part.claims if claim.role in ("control-plane", "kubeconfig-server")]
        mine = {key_of(claim) for claim in claims if claim.block} - {""}
        ends = self._ends[number]
        addresses = {end for end in ends if ":" in end or end.replace(".", "").isdecimal()}
        known = not addresses or addresses != ends
        return not mine or known or not mine.isdisjoint(addresses | self._nodes[number])
