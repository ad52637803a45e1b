"""Claims of network policies → the rules of each cluster, with their owners and their blocks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from svclint.findings.claim_index import ClaimIndex
from svclint.model import Claim, Owner

LETS_THROUGH = frozenset({"Allow", "Pass"})
CLUSTER_WIDE = frozenset({"GlobalNetworkPolicy", "CiliumClusterwideNetworkPolicy"})
_PARTS = ("policy-exception", "policy-block")
_Place = tuple[Owner, str, str]


def rules_of(claim_index: ClaimIndex, cluster: str) -> Rules:
    """The rules of a cluster's policies."""
    return claim_index.memo(("policy rules", cluster), lambda: Rules(claim_index, cluster))


class Rules:
    """The rules of all policies of one cluster, in order, with their parts; collected in one pass."""

    def __init__(self, claim_index: ClaimIndex, cluster: str) -> None:
        self.all = claim_index.of(cluster, "policy-rule")
        self._places: dict[_Place, int] = {}
        for number, rule in enumerate(self.all):
            self._places.setdefault((rule.owner, rule.location.file, rule.location.pointer), number)
        self._parts: dict[tuple[_Place, str], list[Claim]] = defaultdict(list)
        for role in _PARTS:
            for claim in claim_index.of(cluster, role):
                for place in self._above(claim):
                    self._parts[place, role].append(claim)
        self.directions = _directions(self.all)
        self._open = {
            (rule.owner.group, rule.traits.get("direction"))
            for rule in self.all
            if rule.traits.get("action") in LETS_THROUGH and not rule.traits.get("narrowed")
        }

    def of(self, claim: Claim) -> Claim | None:
        """The rule that contains a claim; None if there is none."""
        numbers = [self._places[place] for place in self._above(claim)]
        return self.all[min(numbers)] if numbers else None

    def parts(self, rule: Claim, role: str) -> list[Claim]:
        """The blocks (`policy-block`) or exceptions (`policy-exception`) in a rule, in order."""
        return self._parts.get(((rule.owner, rule.location.file, rule.location.pointer), role), [])

    def is_open(self, group: str, direction: object) -> bool:
        """Whether a policy of the API group has a rule that allows everything in a direction."""
        return (group, direction) in self._open

    def _above(self, claim: Claim) -> Iterator[_Place]:
        """The places of the rules that contain a claim: those whose pointer is a prefix of its pointer."""
        pointer = claim.location.pointer
        while pointer:
            pointer = pointer.rpartition("/")[0]
            place = (claim.owner, claim.location.file, pointer)
            if place in self._places:
                yield place


class Direction:
    """What the rules of one policy do in one direction."""

    def __init__(self, first: Claim) -> None:
        self.first = first
        self.denies_implicitly = True
        """Whether no rule allows anything, and none explicitly denies everything."""

    def add(self, rule: Claim) -> None:
        if rule.traits.get("action") in LETS_THROUGH or not rule.traits.get("narrowed"):
            self.denies_implicitly = False


def _directions(rules: Iterable[Claim]) -> dict[tuple[Owner, object], Direction]:
    directions: dict[tuple[Owner, object], Direction] = {}
    for rule in rules:
        directions.setdefault((rule.owner, rule.traits.get("direction")), Direction(rule)).add(rule)
    return directions


class NearPolicies:
    """Owners of policies, and whether one of them applies near a given policy: in its namespace, or everywhere."""

    def __init__(self, owners: Iterable[Owner]) -> None:
        self.owners = frozenset(owners)
        self._anywhere = any(not owner.namespace or owner.kind in CLUSTER_WIDE for owner in self.owners)
        self._namespaces = {owner.namespace for owner in self.owners}

    def is_near(self, owner: Owner) -> bool:
        """Whether one of the policies has the namespace of `owner`, or one of the two is cluster-wide."""
        return self._anywhere or bool(self.owners and not owner.namespace) or owner.namespace in self._namespaces
