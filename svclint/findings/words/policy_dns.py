"""Words for DNS lookups that network policies do not allow: UDP, and the node-local cache."""

from __future__ import annotations

from svclint.claims.ranges import Ranges
from svclint.claims.selections import selections
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import few
from svclint.findings.selection_index import place_of
from svclint.findings.words.names import DNS_SERVICES, node_local_dns
from svclint.findings.words.policies import dns_addresses
from svclint.findings.words.policy_rules import CLUSTER_WIDE, LETS_THROUGH
from svclint.findings.words.registry import claim_word
from svclint.model import Claim, Port

_UDP = Port("UDP", 53, 53)
_LABELS = frozenset(
    f"{key}={name}"
    for key in ("k8s-app", "k8s:k8s-app", "app.kubernetes.io/name")
    for name in (*DNS_SERVICES, "coredns")
)
_EVERYWHERE = "*"


@claim_word("bool")
def dns_over_tcp_only(claim_index: ClaimIndex, index: int) -> bool:
    """Whether an egress rule of a NetworkPolicy allows port 53 over TCP, and no egress rule for Pods of the namespace
    allows it over UDP.
    """
    claim = claim_index.claims[index]
    if claim.owner.kind != "NetworkPolicy" or claim.owner.group != "networking.k8s.io":
        return False
    if claim.traits.get("direction") != "egress" or [str(port) for port in claim.ports] != ["53/TCP"]:
        return False
    places = claim_index.memo(("DNS over UDP", claim.owner.cluster), lambda: _udp_places(claim_index, claim))
    return places.isdisjoint({place_of(claim), _EVERYWHERE})


def _udp_places(claim_index: ClaimIndex, asking: Claim) -> frozenset[str]:
    """The namespaces with an egress rule that allows, or may allow, port 53 over UDP."""
    rules = (rule for rule in claim_index.of(asking.owner.cluster, "policy-rule") if _lets_out(rule))
    return frozenset(
        _EVERYWHERE if rule.owner.kind in CLUSTER_WIDE else place_of(rule) for rule in rules if _may_be_udp(rule)
    )


def _lets_out(rule: Claim) -> bool:
    return rule.traits.get("direction") == "egress" and rule.traits.get("action") in LETS_THROUGH


def _may_be_udp(rule: Claim) -> bool:
    """Whether a rule is for UDP port 53: by number, or perhaps because a port is a name or all ports are meant."""
    names = [text for text in listed(rule.traits.get("policy_ports", ())) if not text.isdecimal()]
    return bool(names) or not rule.ports or any(port.meets(_UDP) for port in rule.ports)


@claim_word("list")
def dns_cache_missed(claim_index: ClaimIndex, index: int) -> list[str]:
    """The addresses of the node-local DNS cache, if an egress rule selects the DNS Pods by their labels and no egress
    rule of the namespace allows these addresses or all destinations.
    """
    claim = claim_index.claims[index]
    if claim.traits.get("direction") != "egress" or claim.owner.kind in CLUSTER_WIDE:
        return []
    chosen = selections(listed(claim.traits.get("selected_pods", ())))
    if not any(_LABELS.intersection(selection.pods.split(",")) for selection in chosen):
        return []
    cluster = claim.owner.cluster
    places = claim_index.memo(("ways to the DNS cache", cluster), lambda: _cache_places(claim_index, cluster))
    if not places.isdisjoint({place_of(claim), _EVERYWHERE}):
        return []
    return claim_index.memo(("DNS cache", cluster), lambda: few(node_local_dns(claim_index, cluster)))


def _cache_places(claim_index: ClaimIndex, cluster: str) -> frozenset[str]:
    """The namespaces with an egress rule that allows addresses of DNS, all destinations, or Pods and entities by which
    the cache may be meant.
    """
    listeners = claim_index.of(cluster, "bind-address")
    caches = [claim.block for claim in listeners if claim.traits.get("listener") == "node-local-dns"]
    servers = Ranges([*dns_addresses(claim_index, cluster), *(block for block in caches if block)])
    blocks = [claim for claim in claim_index.of(cluster, "policy-block") if _lets_out(claim)]
    ways = [claim for claim in blocks if claim.block and servers.meet(claim.block)]
    ways += [peer for peer in claim_index.of(cluster, "policy-peer") if _selects_cache(peer)]
    rules = [rule for rule in claim_index.of(cluster, "policy-rule") if _lets_out(rule)]
    ways += [rule for rule in rules if not rule.traits.get("targeted") or rule.traits.get("admits_nodes")]
    return frozenset(_EVERYWHERE if way.owner.kind in CLUSTER_WIDE else place_of(way) for way in ways)


def _selects_cache(peer: Claim) -> bool:
    """Whether a peer selects the Pods of a cache: with Cilium, it may be on the Pod network."""
    texts = listed(peer.traits.get("selected_pods", ()))
    return peer.traits.get("direction") == "egress" and any(
        "node-local" in text or "nodelocal" in text for text in texts
    )
