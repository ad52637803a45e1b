"""Network policies: whom they cut off from DNS, whom they fail to recognize, what they deny without saying so."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.claims.special import special
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import few
from svclint.findings.ranges import Antichain, Ranges
from svclint.findings.words.names import DNS_NAMESPACES, is_dns_service
from svclint.findings.words.policy_rules import CLUSTER_WIDE, LETS_THROUGH, NearPolicies, rules_of
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.findings.words.services import keeps_clients
from svclint.model import Block, Claim, Owner, Port

_DNS = (Port("UDP", 53, 53), Port("TCP", 53, 53))
_NAMES_A_NAMESPACE = ("kubernetes.io/metadata.name=", "projectcalico.org/name=", "name=")


@claim_word("bool", rests_on=("podCIDRs", "serviceCIDRs", "clusterDNS"))
def cuts_off_dns(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it excludes the cluster's DNS from what its policy allows, and no other rule allows it.

    Policies see the addresses of DNS Pods wherever the service proxy has done its work before them, so that Pod
    networks count where they are known, and the DNS Service's address where not. It is said of a rule's first such
    exception.
    """
    claim = claim_index.claims[index]
    if claim.block is None or claim.role != "policy-exception" or claim.traits.get("direction") != "egress":
        return False
    cluster, family = claim.owner.cluster, claim.block.family
    dns = claim_index.memo(("dns", cluster, family), lambda: _Dns(claim_index, cluster, family))
    if not dns.servers.lie_within(claim.block):
        return False
    rule = rules_of(claim_index, cluster).of(claim)
    if rule is None or rule.traits.get("action") != "Allow" or not _may_be_dns(rule):
        return False
    return claim is claim_index.memo(("cuts off dns", id(rule), family), lambda: dns.cut_off_by(rule))


class _Dns:
    """Where Pods of a cluster find its DNS, in one family, and which of its policies' rules let them get there."""

    def __init__(self, claim_index: ClaimIndex, cluster: str, family: int) -> None:
        self._rules = rules_of(claim_index, cluster)
        service = dns_addresses(claim_index, cluster)
        known = _blocks(claim_index.of(cluster, "pod-network")) or service
        servers = [block for block in known if block.family == family]
        self.servers = Ranges(servers)
        # What exceptions have to hold: the servers, and a cache on the nodes, which else is still allowed.
        local = [block for block in service if special(block) == "link-local"]
        self._needed = [Antichain(block for block in (*servers, *local) if block.family == one) for one in (4, 6)]
        self._reached = Ranges([*servers, *service])
        self._letting = NearPolicies(one.owner for one in self._rules.all if self._lets_in(one))

    def cut_off_by(self, rule: Claim) -> Claim | None:
        """The first exception of the rule that holds a server, if they hold all and no other rule lets Pods there."""
        excepted = [one for one in self._rules.parts(rule, "policy-exception") if one.block is not None]
        blocks = [[one for one in _blocks(excepted) if one.family == family] for family in (4, 6)]
        if not all(needed.covered_by(some) for needed, some in zip(self._needed, blocks, strict=True)):
            return None
        if self._letting.is_near(rule.owner):
            return None
        return next(one for one in excepted if one.block is not None and self.servers.lie_within(one.block))

    def _lets_in(self, rule: Claim) -> bool:
        """Whether a rule, or another target of the one that is blamed, allows DNS for the Pods of its policy."""
        if rule.traits.get("direction") != "egress" or rule.traits.get("action") not in LETS_THROUGH:
            return False
        if not _may_be_dns(rule):
            return False
        excepted = bool(self._rules.parts(rule, "policy-exception"))
        if not rule.traits.get("targeted"):
            return not excepted
        blocks = [] if excepted else _blocks(self._rules.parts(rule, "policy-block"))
        if any(map(self._reached.meet, blocks)):
            return True
        if rule.traits.get("to_namespaces"):
            return _reaches_dns_namespace(rule)
        # What else it aims at is not known here (a selector, a name); port 53 says what for.
        return not blocks and not excepted and _names_dns(rule)


def dns_addresses(claim_index: ClaimIndex, cluster: str) -> list[Block]:
    """Where Pods find the cluster's DNS, as far as the inventory, kubelets and the DNS Service say."""
    services = [one for one in claim_index.of(cluster, "cluster-ip") if is_dns_service(one)]
    return _blocks([*claim_index.of(cluster, "cluster-dns"), *services])


@claim_word("list")
def hidden_behind(claim_index: ClaimIndex, index: int) -> list[str]:
    """The Services through which clients of an ingress rule arrive with a node's address.

    Those of its namespace that select its Pods, are open to the outside, and have externalTrafficPolicy Cluster.
    """
    claim = claim_index.claims[index]
    pods = frozenset(listed(claim.traits.get("policy_pods", ())))
    if claim.block is None or claim.traits.get("direction") != "ingress" or not pods:
        return []
    cluster = claim.owner.cluster
    if keeps_clients(claim_index, cluster):
        return []
    if claim_index.ranges(cluster, "pod-network", "node-network", "node", "service-network").meet(claim.block):
        return []
    services = claim_index.memo(("open services", cluster), lambda: _open_services(claim_index, cluster))
    namespace = claim.owner.namespace

    def selecting() -> list[str]:
        # Those that select by the Pods' rarest label: the others cannot be among them.
        rarest = min((services.get((namespace, label), {}) for label in pods), key=len)
        return few(name for selector, names in rarest.items() if pods <= selector for name in names)

    return claim_index.memo(("hidden behind", cluster, namespace, pods), selecting)


def _open_services(claim_index: ClaimIndex, cluster: str) -> dict[tuple[str, str], dict[frozenset[str], list[str]]]:
    """The Services that hide their clients, by namespace and each label of their selectors, and by the whole of it."""
    found: dict[tuple[str, str], dict[frozenset[str], list[str]]] = {}
    for one in claim_index.of(cluster, "load-balancer-service", "node-port"):
        if one.traits.get("traffic_policy", "Cluster") == "Cluster":
            selector = frozenset(str(one.traits.get("selector", "")).split(","))
            for label in selector:
                alike = found.setdefault((one.owner.namespace, label), {})
                alike.setdefault(selector, []).append(str(one.owner))
    return found


@claim_word("bool")
def only_denies(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is the first rule of a policy that allows nothing and therefore denies everything.

    The policy refuses some traffic, and allows none in that direction. Another policy of the same kind that lets
    everything through answers for it.
    """
    claim = claim_index.claims[index]
    if claim.role != "policy-rule" or claim.traits.get("action") != "Deny":
        return False
    rules, direction = rules_of(claim_index, claim.owner.cluster), claim.traits.get("direction")
    own = rules.directions[claim.owner, direction]
    if own.first is not claim or not claim.traits.get("narrowed") or claim.traits.get("partial"):
        return False
    if claim.traits.get("tier", "default") != "default" or claim.traits.get("default_deny", "true") != "true":
        return False
    return own.refuses_unsaid and not rules.is_open(claim.owner.group, direction)


@claim_word("bool")
def fqdn_not_learned(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is the first name that a Cilium policy allows, and no policy sends DNS lookups through Cilium's DNS
    proxy.

    A policy of the namespace or of the whole cluster answers for it.
    """
    claim = claim_index.claims[index]
    owner = claim.owner
    if claim is not claim_index.memo(("first name", owner), lambda: _first_name(claim_index, owner)):
        return False

    def seeing() -> NearPolicies:
        alike = (one for one in rules_of(claim_index, owner.cluster).all if one.owner.group == owner.group)
        return NearPolicies(one.owner for one in alike if one.traits.get("sees_dns"))

    near = claim_index.memo(("sees dns", owner.cluster, owner.group), seeing)
    return not near.is_near(owner) and not (near.owners and owner.kind in CLUSTER_WIDE)


def _first_name(claim_index: ClaimIndex, owner: Owner) -> Claim | None:
    return next((one for one in claim_index.claims_of(owner) if one.role == "policy-name"), None)


def _names_dns(rule: Claim) -> bool:
    """Whether a rule's ports include DNS, by number or by name."""
    named = any("dns" in name or "domain" in name for name in listed(rule.traits.get("policy_ports", ())))
    return named or any(mine.meets(theirs) for mine in rule.ports for theirs in _DNS)


def _may_be_dns(rule: Claim) -> bool:
    """Whether a rule is for DNS too: by its ports, or because it is for all ports."""
    return _names_dns(rule) or not (rule.ports or listed(rule.traits.get("policy_ports", ())))


def _reaches_dns_namespace(rule: Claim) -> bool:
    """Whether the namespaces that a rule selects may be the DNS Service's: any, unless all are named otherwise."""
    labels = listed(rule.traits.get("namespace_labels", ()))
    named = [label.partition("=")[2] for label in labels if label.startswith(_NAMES_A_NAMESPACE)]
    return not named or len(named) < len(labels) or bool(DNS_NAMESPACES & set(named))


def _blocks(claims: Iterable[Claim]) -> list[Block]:
    return [one.block for one in claims if one.block is not None]


@cluster_word("list")
def redirects_metadata(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The components that redirect the metadata address on the nodes."""
    return sorted({str(one.owner) for one in claim_index.of(cluster, "metadata-redirect")})
