"""Words for lookups outside of the cluster's Pods: which names nodes resolve, and which servers they need to start."""

from __future__ import annotations

from svclint.claims.blocks import NotAnAddress, parse_block, split_endpoint
from svclint.claims.name_records import NameRecords
from svclint.findings.claim_index import ClaimIndex, address, listed
from svclint.findings.words.names import cluster_domains, dns_servers, node_local_dns
from svclint.findings.words.registry import claim_word, cluster_word
from svclint.model import Block

# kubernetes v1.36.2, cmd/kubeadm/app/apis/kubeadm/v1beta4/defaults.go (DefaultServiceDNSDomain)
_CLUSTER_DOMAIN = "cluster.local"
# Roles of the addresses that Services and Gateways of a cluster answer at, for clients outside and in all.
_SERVED_OUTSIDE = ("load-balancer-request", "load-balancer-status", "gateway-address", "external-ip")
_SERVED = (*_SERVED_OUTSIDE, "cluster-ip", "cluster-dns")


@claim_word("bool")
def in_cluster_dns(claim_index: ClaimIndex, index: int) -> bool:
    """Whether it is a name that the cluster's own DNS serves: `….svc`, or `….svc.` with a domain of the cluster."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    name, _, domain = claim.host.partition(".svc.")
    if not domain:
        return name.endswith(".svc")
    domains = claim_index.memo(("cluster domains", cluster), lambda: cluster_domains(claim_index, cluster))
    return domain in (domains or [_CLUSTER_DOMAIN])


@claim_word("bool", rests_on=("dns",))
def in_node_records(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a record of the network's DNS, or of the nodes' /etc/hosts, has its name."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster

    def work() -> NameRecords[Block]:
        records = claim_index.of(cluster, "name-record")
        return NameRecords(
            (record.host, record.block)
            for record in records
            if record.block and record.traits.get("scope") != "corefile"
        )

    return bool(claim_index.memo(("node records", cluster), work).addresses(claim.host))


@cluster_word("bool")
def nodes_ask_cluster_dns(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether a name server of the nodes is the cluster's own DNS."""
    own = {address(claim) for claim in claim_index.of(cluster, "cluster-dns")} | set(dns_servers(claim_index, cluster))
    resolvers = claim_index.of(cluster, "resolver")
    return any(address(claim) in own for claim in resolvers if claim.traits.get("used_by") == "node")


@cluster_word("bool")
def node_local_dns_asked(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether kubelets give Pods an address of the DNS cache on the nodes, Pods ask it, or queries are redirected."""
    caches = set(node_local_dns(claim_index, cluster))
    asked = claim_index.of(cluster, "cluster-dns", "resolver")
    return bool(claim_index.of(cluster, "redirect")) or any(address(claim) in caches for claim in asked)


@cluster_word("list")
def kubeprism_ports(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The ports of KubePrism on nodes whose configuration switches it on or off: empty texts where it is off."""
    return sorted(
        {str(port) if claim.value else "" for claim in claim_index.of(cluster, "kubeprism") for port in claim.ports}
    )


@claim_word("list")
def choices_elsewhere(claim_index: ClaimIndex, index: int) -> list[str]:
    """Its alternatives in the same list that no Service of the cluster serves, with each that is unknown."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    served = claim_index.memo(
        ("served addresses", cluster),
        lambda: {other.block for other in claim_index.of(cluster, *_SERVED) if other.block is not None},
    )
    return [text for text in listed(claim.traits.get("choices", ())) if _block(text) not in served]


@claim_word("bool")
def is_external_address(claim_index: ClaimIndex, index: int) -> bool:
    """Whether a Service or Gateway of its cluster has its address for clients outside."""
    claim = claim_index.claims[index]
    cluster = claim.owner.cluster
    served = claim_index.memo(
        ("addresses for clients outside", cluster),
        lambda: {other.block for other in claim_index.of(cluster, *_SERVED_OUTSIDE) if other.block is not None},
    )
    return claim.block in served


def _block(text: str) -> Block | None:
    parsed = parse_block(split_endpoint(text).host)
    return None if isinstance(parsed, NotAnAddress) else parsed.block
