"""The claims of network policies → each cluster's rules, whose they are, and what each of them names."""

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
    """The rules of all policies of one cluster, in order, and what belongs to them; gathered in one pass."""

    def __init__(self, claim_index: ClaimIndex, cluster: str) -> None:
        self.all = claim_index.of(cluster, "policy-rule")
        self._places: dict[_Place, int] = {}
        for number, one in enumerate(self.all):
            self._places.setdefault((one.owner, one.location.file, one.location.pointer), number)
        self._parts: dict[tuple[_Place, str], list[Claim]] = defaultdict(list)
        for role in _PARTS:
            for claim in claim_index.of(cluster, role):
                for place in self._above(claim):
                    self._parts[place, role].append(claim)
        self.directions = _directions(self.all)
        self._open = {
            (one.owner.group, one.traits.get("direction"))
            for one in self.all
            if one.traits.get("action") in LETS_THROUGH and not one.traits.get("narrowed")
        }

    def of(self, claim: Claim) -> Claim | None:
        """The rule that an address in a policy belongs to."""
        numbers = [self._places[place] for place in self._above(claim)]
        return self.all[min(numbers)] if numbers else None

    def parts(self, rule: Claim, role: str) -> list[Claim]:
        """The blocks (`policy-block`) or exceptions (`policy-exception`) in a rule, in order."""
        return self._parts.get(((rule.owner, rule.location.file, rule.location.pointer), role), [])

    def is_open(self, group: str, direction: object) -> bool:
        """Whether some policy of the API group has a rule that lets everything through."""
        return (group, direction) in self._open

    def _above(self, claim: Claim) -> Iterator[_Place]:
        """The places of the rules that a claim stands in: those whose pointer leads to it."""
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
        self.refuses_unsaid = True
        """Whether none allows anything, and none refuses everything on purpose."""

    def add(self, rule: Claim) -> None:
        if rule.traits.get("action") in LETS_THROUGH or not rule.traits.get("narrowed"):
            self.refuses_unsaid = False


def _directions(rules: Iterable[Claim]) -> dict[tuple[Owner, object], Direction]:
    found: dict[tuple[Owner, object], Direction] = {}
    for one in rules:
        found.setdefault((one.owner, one.traits.get("direction")), Direction(one)).add(one)
    return found


class NearPolicies:
    """Policies with rules of some sort, and whether one is near another: of its namespace, or for all."""

    def __init__(self, owners: Iterable[Owner]) -> None:
        self.owners = frozenset(owners)
        self._anywhere = any(not one.namespace or one.kind in CLUSTER_WIDE for one in self.owners)
        self._namespaces = {one.namespace for one in self.owners}

    def is_near(self, owner: Owner) -> bool:
        """Whether one is in the namespace of a policy or has none, or the policy has none."""
        return self._anywhere or bool(self.owners and not owner.namespace) or owner.namespace in self._namespaces
