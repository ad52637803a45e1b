"""Words for network policies: lost DNS, client addresses that never match, and implicit denials."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.claims.ranges import Antichain, Ranges
from svclint.claims.selections import selections
from svclint.claims.special import private, special
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import few
from svclint.findings.selection_index import place_of, selection_index
from svclint.findings.words.names import DNS_NAMESPACES, is_dns_service
from svclint.findings.words.policy_rules import CLUSTER_WIDE, LETS_THROUGH, NearPolicies, rules_of
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.findings.words.services import keeps_clients
from svclint.model import Block, Claim, Owner, Port

_DNS = (Port("UDP", 53, 53), Port("TCP", 53, 53))
# The DNS policies of Pods that do not ask the cluster's DNS.
_OTHER_DNS = ("None", "Default")
# Smaller private ranges are single machines, not the subnet of the nodes.
_FEWEST_OF_A_SUBNET = 16
# An IPv4 /8: a range of much of the internet.
_LARGE = 1 << 24
_NAMES_A_NAMESPACE = ("kubernetes.io/metadata.name=", "projectcalico.org/name=", "name=")


@claim_word("bool", rests_on=("podCIDRs", "serviceCIDRs", "clusterDNS"))
def cuts_off_dns(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it excludes the cluster's DNS from what its policy allows, and no other rule allows it.

    Policies match the addresses of DNS Pods if the service proxy acts before them. So the pod networks count if they
    are known, and otherwise the address of the DNS Service. It is true only for the first such exception of a rule.
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
    if _asks_other_dns(claim_index, claim.owner):
        return False
    return claim is claim_index.memo(("cuts off dns", id(rule), family), lambda: dns.cut_off_by(rule))


def _asks_other_dns(claim_index: ClaimIndex, policy: Owner) -> bool:
    """Whether all visible Pods to which a policy applies have DNS servers of their own, or those of their node."""

    def work() -> bool:
        subjects = [claim for claim in claim_index.claims_of(policy) if claim.role == "policy-pods"]
        return bool(subjects) and all(_ask_other_dns(claim_index, claim) for claim in subjects)

    return claim_index.memo(("asks other DNS", policy), work)


def _ask_other_dns(claim_index: ClaimIndex, subject: Claim) -> bool:
    cluster, place, texts = subject.owner.cluster, place_of(subject), listed(subject.traits.get("selected_pods", ()))
    chosen = selection_index(claim_index, cluster)

    def work() -> bool:
        pods = [pod for selection in selections(texts) for pod in chosen.pods(selection, place)]
        return bool(pods) and all(pod.traits.get("dns_policy") in _OTHER_DNS for pod in pods)

    return claim_index.memo(("ask other DNS", cluster, place, texts), work)


class _Dns:
    """The DNS addresses of a cluster in one family, and the policies with rules that allow traffic to them."""

    def __init__(self, claim_index: ClaimIndex, cluster: str, family: int) -> None:
        self._rules = rules_of(claim_index, cluster)
        service = dns_addresses(claim_index, cluster)
        known = _blocks(claim_index.of(cluster, "pod-network")) or service
        servers = [block for block in known if block.family == family]
        self.servers = Ranges(servers)
        # What the exceptions of a rule must contain: the servers, and a node-local cache, which would still be allowed.
        local = [block for block in service if special(block) == "link-local"]
        self._needed = [
            Antichain(block for block in (*servers, *local) if block.family == version) for version in (4, 6)
        ]
        self._reached = Ranges([*servers, *service])
        self._allowing = NearPolicies(rule.owner for rule in self._rules.all if self._allows_dns(rule))

    def cut_off_by(self, rule: Claim) -> Claim | None:
        """The rule's first exception that contains a server, if its exceptions contain all and no rule allows DNS."""
        exceptions = [
            exception for exception in self._rules.parts(rule, "policy-exception") if exception.block is not None
        ]
        blocks = [[block for block in _blocks(exceptions) if block.family == family] for family in (4, 6)]
        if not all(needed.covered_by(held) for needed, held in zip(self._needed, blocks, strict=True)):
            return None
        if self._allowing.is_near(rule.owner):
            return None
        return next(
            exception
            for exception in exceptions
            if exception.block is not None and self.servers.lie_within(exception.block)
        )

    def _allows_dns(self, rule: Claim) -> bool:
        """Whether a rule allows DNS for the Pods of its policy. The rule with the exceptions may, by another target."""
        if rule.traits.get("direction") != "egress" or rule.traits.get("action") not in LETS_THROUGH:
            return False
        if not _may_be_dns(rule):
            return False
        has_exceptions = bool(self._rules.parts(rule, "policy-exception"))
        if not rule.traits.get("targeted"):
            return not has_exceptions
        blocks = [] if has_exceptions else _blocks(self._rules.parts(rule, "policy-block"))
        if any(map(self._reached.meet, blocks)):
            return True
        if rule.traits.get("to_namespaces"):
            return _reaches_dns_namespace(rule)
        # Other targets (a selector, a name) are unknown here; port 53 shows their purpose.
        return not blocks and not has_exceptions and _names_dns(rule)


def dns_addresses(claim_index: ClaimIndex, cluster: str) -> list[Block]:
    """The DNS addresses of a cluster that the inventory, kubelets and the DNS Service state."""
    services = [claim for claim in claim_index.of(cluster, "cluster-ip") if is_dns_service(claim)]
    return _blocks([*claim_index.of(cluster, "cluster-dns"), *services])


@claim_word("list", rests_on=("proxy.mode",))
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
    family = claim.block.family
    admitted = ("nodes admitted", cluster, _clients_of(claim, family))
    if claim_index.memo(admitted, lambda: _admits_nodes(claim_index, claim, family)):
        return []
    services = claim_index.memo(("open services", cluster), lambda: _open_services(claim_index, cluster))
    namespace = claim.owner.namespace

    def selecting_services() -> list[str]:
        # Only Services that select by the rarest label of the Pods can match.
        rarest = min((services.get((namespace, label), {}) for label in pods), key=len)
        return few(name for selector, names in rarest.items() if pods <= selector for name in names)

    return claim_index.memo(("hidden behind", cluster, namespace, pods), selecting_services)


def _admits_nodes(claim_index: ClaimIndex, policy_block: Claim, family: int) -> bool:
    """Whether a block that is allowed for the same Pods contains nodes; a private or large range may."""
    cluster = policy_block.owner.cluster
    by_pods = claim_index.memo(("clients", cluster), lambda: _client_blocks(claim_index, cluster))
    allowed = by_pods.get(_clients_of(policy_block, family), [])
    if claim_index.of(cluster, "node", "node-network"):
        nodes = claim_index.ranges(cluster, "node", "node-network")
        return any(map(nodes.meet, allowed))
    return any(block.size >= _LARGE or (private(block) and block.size >= _FEWEST_OF_A_SUBNET) for block in allowed)


def _client_blocks(claim_index: ClaimIndex, cluster: str) -> dict[tuple[object, ...], list[Block]]:
    """The blocks from which the policies of a cluster allow connections, by the Pods that they apply to."""
    blocks: dict[tuple[object, ...], list[Block]] = {}
    for claim in claim_index.of(cluster, "policy-block"):
        allows = claim.traits.get("direction") == "ingress" and claim.traits.get("action") in LETS_THROUGH
        if claim.block is not None and allows:
            blocks.setdefault(_clients_of(claim, claim.block.family), []).append(claim.block)
    return blocks


def _clients_of(policy_block: Claim, family: int) -> tuple[object, ...]:
    pods = frozenset(listed(policy_block.traits.get("policy_pods", ())))
    return policy_block.owner.namespace, pods, family


def _open_services(claim_index: ClaimIndex, cluster: str) -> dict[tuple[str, str], dict[frozenset[str], list[str]]]:
    """The Services that hide their clients: (namespace, each label of the selector) → selector → names."""
    services: dict[tuple[str, str], dict[frozenset[str], list[str]]] = {}
    for claim in claim_index.of(cluster, "load-balancer-service", "node-port"):
        if claim.traits.get("traffic_policy", "Cluster") == "Cluster":
            selector = frozenset(str(claim.traits.get("selector", "")).split(","))
            for label in selector:
                by_selector = services.setdefault((claim.owner.namespace, label), {})
                by_selector.setdefault(selector, []).append(str(claim.owner))
    return services


@claim_word("bool")
def only_denies(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is the first rule of a policy that allows nothing and therefore denies everything.

    The policy denies some traffic, and allows none in that direction. It is false if another policy of the same kind
    allows everything.
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
    return own.denies_implicitly and not rules.is_open(claim.owner.group, direction)


@claim_word("bool")
def fqdn_not_learned(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is the first name that a Cilium policy allows, and no policy sends DNS lookups through Cilium's DNS
    proxy.

    A policy of the same namespace, or of the whole cluster, is enough.
    """
    claim = claim_index.claims[index]
    owner = claim.owner
    if claim is not claim_index.memo(("first name", owner), lambda: _first_name(claim_index, owner)):
        return False

    def inspecting() -> NearPolicies:
        rules = (rule for rule in rules_of(claim_index, owner.cluster).all if rule.owner.group == owner.group)
        return NearPolicies(rule.owner for rule in rules if rule.traits.get("sees_dns"))

    near = claim_index.memo(("sees dns", owner.cluster, owner.group), inspecting)
    return not near.is_near(owner) and not (near.owners and owner.kind in CLUSTER_WIDE)


def _first_name(claim_index: ClaimIndex, owner: Owner) -> Claim | None:
    return next((claim for claim in claim_index.claims_of(owner) if claim.role == "policy-name"), None)


def _names_dns(rule: Claim) -> bool:
    """Whether a rule's ports include DNS, by number or by name."""
    named = any("dns" in name or "domain" in name for name in listed(rule.traits.get("policy_ports", ())))
    return named or any(port.meets(dns_port) for port in rule.ports for dns_port in _DNS)


def _may_be_dns(rule: Claim) -> bool:
    """Whether a rule is for DNS too: by its ports, or because it is for all ports."""
    return _names_dns(rule) or not (rule.ports or listed(rule.traits.get("policy_ports", ())))


def _reaches_dns_namespace(rule: Claim) -> bool:
    """Whether a rule may select the namespace of the DNS Service: yes, unless all its labels name other namespaces."""
    labels = listed(rule.traits.get("namespace_labels", ()))
    namespaces = [label.partition("=")[2] for label in labels if label.startswith(_NAMES_A_NAMESPACE)]
    return not namespaces or len(namespaces) < len(labels) or bool(DNS_NAMESPACES & set(namespaces))


def _blocks(claims: Iterable[Claim]) -> list[Block]:
    return [claim.block for claim in claims if claim.block is not None]


@cluster_word("list")
def redirects_metadata(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The components that redirect the metadata address on the nodes."""
    return sorted({str(claim.owner) for claim in claim_index.of(cluster, "metadata-redirect")})
