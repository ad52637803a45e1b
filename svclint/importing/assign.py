"""The anchors of each cluster → the clusters of other statements: by address, by folder, or all clusters if shared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from svclint.claims.blocks import format_block, special
from svclint.deployment.environments import is_shared
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.model import Claim

ENDPOINTS = frozenset({"control-plane", "kubeconfig-server", "join-endpoint"})
"""The roles whose addresses belong to a control plane."""


def keys_of(statement: Statement, roles: Iterable[str]) -> set[str]:
    """The addresses and names of the statement's claims with these roles, without loopback."""
    keys = (key_of(claim) for claim in statement.claims if claim.role in roles)
    return {key for key in keys if key}


def key_of(claim: Claim) -> str:
    """The address or name of a claim; empty for loopback, which does not identify a cluster."""
    if claim.block is None:
        return claim.host if claim.host != "localhost" else ""
    return "" if special(claim.block) in ("loopback", "unspecified") else format_block(claim.block)


class ClusterAssignment:
    """The facts that identify each cluster; each assigned statement adds facts, so assign the most trusted first.

    `words` are the folder names that only one cluster's files have, per cluster.
    """

    def __init__(self, sets: Sequence[Sequence[Statement]]) -> None:
        words = [
            {name for statement in anchors for name in (*statement.scope.split("/"), statement.name)} - {""}
            for anchors in sets
        ]
        seen = Counter(word for names in words for word in names)
        self.words = [{word for word in names if seen[word] == 1} for names in words]
        self._endpoints = [{key for statement in anchors for key in keys_of(statement, ENDPOINTS)} for anchors in sets]
        self._nodes = [{key for statement in anchors for key in keys_of(statement, {"node"})} for anchors in sets]
        self._names: dict[str, list[int]] = {}
        self._scopes: dict[str, list[int]] = {}
        for number, anchors in enumerate(sets):
            for name in {statement.name for statement in anchors}:
                self._names.setdefault(name, []).append(number)
            for scope in {statement.scope for statement in anchors} - {""}:
                self._scopes.setdefault(scope, []).append(number)

    def of(self, statement: Statement) -> list[int]:
        """The numbers of the clusters that a statement belongs to: several if they share it, none if unknown."""
        targets = self._candidates(statement)
        if statement.rank >= Rank.KUBECONFIG:
            return [number for number in targets if self._fits(statement, number)]
        for number in targets:
            self._endpoints[number] |= keys_of(statement, ENDPOINTS)
        return targets

    def _candidates(self, statement: Statement) -> list[int]:
        if statement.family == "Cluster API" and statement.name:
            return self._names.get(statement.name, [])
        all_clusters = list(range(len(self._endpoints)))
        keys = keys_of(statement, ENDPOINTS)
        if keys and (same := [number for number in all_clusters if not keys.isdisjoint(self._endpoints[number])]):
            return same
        if len(all_clusters) == 1:
            return all_clusters
        folders = statement.file.split("/")
        for depth in range(len(folders), 0, -1):
            if matches := self._scopes.get("/".join(folders[:depth])):
                return matches
        scores = [len(names.intersection(folders)) for names in self.words]
        if max(scores) > 0:
            return [number for number in all_clusters if scores[number] == max(scores)]
        if keys:
            return []
        return all_clusters if statement.rank == Rank.MANIFEST else self._sharing(folders[:-1])

    def _sharing(self, folders: Sequence[str]) -> list[int]:
        """The clusters next to the outermost folder that they share by its name: `talos/clusters/*` of `talos/base`."""
        shared = next((depth for depth, folder in enumerate(folders) if is_shared(folder)), None)
        if shared is None:
            return []
        parent = "".join(f"{folder}/" for folder in folders[:shared])
        return sorted({number for scope, own in self._scopes.items() if scope.startswith(parent) for number in own})

    def _fits(self, statement: Statement, number: int) -> bool:
        """Whether the statement's control plane can be this cluster's; if the cluster has names, any address can be."""
        claims = [claim for claim in statement.claims if claim.role in ("control-plane", "kubeconfig-server")]
        keys = {key_of(claim) for claim in claims if claim.block} - {""}
        endpoints = self._endpoints[number]
        addresses = {endpoint for endpoint in endpoints if ":" in endpoint or endpoint.replace(".", "").isdecimal()}
        undecided = not addresses or addresses != endpoints
        return not keys or undecided or not keys.isdisjoint(addresses | self._nodes[number])
