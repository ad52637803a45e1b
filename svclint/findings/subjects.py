"""The vocabulary of rules: the names a condition or message may use, their types, and how each is worked out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from svclint.claims.blocks import format_block
from svclint.claims.catalogue import DEFAULTS
from svclint.claims.effects import mode_of
from svclint.claims.special import special
from svclint.findings import joins_config as config
from svclint.findings import joins_names as names
from svclint.findings import joins_policies as policies
from svclint.findings import joins_pools as pools
from svclint.findings import joins_selections as selections
from svclint.findings.cel import CelValue
from svclint.findings.claim_index import ClaimIndex, address, common, inside, node_name
from svclint.findings.joins_owned import owned, published, serves_api
from svclint.findings.joins_vrrp import shares_vrrp_group_with
from svclint.findings.loops import loop_names
from svclint.findings.range_typos import near_miss
from svclint.model import Claim, TraitValue

Value = TraitValue | list[str]
OfClaim = Callable[[ClaimIndex, int], Value]
OfPair = Callable[[ClaimIndex, int, int], Value]
OfCluster = Callable[[ClaimIndex, str], Value]

# Where pods take addresses of the nodes' own network by design: the values of a CNI's ipam mode.
_NATIVE_IPAM = frozenset({"eni", "azure", "alibabacloud", "aws-cni", "azure-cni", "gke"})

# https://kubernetes.io/docs/concepts/services-networking/service/#type-nodeport
NODE_PORTS = (30000, 32767)

# Pods that belong on the control plane's ports: its static pods, and what is put in front of or beside them.
_COMPONENTS = (
    "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-vip", "kube-proxy", "etcd", "keepalived",
    "haproxy", "nginx-proxy", "kubelet",
)  # fmt: skip

# name → (type, how it is worked out, what it means). The same names serve `claim.` and `other.`.
CLAIM: Mapping[str, tuple[str, OfClaim, str]] = {
    "role": ("string", lambda s, i: s.claims[i].role, "the role of the claim: see the roles page"),
    "group": ("string", lambda s, i: s.claims[i].owner.group, "the API group of its object; `inventory` for an inventory entry"),
    "kind": ("string", lambda s, i: s.claims[i].owner.kind, "the kind of its object, or the key of the inventory's list"),
    "namespace": ("string", lambda s, i: s.claims[i].owner.namespace, "the namespace of its object; empty if none is written"),
    "name": ("string", lambda s, i: s.claims[i].owner.name, "the name of its object"),
    "owner": ("string", lambda s, i: str(s.claims[i].owner), "kind, namespace and name of its object, for messages"),
    "cluster": ("string", lambda s, i: s.claims[i].owner.cluster, "the name of its cluster"),
    "title": ("string", lambda s, i: s.claims[i].title, "a description for messages, such as `externalIPs of Service a/b`"),
    "pointer": ("string", lambda s, i: s.claims[i].location.pointer, "the JSON pointer of the field"),
    "file": ("string", lambda s, i: s.claims[i].location.file, "the file that contains it"),
    "text": ("string", lambda s, i: s.claims[i].text, "the value as written"),
    "address": ("string", lambda s, i: address(s.claims[i]), "the address, CIDR or range in canonical form; otherwise the name or text"),
    "family": ("string", lambda s, i: _family(s.claims[i]), "IPv4, IPv6 or empty"),
    "size": ("int", lambda s, i: _size(s.claims[i]), "the number of addresses in it, at most 2^62; 0 if it has none"),
    "special": ("string", lambda s, i: _special(s.claims[i]), "the special-purpose range that contains it (loopback, link-local, metadata, multicast, broadcast, unspecified, reserved, documentation), or empty"),
    "local_backends": ("string", selections.local_backends, "the Service's externalTrafficPolicy; if it is Local, with the selector of its Pods, because only their nodes accept traffic"),
    "attached_to": ("list", names.attached_to, "the Gateways and sections that a route references; a reference without a namespace gets the route's namespace"),
    "selection_labels": ("list", selections.selection_labels, "the keys for matching selectors: for a Service, the label of its selector that the fewest Pods have; for Pods, all labels"),
    "dns_answers": ("list", pools.dns_answers, "the addresses that its Service or Gateway requests, which external-dns publishes"),
    "host": ("string", lambda s, i: s.claims[i].host, "the DNS name of the claim, or empty"),
    "ports": ("list", lambda s, i: [str(port) for port in s.claims[i].ports], "its ports, as `80/TCP`"),
    "first_port": ("int", lambda s, i: min((port.first for port in s.claims[i].ports), default=0), "its lowest port; 0 if it has none"),
    "last_port": ("int", lambda s, i: max((port.last for port in s.claims[i].ports), default=0), "its highest port; 0 if it has none"),
    "from_inventory": ("bool", lambda s, i: s.claims[i].from_inventory, "whether it comes from the inventory instead of a manifest"),
    "binds": ("bool", lambda s, i: s.effect(i).binds, "whether nodes bind the whole address"),
    "takes_all_ports": ("bool", lambda s, i: s.effect(i).all_ports, "whether it captures every port of the address"),
    "announces": ("bool", lambda s, i: s.effect(i).announces, "whether something announces it by ARP, ND or BGP"),
    "ignored": ("string", lambda s, i: s.effect(i).ignored, "why the claim has no effect, or empty"),
    "effect": ("string", lambda s, i: s.effect(i).text, "what happens to traffic, as text for a message"),
    "serves_api": ("bool", lambda s, i: serves_api(s.claims[i]), "whether it is a Service that exposes the API servers on purpose"),
    "published": ("bool", published, "a Service that exposes the API servers, or owns the VIP, requests the same address"),
    "control_plane_component": ("bool", lambda s, i: _is_component(s.claims[i]), "whether it belongs to the control plane itself, or to a proxy or VIP holder in front of it"),
    "at_control_plane": ("bool", lambda s, i: s.at_control_plane(i), "whether it is an address of the control plane or of a control-plane node"),
    "only_kubeconfig": ("bool", lambda s, i: s.claims[i].role == "kubeconfig-server" and not s.claims[i].from_inventory and not s.at_control_plane(i), "whether a kubeconfig in the manifests, and nothing else, names its address as the API's"),
    "publishes_control_plane": ("bool", lambda s, i: s.publishes_control_plane(i), "whether its object has the control plane's address or maps the name to it"),
    "first_of_service_network": ("bool", lambda s, i: s.first_of_service_network(i), "whether it is the address of default/kubernetes"),
    "is_cluster_ip": ("bool", config.is_cluster_ip, "whether a Service of the cluster has the address as its ClusterIP"),
    "proxy_excludes": ("bool", lambda s, i: s.proxy_excludes(i), "whether kube-proxy's excludeCIDRs contain it"),
    "meets_node_network": ("bool", lambda s, i: s.meets(i, "node-network"), "whether it shares an address with a node network"),
    "meets_other_pod_network": ("bool", lambda s, i: s.meets(i, "pod-network"), "whether it shares an address with another pod network of the cluster, or no other is known"),
    "other_pod_networks": ("list", config.other_pod_networks, "the pod networks of its cluster that other objects state"),
    "node_parts": ("int", config.node_parts, "how many per-node ranges the controller manager can allocate from the IPv4 pod network; 0 if it does not allocate them or the size is unknown"),
    "within": ("list", lambda s, i: s.within(i), "the roles of the ranges of its cluster that contain it completely"),
    "pooled": ("bool", pools.pooled, "whether a pool of the requested controller, or of any controller if it requests none, contains it"),
    "asked": ("list", pools.asked_controllers, "the controller from which it requests its address, or all controllers that have pools"),
    "unknown_pools": ("bool", pools.has_unknown_pools, "whether that controller has pools with unknown addresses"),
    "pool_names": ("list", pools.pool_names, "the names of its controller's pools; empty if one of them is unknown"),
    "loop_names": ("list", loop_names, "the names in the loop that it is part of, each pointing to the next"),
    "pool_is_known": ("bool", pools.pool_is_known, "whether a pool of its controller has its text as a name, or a pool with an unknown name may have it"),
    "first_pool_names": ("list", pools.first_pool_names, "the first `pool_names` and the number of others, for messages"),
    "siblings": ("list", lambda s, i: s.siblings(i), "the roles of the other claims of the same object"),
    "hidden_behind": ("list", policies.hidden_behind, "the Services through which clients of an ingress rule arrive with a node's address"),
    "cuts_off_dns": ("bool", policies.cuts_off_dns, "whether it excludes the cluster's DNS from what its policy allows, and no other rule allows it"),
    "names_unseen": ("bool", policies.names_unseen, "whether it is the first name that a Cilium policy allows, and no policy sends DNS lookups through Cilium's DNS proxy"),
    "only_denies": ("bool", policies.only_denies, "whether it is the first rule of a policy that allows nothing and therefore denies everything"),
    "contradicts": ("list", config.contradicted, "what the inventory states instead, if its manifest contradicts it: networks, control plane, proxy setting or version"),
    "inventory_confirmed": ("bool", config.confirmed, "whether another manifest agrees with the inventory"),
    "held": ("bool", config.held, "whether its address belongs to a node, a VIP holder on the nodes, or a load balancer outside the cluster"),
    "shares_vrrp_group_with": ("list", shares_vrrp_group_with, "other VRRP instances on its segment with the same virtual_router_id and other addresses"),
    "near_miss": ("string", near_miss, "the well-known range from which it differs by one digit, in a list of such ranges, or empty"),
    "control_plane_ports": ("list", names.control_plane_ports, "the ports of the API at its address or name"),
    "unserved_by": ("list", names.unserved_by, "the ports of the Service that a webhook or an aggregated API references, if the Service is known and lacks the referenced port"),
    "shares_records_with": ("list", names.shares_records_with, "other external-dns instances that treat its records as their own"),
}  # fmt: skip

PAIR: Mapping[str, tuple[str, OfPair, str]] = {
    "same_owner": ("bool", lambda s, i, j: s.claims[i].owner == s.claims[j].owner, "both belong to the same object"),
    "same_cluster": ("bool", lambda s, i, j: s.claims[i].owner.cluster == s.claims[j].owner.cluster, "both belong to the same cluster"),
    "same_block": ("bool", lambda s, i, j: s.claims[i].block == s.claims[j].block, "both have the same addresses"),
    "same_file": ("bool", lambda s, i, j: s.claims[i].location.file == s.claims[j].location.file, "both are in the same file"),
    "apart": ("bool", lambda s, i, j: s.claims[i].owner.cluster != s.claims[j].owner.cluster and s.claims[i].location.file != s.claims[j].location.file, "they belong to different clusters and are in different files"),
    "claim_inside": ("bool", lambda s, i, j: inside(s.claims[i], s.claims[j]), "`other` contains the whole claim"),
    "other_inside": ("bool", lambda s, i, j: inside(s.claims[j], s.claims[i]), "the claim contains the whole `other`"),
    "shared": ("string", lambda s, i, j: _shared(s.claims[i], s.claims[j]), "the addresses they have in common"),
    "shared_ports": ("list", lambda s, i, j: _shared_ports(s.claims[i], s.claims[j]), "the ports that the claim and `other` share"),
    "takes": ("bool", lambda s, i, j: s.effect(i).takes(s.claims[j].ports), "traffic for `other` goes to the claim instead"),
    "owned": ("bool", lambda s, i, j: owned(s.claims[i], s.claims[j]), "the inventory names the claim's object as the owner of `other`"),
    "selects": ("bool", lambda s, i, j: selections.selects(s.claims[i], s.claims[j]), "the claim's Service selects the Pods of `other`"),
    "ends": ("string", config.subnet_ends, "the first and last address of the IPv4 subnet `other`, if the claim contains them"),
    "excluded": ("bool", lambda s, i, j: s.excluded(i, j), "the addresses they share are excluded from every pool of the cluster"),
}  # fmt: skip

CLUSTER: Mapping[str, tuple[str, OfCluster, str]] = {
    "name": ("string", lambda _, c: c, "the cluster's name; empty without an inventory"),
    "mode": ("string", lambda s, c: mode_of(s.clusters[c]), "the service proxy's mode; `ipvs` if nothing states it"),
    "mode_known": ("bool", lambda s, c: bool(s.clusters[c].proxy_mode), "whether something states the mode"),
    "strict_arp": ("bool", lambda s, c: bool(s.clusters[c].strict_arp), "whether ipvs.strictARP is on"),
    "strict_arp_known": ("bool", lambda s, c: s.clusters[c].strict_arp is not None, "whether something states strictARP"),
    "version": ("int", lambda s, c: s.clusters[c].version or 0, "the Kubernetes minor version; 0 if nothing states it"),
    "controllers": ("list", lambda s, c: sorted(s.clusters[c].controllers or ()), "the controllers that assign load-balancer addresses"),
    "pool_controllers": ("list", lambda s, c: _of_trait(s, c, "controller", "pool"), "the controllers with known pools"),
    "announcers": ("list", lambda s, c: sorted({str(one.owner) for one in s.of(c, "l2-announcer")}), "the objects that announce addresses by ARP"),
    "in_inventory": ("bool", lambda s, c: s.clusters[c].in_inventory, "whether an inventory describes the cluster"),
    "lan": ("string", lambda s, c: s.clusters[c].lan, "the name of its layer-2 segment, or empty"),
    "roles": ("list", lambda s, c: sorted(s.roles(c)), "the roles of all claims of the cluster"),
    "nodes": ("int", lambda s, c: len({node_name(one) for one in s.of(c, "node")}), "the number of known nodes"),
    "control_plane_nodes": ("int", lambda s, c: s.control_plane_nodes(c), "the number of known control-plane nodes"),
    "control_plane": ("list", lambda s, c: s.control_plane(c), "the addresses of the Kubernetes API"),
    "node_local_dns": ("list", lambda s, c: sorted({address(one) for one in s.of(c, "bind-address") if one.traits.get("listener") == "node-local-dns"}), "the addresses of a DNS cache on the nodes"),
    "cluster_domains": ("list", lambda s, c: sorted(set(_settings(s, c, "cluster-domain"))), "the cluster's DNS domains, if something states them"),
    "control_plane_names": ("list", names.names_of_control_plane, "the DNS names of the Kubernetes API"),
    "dns_servers": ("list", names.dns_servers, "the ClusterIPs of the cluster's DNS Services in the manifests"),
    "hides_clients": ("list", names.hides_clients, "the Services of ingress-nginx, if all of them replace client addresses with a node's address"),
    "redirects_metadata": ("list", lambda s, c: sorted({str(one.owner) for one in s.of(c, "setting") if one.traits.get("setting") == "metadata-redirect"}), "the components that redirect the metadata address on the nodes"),
    "certificate_names": ("list", lambda s, c: sorted({address(one) for one in s.of(c, "certificate-name")}), "the names and addresses in the API server's certificate"),
    "names_missing_from_certificate": ("list", lambda s, c: s.missing_from_certificate(c), "the kubeconfig servers that the certificate does not contain"),
    "node_port_first": ("int", lambda s, c: (s.clusters[c].node_port_range or NODE_PORTS)[0], "the first node port"),
    "node_port_last": ("int", lambda s, c: (s.clusters[c].node_port_range or NODE_PORTS)[1], "the last node port"),
    "node_port_range_known": ("bool", lambda s, c: s.clusters[c].node_port_range is not None, "whether something states the range of node ports"),
    "classless_controllers": ("list", lambda s, c: s.classless_controllers(c), "the controllers that serve LoadBalancer Services without a class"),
    "node_networks": ("list", lambda s, c: sorted({address(one) for one in s.of(c, "node-network")}), "the subnets of the nodes"),
    "node_families": ("list", lambda s, c: sorted({_family(one) for one in s.of(c, "node-network")}), "their families"),
    "pod_networks": ("list", lambda s, c: sorted({address(one) for one in s.of(c, "pod-network")}), "the networks of pods"),
    "service_networks": ("list", lambda s, c: sorted({address(one) for one in s.of(c, "service-network")}), "the networks of ClusterIPs"),
    "cnis": ("list", lambda s, c: _of_trait(s, c, "cni", "pod-network"), "the network plugins with known ranges"),
    "service_families": ("list", lambda s, c: sorted({_family(one) for one in s.of(c, "service-network")}), "their families"),
    "primary_family": ("string", config.primary_family, "the family of the first service network, which Services without ipFamilies get; empty if unknown or contradictory"),
    "pods_use_node_network": ("bool", lambda s, c: any(v in _NATIVE_IPAM for v in _settings(s, c, "ipam-mode")), "whether Pods use addresses of the node network"),
    "external_ips_announced": ("bool", lambda s, c: any(one.traits.get("external_ips") for one in s.of(c, "l2-announcer")), "whether Cilium announces externalIPs by ARP"),
    "external_ips_off": ("list", config.external_ips_off, "the settings that disable externalIPs in the whole cluster"),
    "external_networks_stated": ("bool", lambda s, c: s.clusters[c].external_cidrs is not None, "whether externalCIDRs are stated"),
}  # fmt: skip


def vocabulary(subject: str, traits: Mapping[str, str]) -> Mapping[str, str]:
    """The names that a rule for `subject` (claim, pair, loop or cluster) may use → their types; a trait is `claim.<trait>`."""
    names = {f"cluster.{name}": spec[0] for name, spec in CLUSTER.items()}
    if subject == "cluster":
        return names
    for side in ("claim", "other") if subject == "pair" else ("claim",):
        names |= {f"{side}.{name}": kind for name, kind in traits.items()}
        names |= {f"{side}.{name}": spec[0] for name, spec in CLAIM.items()}
    if subject == "pair":
        names |= {f"pair.{name}": spec[0] for name, spec in PAIR.items()}
    return names


def value(claim_index: ClaimIndex, name: str, kind: str, cluster: str, i: int = -1, j: int = -1) -> CelValue:
    """The value of one name (of type `kind`) for the claims i and j, indexes into the scene."""
    side, _, word = name.partition(".")
    found: Value
    if side == "cluster":
        found = claim_index.once((name, cluster), lambda: CLUSTER[word][1](claim_index, cluster))
    elif side == "pair":
        found = PAIR[word][1](claim_index, i, j)
    else:
        index = i if side == "claim" else j
        spec = CLAIM.get(word)
        found = spec[1](claim_index, index) if spec else claim_index.claims[index].traits.get(word, DEFAULTS[kind])
    return list(found) if isinstance(found, tuple) else found


def _family(claim: Claim) -> str:
    return f"IPv{claim.block.family}" if claim.block else ""


def _size(claim: Claim) -> int:
    return min(claim.block.size, 2**62) if claim.block else 0


def _special(claim: Claim) -> str:
    return special(claim.block) if claim.block else ""


def _shared(one: Claim, other: Claim) -> str:
    block = common(one, other)
    return format_block(block) if block else ""


def _shared_ports(one: Claim, other: Claim) -> list[str]:
    return [str(mine) for mine in one.ports if any(mine.meets(theirs) for theirs in other.ports)]


def _of_trait(claim_index: ClaimIndex, cluster: str, trait: str, *roles: str) -> list[str]:
    return sorted({str(one.traits.get(trait, "")) for one in claim_index.of(cluster, *roles)} - {""})


def _settings(claim_index: ClaimIndex, cluster: str, setting: str) -> list[str]:
    return [one.text for one in claim_index.of(cluster, "setting") if one.traits.get("setting") == setting]


def _is_component(claim: Claim) -> bool:
    return claim.owner.name.startswith(_COMPONENTS) or bool(claim.traits.get("holder"))
