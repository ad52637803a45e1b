"""A claim of a network policy → what the policy as a whole does: whom it cuts off from DNS, what it denies unsaid."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.claims.special import special
from svclint.findings.scene import Scene, listed
from svclint.model import Block, Claim, Port

_DNS = (Port("UDP", 53, 53), Port("TCP", 53, 53))
# Services that are the cluster's DNS, by the names that kubeadm, k3s, RKE2, OpenShift and the charts give them.
DNS_SERVICES = frozenset({"kube-dns", "coredns", "dns-default", "rke2-coredns-rke2-coredns"})
DNS_NAMESPACES = frozenset({"kube-system", "openshift-dns"})
_CLUSTER_WIDE = frozenset({"GlobalNetworkPolicy", "CiliumClusterwideNetworkPolicy"})
_NAMES_A_NAMESPACE = ("kubernetes.io/metadata.name=", "projectcalico.org/name=", "name=")
_LETS_THROUGH = frozenset({"Allow", "Pass"})


def cuts_off_dns(scene: Scene, index: int) -> bool:
    """Whether the exception takes the cluster's DNS out of what its policy allows, and nothing lets it in again.

    Policies see the addresses of DNS Pods wherever the service proxy has done its work before them, so that Pod
    networks count where they are known, and the DNS Service's address where not. It is said of a rule's first such
    exception.
    """
    claim = scene.claims[index]
    if claim.block is None or claim.role != "policy-exception" or claim.traits.get("direction") != "egress":
        return False
    service = dns_addresses(scene, claim.owner.cluster)
    known = _blocks(scene.of(claim.owner.cluster, "pod-network")) or service
    servers = [block for block in known if block.family == claim.block.family]
    if not any(claim.block.contains(block) for block in servers):
        return False
    rule = _rule_of(scene, claim)
    if rule is None or rule.traits.get("action") != "Allow" or not _may_be_dns(rule):
        return False
    excepted = _of_rule(scene, rule, "policy-exception")
    if not all(any(_covers(one, block) for one in excepted) for block in servers):
        return False
    if any(special(block) == "link-local" and not any(_covers(one, block) for one in excepted) for block in service):
        return False  # a node-local cache, which is still allowed
    first = next(one for one in excepted if any(_covers(one, block) for block in servers))
    return first is claim and not any(
        _lets_dns_in(scene, rule, one, [*servers, *service]) for one in _rules(scene, claim.owner.cluster)
    )


def dns_addresses(scene: Scene, cluster: str) -> list[Block]:
    """Where Pods find the cluster's DNS, as far as the inventory, kubelets and the DNS Service say."""
    services = [one for one in scene.of(cluster, "cluster-ip") if is_dns_service(one)]
    return _blocks([*scene.of(cluster, "cluster-dns"), *services])


def is_dns_service(claim: Claim) -> bool:
    """Whether a claim is of the cluster's own DNS Service, by its name and namespace."""
    owner = claim.owner
    return owner.kind == "Service" and owner.name in DNS_SERVICES and owner.namespace in DNS_NAMESPACES


def hidden_behind(scene: Scene, index: int) -> list[str]:
    """Services through which the clients that an ingress rule names reach its Pods with a node's address instead.

    Those of its namespace that select its Pods, are open to the outside, and have externalTrafficPolicy Cluster.
    """
    claim = scene.claims[index]
    pods = set(listed(claim.traits.get("policy_pods", ())))
    if claim.block is None or claim.traits.get("direction") != "ingress" or not pods:
        return []
    cluster = claim.owner.cluster
    inner = _blocks(scene.of(cluster, "pod-network", "node-network", "node", "service-network"))
    if any(block.overlaps(claim.block) for block in inner) or _keeps_clients(scene, cluster):
        return []
    services = {
        str(one.owner)
        for one in scene.of(cluster, "load-balancer-service", "node-port")
        if one.owner.namespace == claim.owner.namespace
        and one.traits.get("traffic_policy", "Cluster") == "Cluster"
        and pods <= set(str(one.traits.get("selector", "")).split(","))
    }
    return sorted(services)


def _keeps_clients(scene: Scene, cluster: str) -> bool:
    settings = scene.of(cluster, "setting")
    return any(one.traits.get("setting") in ("proxy-protocol", "client-address-kept") for one in settings)


def only_denies(scene: Scene, index: int) -> bool:
    """Whether a policy refuses some traffic, allows none in that direction, and so refuses everything by default.

    It is said of the policy's first rule. Another policy of the same kind that lets everything through answers for it.
    """
    claim = scene.claims[index]
    if claim.traits.get("setting") != "policy-rule" or claim.traits.get("action") != "Deny":
        return False
    group, direction = claim.owner.group, claim.traits.get("direction")
    alike = [one for one in _rules(scene, claim.owner.cluster) if one.traits.get("direction") == direction]
    own = [one for one in alike if one.owner == claim.owner]
    if own[0] is not claim or not claim.traits.get("narrowed") or claim.traits.get("partial"):
        return False
    if claim.traits.get("tier", "default") != "default" or claim.traits.get("default_deny", "true") != "true":
        return False
    if any(one.traits.get("action") in _LETS_THROUGH or not one.traits.get("narrowed") for one in own):
        return False  # it allows something, or ends in a rule that refuses everything on purpose
    return not any(
        one.owner.group == group and one.traits.get("action") in _LETS_THROUGH and not one.traits.get("narrowed")
        for one in alike
    )


def names_unseen(scene: Scene, index: int) -> bool:
    """Whether a policy allows a name whose addresses Cilium never learns: no policy near it has a rule for DNS.

    It is said of the policy's first name; a policy of the namespace or of the whole cluster answers for it.
    """
    claim = scene.claims[index]
    names = [one for one in scene.claims_of(claim.owner) if one.role == "policy-name"]
    if not names or names[0] is not claim:
        return False
    alike = [one for one in _rules(scene, claim.owner.cluster) if one.owner.group == claim.owner.group]
    here = claim.owner
    near = (
        one for one in alike
        if one.owner.kind in _CLUSTER_WIDE or here.kind in _CLUSTER_WIDE
        or "" in (here.namespace, one.owner.namespace) or one.owner.namespace == here.namespace
    )  # fmt: skip
    return not any(one.traits.get("sees_dns") for one in near)


def _rules(scene: Scene, cluster: str) -> list[Claim]:
    return [one for one in scene.of(cluster, "setting") if one.traits.get("setting") == "policy-rule"]


def _rule_of(scene: Scene, claim: Claim) -> Claim | None:
    """The rule of a policy that an address in it belongs to."""
    mine = (one for one in _rules(scene, claim.owner.cluster) if one.owner == claim.owner)
    return next((one for one in mine if _below(one, claim)), None)


def _of_rule(scene: Scene, rule: Claim, role: str) -> list[Claim]:
    return [one for one in scene.of(rule.owner.cluster, role) if one.owner == rule.owner and _below(rule, one)]


def _below(rule: Claim, claim: Claim) -> bool:
    same_file = claim.location.file == rule.location.file
    return same_file and claim.location.pointer.startswith(rule.location.pointer + "/")


def _names_dns(rule: Claim) -> bool:
    """Whether a rule's ports include DNS, by number or by name."""
    named = any("dns" in name or "domain" in name for name in listed(rule.traits.get("policy_ports", ())))
    return named or any(mine.meets(theirs) for mine in rule.ports for theirs in _DNS)


def _may_be_dns(rule: Claim) -> bool:
    """Whether a rule is for DNS too: by its ports, or because it is for all ports."""
    return _names_dns(rule) or not (rule.ports or listed(rule.traits.get("policy_ports", ())))


def _lets_dns_in(scene: Scene, blamed: Claim, rule: Claim, servers: Iterable[Block]) -> bool:
    """Whether another rule, or another target of the same one, allows DNS for the Pods of the blamed rule's policy."""
    here, there = rule.owner, blamed.owner
    near = "" in (here.namespace, there.namespace) or here.namespace == there.namespace or here.kind in _CLUSTER_WIDE
    if not near or rule.traits.get("direction") != "egress" or rule.traits.get("action") not in _LETS_THROUGH:
        return False
    if not _may_be_dns(rule):
        return False
    if not rule.traits.get("targeted"):
        return not _of_rule(scene, rule, "policy-exception")
    excepted = bool(_of_rule(scene, rule, "policy-exception"))
    blocks = [] if excepted else _blocks(_of_rule(scene, rule, "policy-block"))
    if any(block.overlaps(server) for block in blocks for server in servers):
        return True
    if rule.traits.get("to_namespaces"):
        return _reaches_dns_namespace(rule)
    # What else it aims at is not known here (a selector, a name); port 53 says what for.
    return not blocks and not excepted and _names_dns(rule)


def _reaches_dns_namespace(rule: Claim) -> bool:
    """Whether the namespaces that a rule selects may be the DNS Service's: any, unless all are named otherwise."""
    labels = listed(rule.traits.get("namespace_labels", ()))
    named = [label.partition("=")[2] for label in labels if label.startswith(_NAMES_A_NAMESPACE)]
    return not named or len(named) < len(labels) or bool(DNS_NAMESPACES & set(named))


def _covers(claim: Claim, block: Block) -> bool:
    return claim.block is not None and claim.block.contains(block)


def _blocks(claims: Iterable[Claim]) -> list[Block]:
    return [one.block for one in claims if one.block is not None]
