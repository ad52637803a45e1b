"""A cluster and the settings among its claims → ServiceProxy: what decides the effects of its Services' addresses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence

from svclint.claims.blocks import ParsedBlock, parse_block
from svclint.claims.controllers import IGNORING_LOAD_BALANCER_IP, REFUSING_LOAD_BALANCER_IP
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Block, Claim, Cluster

# The mode assumed if none is stated: mistakes cost most in it, and it is the default of KubeKey and kubespray.
ASSUMED_MODE = "ipvs"

# kube-router validates addresses since this release: docs/user-guide.md at v2.11.1.
_VALIDATING = (2, 8)
_TAG = regex(r":v?(\d{1,4})\.(\d{1,4})")
# The modes in which node ports are served only on the primary addresses of a node by default.
_PRIMARY_ADDRESSES = frozenset({"nftables", "kube-router", "cilium"})
_KUBE_PROXY = frozenset({"ipvs", "iptables", "nftables"})


@dataclass(frozen=True, slots=True)
class ServiceProxy:
    """The service proxy of a cluster and its settings.

    `mode` is a mode of `Cluster.proxy_mode`; `assumed`: nothing states it. `version` is the minor version of Kubernetes
    and `strict_arp` kube-proxy's setting; None if unknown. `external_ips_off` are the titles of settings that disable
    externalIPs. `external_ranges` and `load_balancer_ranges` are the only addresses that the proxy serves, None if it
    serves all. `wildcards`: Cilium may drop the other ports of load-balancer addresses. `primary_family` is the family
    of Services that state none, 0 if unknown. `node_port_addresses` are the node addresses with node ports: None if
    they are all addresses of a node; empty if they are only its primary addresses. `ignores_load_balancer_ip`: no known
    controller of load-balancer addresses reads loadBalancerIP.
    """

    mode: str = ASSUMED_MODE
    assumed: bool = False
    version: int | None = None
    strict_arp: bool | None = None
    external_ips_off: tuple[str, ...] = ()
    external_ranges: tuple[Block, ...] | None = None
    load_balancer_ranges: tuple[Block, ...] | None = None
    wildcards: bool = True
    primary_family: int = 0
    node_port_addresses: tuple[Block, ...] | None = None
    ignores_load_balancer_ip: bool = False


def service_proxy(cluster: Cluster, of: Callable[[str], Sequence[Claim]] = lambda _role: ()) -> ServiceProxy:
    """The service proxy of a cluster; `of` returns the claims of the cluster that have a role."""
    mode = cluster.proxy_mode or ASSUMED_MODE
    external, load_balancer = _validated(of("kube-router")) if mode == "kube-router" else (None, None)
    return ServiceProxy(
        mode=mode,
        assumed=not cluster.proxy_mode,
        version=cluster.version,
        strict_arp=cluster.strict_arp,
        external_ips_off=_external_ips_off(mode, of),
        external_ranges=external if cluster.external_cidrs is None else None,
        load_balancer_ranges=load_balancer,
        wildcards=not of("lb-wildcards-off"),
        primary_family=primary_family(of("service-network")),
        node_port_addresses=_node_port_addresses(mode, of("node-port-addresses")),
        ignores_load_balancer_ip=_ignores_load_balancer_ip(cluster, [*of("lb-controller"), *of("pool")]),
    )


def primary_networks(service_networks: Iterable[Claim]) -> Collection[Block]:
    """The first service network of each object or inventory file that states some."""
    primary: dict[object, Block] = {}
    for claim in service_networks:
        further = claim.owner.kind == "ServiceCIDR" and claim.owner.name != "kubernetes"
        if claim.block is not None and not further:  # each entry of a list in an inventory is a separate owner
            primary.setdefault(claim.location.file if claim.from_inventory else claim.owner, claim.block)
    return primary.values()


def primary_family(service_networks: Iterable[Claim]) -> int:
    """The family of the first service network, which Services without ipFamilies get; 0 if unknown or contradictory."""
    families = {block.family for block in primary_networks(service_networks)}
    return families.pop() if len(families) == 1 else 0


def _ignores_load_balancer_ip(cluster: Cluster, claims: Iterable[Claim]) -> bool:
    """Whether controllers of load-balancer addresses are known, and none of them reads loadBalancerIP."""
    controllers = {*(cluster.controllers or ()), *(str(claim.traits.get("controller", "")) for claim in claims)} - {""}
    return bool(controllers) and controllers <= IGNORING_LOAD_BALANCER_IP | REFUSING_LOAD_BALANCER_IP


def _external_ips_off(mode: str, of: Callable[[str], Sequence[Claim]]) -> tuple[str, ...]:
    """The settings that disable externalIPs: the feature gate of kube-proxy, and the API server's admission plugin."""
    gates = of("allow-service-external-ips") if mode in _KUBE_PROXY else ()
    titles = {setting.title for setting in gates if setting.text.strip().lower() == "false"}
    titles |= {plugin.title for plugin in of("admission-plugins") if "DenyServiceExternalIPs" in plugin.text}
    return tuple(sorted(titles))


def _validated(instances: Iterable[Claim]) -> tuple[tuple[Block, ...] | None, tuple[Block, ...] | None]:
    """The ranges of external and of load-balancer addresses that kube-router serves; None if it serves all, or some are
    unknown."""
    external: list[Block] | None = []
    load_balancer: list[Block] | None = []
    validating = False
    for instance in instances:
        tag = _TAG.search(str(instance.traits.get("image", "")))
        is_strict = bool(instance.traits.get("strict")) and not instance.leaves_to_variable("strict")
        if not is_strict or (tag and (int(tag[1]), int(tag[2])) < _VALIDATING):
            return None, None
        validating = True
        external = _extended(external, instance, "external_ranges")
        load_balancer = _extended(load_balancer, instance, "load_balancer_ranges")
    if not validating:
        return None, None
    return tuple(external) if external is not None else None, tuple(
        load_balancer
    ) if load_balancer is not None else None


def _extended(blocks: list[Block] | None, instance: Claim, trait: str) -> list[Block] | None:
    """The blocks with those of a trait; None if one of them cannot be parsed, such as a variable."""
    listed = instance.traits.get(trait, ())
    texts = [text for item in (listed if isinstance(listed, tuple) else ()) for text in item.split(",")]
    parsed = [parse_block(text.strip()) for text in texts]
    known = [result.block for result in parsed if isinstance(result, ParsedBlock)]
    return None if blocks is None or len(known) < len(parsed) else [*blocks, *known]


def _node_port_addresses(mode: str, settings: Sequence[Claim]) -> tuple[Block, ...] | None:
    """nodePortAddresses; without it, some proxies serve the primary addresses and the others all addresses.

    The settings of a kube-proxy that Cilium replaces, and those of a Cilium that leaves Services to it, do not count.
    """
    settings = [setting for setting in settings if (setting.traits.get("controller") == "cilium") == (mode == "cilium")]
    if any(setting.text.strip() == "primary" for setting in settings):
        return ()
    blocks = tuple(setting.block for setting in settings if setting.block is not None)
    if blocks and len(blocks) == len(settings):
        return blocks
    return () if mode in _PRIMARY_ADDRESSES and not settings else None
