"""A port of a network policy → the port of the Pods to which a Service maps it before the policy applies.

Policies see the destination of a connection after the service proxy translated it:
https://kubernetes.io/docs/concepts/services-networking/network-policies/ ("Pod isolation"), and for each network plugin
the references of the rule.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from svclint.claims.label_selectors import UNKNOWN as UNREADABLE
from svclint.claims.label_selectors import requirements_of
from svclint.claims.listeners import UNKNOWN, Listener, port_number
from svclint.claims.selections import OWN, Selection, selections
from svclint.findings.any_port_rules import allows_any_port
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.references import number_of, ports_of
from svclint.findings.selection_index import may_meet, place_of, selection_index
from svclint.lazy_tuples import NamedTuple
from svclint.model import Claim, Port

_DNS = 53
_PROTOCOLS = ("TCP", "UDP", "SCTP")
_Key = tuple[int, str]
"""The number and the protocol of a port."""


class Translation(NamedTuple):
    """The port of the Pods as text, the Service that translates to it, and whether it does so from a node port."""

    port: str
    service: Claim
    is_node_port: bool


def translation_of(claim_index: ClaimIndex, claim: Claim) -> Translation | None:
    """The translation of a port of a policy; None if the Pods may listen on the port itself, or a rule allows both."""
    if not claim.ports or _last(claim) or claim.traits.get("action") != "Allow":
        return None
    texts = listed(claim.traits.get("target_selections", ()))
    key = "translations", claim.owner.cluster, place_of(claim), claim.status.variant, texts, number_of(claim) == _DNS
    translations = claim_index.memo(key, lambda: _Translations(claim_index, claim, selections(texts)))
    found = translations.of(claim.ports[0])
    if found is None or _allowed(claim_index, claim.owner.cluster).allows(claim, found.port):
        return None
    if allows_any_port(claim_index, claim):
        return None
    return found


class _Translations:
    """The ports of the Services of some Pods, and the ports on which these Pods listen."""

    def __init__(self, claim_index: ClaimIndex, policy: Claim, wanted: Iterable[Selection]) -> None:
        self._claim_index, self._policy = claim_index, policy
        self._index = selection_index(claim_index, policy.owner.cluster)
        self._listening: set[int] = set()
        self._by_port: dict[_Key, Translation] = {}
        self._counts: Counter[_Key] = Counter()
        self._groups = 0
        for selection in wanted:
            self._add(selection)

    def of(self, port: Port) -> Translation | None:
        """The translation of a port, if every group of Pods has one and none listens on the port."""
        if not self._listening.isdisjoint((0, port.first)):
            return None
        protocols = _PROTOCOLS if port.protocol == "ANY" else (port.protocol,)
        found = (key for key in ((port.first, name) for name in protocols) if self._counts[key] == self._groups > 0)
        return next((self._by_port[key] for key in found), None)

    def _add(self, selection: Selection) -> None:
        """Add each workload that is selected as a group; without one, the Services of the Pods."""
        if not names_some(selection):
            self._groups += 1
            if number_of(self._policy) == _DNS and selection.namespaces != OWN and not selection.pods:
                self._add_group(self._services_for(selection), ())
            return
        place = place_of(self._policy)
        pods = [claim for claim in self._index.pods(selection, place) if may_meet(self._policy, claim)]
        for claim in pods:
            self._groups += 1
            if not claim.traits.get("host_network"):  # policies do not apply to the ports of nodes
                services = [service for service in self._index.services_of(claim) if may_meet(self._policy, service)]
                self._add_group(services, ports_of(self._claim_index, claim))
        if not pods:
            self._groups += 1
            self._add_group(self._services_for(selection), ())

    def _add_group(self, services: Iterable[Claim], ports: tuple[Listener, ...]) -> None:
        names = {port.name: port.number for port in ports}
        self._listening.update(port.number for port in ports)
        found: dict[_Key, Translation] = {}
        for service in services:
            for port in ports_of(self._claim_index, service):
                target = port_number(port.mapped) or names.get(port.mapped, 0)
                if target or port.mapped == UNKNOWN:
                    self._listening.add(target)
                for number, is_node_port in ((port.number, False), (port.node, True)):
                    if number and target not in (0, number):
                        found.setdefault((number, port.protocol), Translation(str(target), service, is_node_port))
        self._counts.update(found.keys())
        self._by_port = {**found, **self._by_port}

    def _services_for(self, selection: Selection) -> Iterator[Claim]:
        """The Services of Pods that no file shows: those whose selector is a part of the policy's."""
        wanted = set(requirements_of(selection.pods))
        own = selection.namespaces == OWN
        for place in [place_of(self._policy)] if own else self._index.places_of(selection.namespaces):
            for service in self._index.services_in(place):
                parts = selections(listed(service.traits.get("service_selection", ())))
                required = {item for part in parts for item in requirements_of(part.pods)}
                if required and (required <= wanted or not wanted) and may_meet(self._policy, service):
                    yield service


def names_some(selection: Selection) -> bool:
    """Whether a selection requires a label, so that it means Pods of one kind, and svclint can read all of it."""
    items = requirements_of(selection.pods)
    return any(item.operator == "In" for item in items) and not any(item.operator == UNREADABLE for item in items)


class _Allowed:
    """The ports that the policies of a cluster allow, by the Pods to which they apply."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._rules: dict[object, set[tuple[frozenset[str], str]]] = {}
        self._ranges: dict[object, list[tuple[frozenset[str], int, int]]] = {}
        for claim in claims:
            if claim.traits.get("action") != "Allow":
                continue
            if last := _last(claim):
                self._ranges.setdefault(_subject(claim), []).append((_peers(claim), number_of(claim), last))
            else:
                self._rules.setdefault(_subject(claim), set()).add((_peers(claim), claim.text))

    def allows(self, claim: Claim, port: str) -> bool:
        """Whether a rule for the same Pods and the same peers, or for all peers, allows another port."""
        rules, both = self._rules.get(_subject(claim), set()), (_peers(claim), frozenset[str]())
        if any((peers, port) in rules for peers in both):
            return True
        ranges = self._ranges.get(_subject(claim), ())
        return any(peers in both and first <= int(port) <= last for peers, first, last in ranges)


def _allowed(claim_index: ClaimIndex, cluster: str) -> _Allowed:
    return claim_index.memo(("allowed ports", cluster), lambda: _Allowed(claim_index.of(cluster, "policy-port")))


def _last(claim: Claim) -> int:
    """The last port of a range that a rule allows; 0 for a single port."""
    last = claim.traits.get("last_port", 0)
    return last if isinstance(last, int) else 0


def _subject(claim: Claim) -> object:
    traits = claim.traits
    return place_of(claim), traits.get("direction"), listed(traits.get("policy_subject", ()))


def _peers(claim: Claim) -> frozenset[str]:
    return frozenset(listed(claim.traits.get("policy_peers", ())))
