"""Words for the service proxy: its mode and its settings."""

from __future__ import annotations

from svclint.claims.ranges import Ranges
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.name_lists import few
from svclint.findings.words.registry import claim_word, cluster_word

# What the configuration of an installer states.
_OF_INSTALLATION = ("control-plane", "network-plugin", "node", "pod-network", "service-network")


@claim_word("bool")
def proxy_excludes(claim_index: ClaimIndex, index: int) -> bool:
    """Whether kube-proxy's excludeCIDRs contain it."""
    cluster, block = claim_index.claims[index].owner.cluster, claim_index.claims[index].block
    excluded = claim_index.clusters[cluster].exclude_cidrs
    return block is not None and claim_index.memo(("exclude cidrs", cluster), lambda: Ranges(excluded)).hold(block)


@cluster_word("string", rests_on=("proxy.mode",))
def mode(claim_index: ClaimIndex, cluster: str) -> str:
    """The service proxy's mode; `ipvs` if nothing states it."""
    return claim_index.proxy(cluster).mode


@cluster_word("bool", rests_on=("proxy.mode",))
def mode_known(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether something states the mode."""
    return bool(claim_index.clusters[cluster].proxy_mode)


@cluster_word("list")
def stated_proxies(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The service proxies and modes that the deployed manifests state: `none` where they switch kube-proxy off."""
    claims = claim_index.of(cluster, "proxy-mode")
    return sorted({claim.text for claim in claims if not claim.from_inventory and not claim.status.latent})


@cluster_word("list")
def replacement_off(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The settings with which a network plugin leaves Services to kube-proxy."""
    claims = claim_index.of(cluster, "proxy-replacement-off")
    return few(sorted({claim.title for claim in claims if not claim.status.latent}))


@cluster_word("bool")
def set_up_by_template(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether a Jinja template states something about the installation: its conditional lines are not read."""
    stated = claim_index.of(cluster, *_OF_INSTALLATION)
    return any(claim.location.file.endswith(".j2") for claim in stated)


@cluster_word("bool", rests_on=("proxy.strictARP",))
def strict_arp(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether ipvs.strictARP is on."""
    return bool(claim_index.clusters[cluster].strict_arp)


@cluster_word("bool", rests_on=("proxy.strictARP",))
def strict_arp_known(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether something states strictARP."""
    return claim_index.clusters[cluster].strict_arp is not None


@cluster_word("list")
def external_ips_off(claim_index: ClaimIndex, cluster: str) -> list[str]:
    """The settings that disable externalIPs in the whole cluster.

    These are the feature gate of kube-proxy and the admission plugin.
    """
    return list(claim_index.proxy(cluster).external_ips_off)


@cluster_word("bool")
def external_ips_advertised(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether Cilium announces external addresses of Services by BGP."""
    return any(claim.text == "ExternalIP" for claim in claim_index.of(cluster, "bgp-advertisement"))


@cluster_word("bool")
def external_ips_announced(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether Cilium announces externalIPs by ARP."""
    return any(claim.traits.get("external_ips") for claim in claim_index.of(cluster, "l2-announcer"))


@cluster_word("bool", rests_on=("externalCIDRs",))
def external_networks_stated(claim_index: ClaimIndex, cluster: str) -> bool:
    """Whether externalCIDRs are stated."""
    return claim_index.clusters[cluster].external_cidrs is not None
