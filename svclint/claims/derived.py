"""Claims of a run → further claims that installers imply: API servers on control-plane nodes, and the DNS address.

Nothing is derived in a cluster in which a claim states the fact itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from svclint.claims.blocks import format_block
from svclint.claims.daemons import API_PORT
from svclint.lazy_dataclasses import replace
from svclint.model import Block, Claim, Port

_ENDPOINTS = ("control-plane", "kubeconfig-server")
_API = (Port("TCP", API_PORT, API_PORT),)
_DNS_NAMESPACES = ("", "kube-system", "openshift-dns")
_WITH_VALUES = ("", "Application", "ApplicationSet", "HelmChart", "HelmChartConfig", "HelmRelease")
_DNS = (Port("TCP", 53, 53), Port("UDP", 53, 53))


def derived(claims: Iterable[Claim]) -> Iterator[Claim]:
    """The derived claims of each cluster, with the trait `derived` and the location of the claim that implies them."""
    by_cluster: dict[str, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
    for claim in claims:
        if not claim.status.latent:
            by_cluster[claim.owner.cluster][claim.role].append(claim)
    for by_role in by_cluster.values():
        if not any(role in by_role for role in _ENDPOINTS):
            yield from _api_servers(by_role["node"])
        if "cluster-dns" not in by_role and not any(map(_is_cluster_dns, by_role["cluster-ip"])):
            yield from _cluster_dns(by_role["service-network"])


def _is_cluster_dns(claim: Claim) -> bool:
    """Whether a ClusterIP may be that of the cluster's DNS: of a Service in its namespace, or in the values of a chart.

    Pi-hole, AdGuard and Tailscale have DNS servers of their own.
    """
    owner = claim.owner
    if "dns" not in owner.name:
        return False
    return owner.namespace in _DNS_NAMESPACES if owner.kind == "Service" else owner.kind in _WITH_VALUES


def _api_servers(nodes: Sequence[Claim]) -> Iterator[Claim]:
    """The API servers of control-plane nodes. Without a load balancer, clients reach the API at these addresses."""
    for node in nodes:
        roles = node.traits.get("node_roles", ())
        if not isinstance(roles, tuple) or "control-plane" not in roles or node.block is None:
            continue
        listens = not node.traits.get("ports_stated") or any(port.first <= API_PORT <= port.last for port in node.ports)
        if listens and node.block.size == 1:
            traits = {**node.traits, "derived": True, "implied_by_node": True}
            yield replace(
                node, role="control-plane", title=f"the API server on {node.title}", ports=_API, traits=traits
            )


def _cluster_dns(networks: Sequence[Claim]) -> Iterator[Claim]:
    """The DNS address of the first service network, if its installer always takes the same address of it."""
    network = next((claim for claim in networks if claim.traits.get("dns_number")), None)
    number = network.traits["dns_number"] if network else None
    if network is None or network.block is None or not isinstance(number, int) or number >= network.block.size:
        return
    first = network.block.first + number
    block = Block(network.block.family, first, first)
    title = f"the cluster DNS address in {network.title}"
    text, traits = format_block(block), {"derived": True}
    yield replace(network, role="cluster-dns", text=text, title=title, block=block, ports=_DNS, traits=traits)
