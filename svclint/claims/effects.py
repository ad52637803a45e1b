"""A claim and its service proxy → Effect: what it binds, captures and announces, and the clause that messages print.

The facts and their sources are in `proxy_behaviour`; docs/how-it-works/proxy-modes.md shows them as a table.
"""

from __future__ import annotations

from functools import lru_cache

from svclint.claims.proxy_behaviour import BEHAVIOURS, DROPPED, EXEMPTIONS, HOST, MODES, REFUSED, Behaviour
from svclint.claims.service_proxy import ServiceProxy
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Block, Claim, Port

# The most ports that a message lists; for further ports it gives their number.
_MOST_PORTS = 20
_REQUESTED = frozenset({"load-balancer-request", "gateway-address"})
_SERVICE_ROLES = _REQUESTED | {"external-ip", "load-balancer-status", "cluster-ip"}
# An annotation that names a pool is a request too, but not of an address.
_POOL_REQUEST = "pool-request"
_ON_NODES = frozenset({"node-port", "host-port"})
# The classes of Services for which Cilium drops other ports; '' is a Service without a class, which LB IPAM serves.
_WILDCARD_CLASSES = frozenset({"", "io.cilium/bgp-control-plane", "io.cilium/l2-announcer"})
# The class of the Gateways with which Istio learns the addresses of other networks.
_REMOTE_GATEWAY = "istio-remote"
_OTHER_TYPES = frozenset({"ClusterIP", "NodePort", "ExternalName"})
_PROXIES = {"kube-router": "kube-router", "cilium": "Cilium", "calico": "Calico", "ovn-kubernetes": "OVN-Kubernetes"}


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of one claim. `ports` are the captured ports; with `all_ports`, the claim captures all ports.

    `binds`: nodes bind the address to an interface. `announces`: the address is announced by ARP, ND or BGP. `ignored`
    is the reason if the claim has no effect, else empty; `cause` is its key in `EXEMPTIONS`. `text` is a clause for
    messages. `assumed`: the proxy mode is not stated, and ipvs is assumed.
    """

    binds: bool = False
    all_ports: bool = False
    ports: tuple[Port, ...] = ()
    announces: bool = False
    ignored: str = ""
    cause: str = ""
    text: str = ""
    assumed: bool = False

    def takes(self, ports: tuple[Port, ...]) -> bool:
        """Whether traffic to one of `ports` of the address reaches this claim; empty `ports` mean any port."""
        if self.all_ports or not ports:
            return self.all_ports or bool(self.ports)
        return any(captured.meets(port) for captured in self.ports for port in ports)


NOTHING = Effect()


def effect(claim: Claim, proxy: ServiceProxy) -> Effect:
    """The effect of a claim; NOTHING for roles that do not affect traffic."""
    if claim.role in _ON_NODES:
        return Effect(ports=claim.ports, text="is taken on every address of the nodes that run it")
    if claim.role not in _SERVICE_ROLES and claim.role != _POOL_REQUEST:
        return NOTHING
    if claim.role != "cluster-ip" and (cause := _cause(claim, proxy)):
        reason = EXEMPTIONS[cause].text
        if cause == "off":
            reason += f" ({', '.join(proxy.external_ips_off)})"
        return Effect(ignored=reason, cause=cause, text=reason)
    if claim.role == _POOL_REQUEST:
        return NOTHING
    behaviour = behaviour_of(
        proxy.mode, "load-balancer-status" if claim.role in _REQUESTED else claim.role, proxy.version
    )
    announced = claim.role in _REQUESTED or bool(claim.traits.get("announced"))
    return Effect(
        behaviour.binds,
        behaviour.binds or _drops_other_ports(claim, proxy, behaviour),
        claim.ports,
        announced,
        text=_text(claim, proxy, behaviour),
        assumed=proxy.assumed,
    )


def deeds(claim: Claim, proxy: ServiceProxy) -> dict[str, tuple[str, ...]]:
    """What each service proxy would do with an address of a Service: the clause → the modes in which it holds.

    The mode of the cluster comes first. The other settings are those of `proxy`. Empty for roles of other claims.
    """
    clauses: dict[str, tuple[str, ...]] = {}
    if claim.role in _SERVICE_ROLES:
        role = "load-balancer-status" if claim.role in _REQUESTED else claim.role
        for mode in dict.fromkeys((proxy.mode, *MODES)):
            other = replace(proxy, mode=mode, assumed=False)
            clause = _deed(claim, other, behaviour_of(mode, role, proxy.version))
            clauses[clause] = (*clauses.get(clause, ()), mode)
    return clauses


@lru_cache(maxsize=256)
def behaviour_of(mode: str, role: str, version: int | None) -> Behaviour:
    """What a proxy does with the fields of a role. Raises LookupError if no fact describes it."""
    for behaviour in BEHAVIOURS:
        if behaviour.applies(mode, role, version):
            return behaviour
    raise LookupError(f"no behaviour of {mode!r} for {role!r} in version {version}")


def _cause(claim: Claim, proxy: ServiceProxy) -> str:
    """The key in `EXEMPTIONS` of the reason why a claim has no effect, or empty."""
    service_type = _type(claim)
    if service_type == "ExternalName":
        return "external-name"
    if claim.role in ("load-balancer-request", _POOL_REQUEST) and service_type in _OTHER_TYPES:
        return "type"
    if claim.role in ("load-balancer-request", _POOL_REQUEST) and _is_for_other_class(claim):
        return "class"
    if claim.traits.get("chart") == "traefik" and claim.location.pointer.endswith("/service/loadBalancerIP"):
        return "chart"
    if claim.traits.get("headless"):
        return "headless"
    if claim.traits.get("gateway_class") == _REMOTE_GATEWAY:
        return "remote-gateway"
    if claim.role == "load-balancer-request" and proxy.ignores_load_balancer_ip and _names_no_controller(claim):
        return "controller"
    if claim.role == "load-balancer-status" and claim.traits.get("ip_mode") == "Proxy":
        return "ip-mode" if proxy.version is None or proxy.version >= EXEMPTIONS["ip-mode"].since else ""
    if claim.block is not None and _lacks_family(claim, claim.block, proxy):
        return "family"
    if claim.role == "external-ip" and proxy.external_ips_off:
        return "off"
    ranges = {"external-ip": proxy.external_ranges, "load-balancer-status": proxy.load_balancer_ranges}.get(claim.role)
    if claim.block is not None and ranges is not None and not any(block.contains(claim.block) for block in ranges):
        return "range"
    return ""


def _names_no_controller(claim: Claim) -> bool:
    """Whether it is loadBalancerIP of a Service without a class; an annotation names its controller."""
    return not claim.traits.get("controller") and not claim.traits.get("lb_class")


def _is_for_other_class(claim: Claim) -> bool:
    """Whether the request is an annotation of Cilium on a Service whose class another controller serves."""
    lb_class = str(claim.traits.get("lb_class", ""))
    if claim.traits.get("controller") != "cilium" or not lb_class or set(lb_class) & set("${"):
        return False
    from svclint.claims.controllers import OF_CLASS

    return OF_CLASS.get(lb_class) != "cilium"


def _type(claim: Claim) -> str:
    """The type of the Service; empty if unknown.

    The default counts only for a Service with ports: without, the manifest may be a patch of a Service.
    """
    stated = str(claim.traits.get("service_type", ""))
    return stated or ("ClusterIP" if claim.traits.get("lists_ports") else "")


def _lacks_family(claim: Claim, block: Block, proxy: ServiceProxy) -> bool:
    """Whether the Service is known not to have the family of an address."""
    if claim.traits.get("ip_family_policy", "") != "SingleStack":
        return False  # a cluster with both families adds the second one
    stated = claim.traits.get("ip_families")
    if isinstance(stated, tuple) and stated:
        return f"IPv{block.family}" not in stated
    own = str(claim.traits.get("own_cluster_ip", ""))
    return not own and proxy.primary_family not in (0, block.family)


def _drops_other_ports(claim: Claim, proxy: ServiceProxy, behaviour: Behaviour) -> bool:
    """Whether Cilium drops the other ports of a load-balancer address."""
    return behaviour.others == DROPPED and proxy.wildcards and claim.traits.get("lb_class", "") in _WILDCARD_CLASSES


def _text(claim: Claim, proxy: ServiceProxy, behaviour: Behaviour) -> str:
    granted = "once assigned, " if claim.role in _REQUESTED else ""
    return f"{granted}{_named(proxy)} {_deed(claim, proxy, behaviour)}"


def _named(proxy: ServiceProxy) -> str:
    if proxy.mode == "none":
        return "the service proxy"
    mode = f"{proxy.mode} mode" + (" (assumed: the mode is not stated)" if proxy.assumed else "")
    return _PROXIES.get(proxy.mode, f"kube-proxy in {mode}")


def _deed(claim: Claim, proxy: ServiceProxy, behaviour: Behaviour) -> str:
    more = len(claim.ports) - _MOST_PORTS
    listed = _and([*(str(port) for port in claim.ports[:_MOST_PORTS]), *([f"{more} more"] if more > 0 else [])])
    ports = f"port {listed}" if listed else "the Service's port"
    if behaviour.binds:
        nodes = "every node that does not hold it" if behaviour.since == 28 else "every node"
        return (
            f"binds it on {nodes}. From these nodes and their Pods, traffic to {ports} reaches the Service; traffic to "
            f"every other port {_other_ports(proxy, behaviour)}.{_arp(claim, proxy)}"
        )
    if proxy.mode == "none":
        return f"serves {ports}"
    if proxy.mode == "cilium" and claim.role == "external-ip":
        return (
            f"sends traffic for {ports} to the Service when it comes from outside the cluster; nodes and Pods still "
            "reach the real owner"
        )
    if _drops_other_ports(claim, proxy, behaviour):
        return (
            f"sends traffic for {ports} to the Service and, since 1.19, drops all other ports if no node has the "
            "address"
        )
    return f"sends traffic for {ports} to the Service on every node and in every Pod; other ports are unaffected"


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _other_ports(proxy: ServiceProxy, behaviour: Behaviour) -> str:
    """The effect on ports that the Service does not have."""
    if proxy.version is None and proxy.mode == "ipvs":
        return "is refused or reaches the node's own daemons"
    return {HOST: "reaches the node's own daemons, if any listen there", REFUSED: "is refused"}[behaviour.others]


def _arp(claim: Claim, proxy: ServiceProxy) -> str:
    """The effect on the LAN. kube-router suppresses ARP; nodes do not answer ND for addresses of other interfaces."""
    if proxy.mode == "kube-router" or proxy.strict_arp or (claim.block is not None and claim.block.family == 6):
        return " Other machines on the LAN still reach the real owner, but nodes and Pods do not"
    state, so = ("Unless strictARP is on,", ", so") if proxy.strict_arp is None else ("strictARP is off, so", " and")
    return f" {state} nodes also answer ARP for the address{so} connections from other machines fail intermittently"
