"""A claim and its cluster → Effect: what the claim binds, captures and announces, and the clause that messages print.

The facts are from the code of kube-proxy and Cilium; docs/how-it-works/proxy-modes.md lists their sources.
"""

from __future__ import annotations

from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Cluster, Port

# The mode assumed if none is stated: mistakes cost most in it, and it is the default of KubeKey and kubespray.
ASSUMED_MODE = "ipvs"

# The most ports that a message lists; for further ports it gives their number.
_MOST_PORTS = 20
_BINDING_MODES = frozenset({"ipvs", "kube-router"})
_SERVICE_ROLES = frozenset(
    {"external-ip", "load-balancer-status", "load-balancer-request", "gateway-address", "cluster-ip"}
)
_ON_NODES = frozenset({"node-port", "host-port"})


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of one claim. `ports` are the captured ports; with `all_ports`, the claim captures all ports.

    `binds`: nodes bind the address to an interface. `announces`: the address is announced by ARP, ND or BGP. `ignored`
    is the reason if the claim has no effect, else empty. `text` is a clause for messages. `assumed`: the proxy mode is
    not stated, and ipvs is assumed.
    """

    binds: bool = False
    all_ports: bool = False
    ports: tuple[Port, ...] = ()
    announces: bool = False
    ignored: str = ""
    text: str = ""
    assumed: bool = False

    def takes(self, ports: tuple[Port, ...]) -> bool:
        """Whether traffic to one of `ports` of the address reaches this claim; empty `ports` mean any port."""
        if self.all_ports or not ports:
            return self.all_ports or bool(self.ports)
        return any(captured.meets(port) for captured in self.ports for port in ports)


NOTHING = Effect()


def mode_of(cluster: Cluster) -> str:
    """The mode of the service proxy, `ipvs` if none is stated."""
    return cluster.proxy_mode or ASSUMED_MODE


def effect(claim: Claim, cluster: Cluster) -> Effect:
    """The effect of a claim in its cluster; NOTHING for roles that do not affect traffic."""
    if claim.role in _ON_NODES:
        return Effect(ports=claim.ports, text="is taken on every address of the nodes that run it")
    if claim.role not in _SERVICE_ROLES:
        return NOTHING
    if claim.role != "cluster-ip" and (why := _ignored_reason(claim)):
        return Effect(ignored=why, text=why)
    mode, assumed = mode_of(cluster), not cluster.proxy_mode
    named = f"{mode} mode" + (" (assumed: the mode is not stated)" if assumed else "")
    result = _service_effect(claim, cluster, mode, named)
    announced = claim.role in ("load-balancer-request", "gateway-address") or bool(claim.traits.get("announced"))
    return Effect(result.binds, result.all_ports, result.ports, announced, "", result.text, assumed)


def _ignored_reason(claim: Claim) -> str:
    if claim.traits.get("service_type") == "ExternalName":
        return "kube-proxy skips ExternalName Services, so the address has no effect"
    if claim.traits.get("headless"):
        return "kube-proxy skips headless Services, so the address has no effect"
    if claim.role == "load-balancer-status" and claim.traits.get("ip_mode") == "Proxy":
        return "kube-proxy ignores addresses with ipMode Proxy"
    return ""


def _service_effect(claim: Claim, cluster: Cluster, mode: str, named: str) -> Effect:
    more = len(claim.ports) - _MOST_PORTS
    listed = _and([*(str(port) for port in claim.ports[:_MOST_PORTS]), *([f"{more} more"] if more > 0 else [])])
    ports = f"port {listed}" if listed else "the Service's port"
    granted = "once assigned, " if claim.role in ("load-balancer-request", "gateway-address") else ""
    if mode in _BINDING_MODES:
        proxy = "kube-router" if mode == "kube-router" else f"kube-proxy in {named}"
        text = (
            f"{granted}{proxy} binds it on every node. From nodes and Pods, traffic to {ports} reaches the Service; "
            f"traffic to every other port {_other_ports(mode, cluster.version)}.{_arp(claim, mode, cluster)}"
        )
        return Effect(binds=True, all_ports=True, ports=claim.ports, text=text)
    if mode in ("iptables", "nftables"):
        text = (
            f"{granted}kube-proxy in {named} sends traffic for {ports} to the Service on every node and in every Pod; "
            "other ports are unaffected"
        )
        return Effect(ports=claim.ports, text=text)
    if mode == "cilium" and claim.role == "external-ip":
        text = (
            f"Cilium sends traffic for {ports} to the Service when it comes from outside the cluster; nodes and Pods "
            "still reach the real owner"
        )
        return Effect(ports=claim.ports, text=text)
    if mode == "cilium":
        text = f"{granted}Cilium sends traffic for {ports} to the Service and, since 1.19, drops all other ports"
        return Effect(all_ports=True, ports=claim.ports, text=text)
    return Effect(ports=claim.ports, text=f"{granted}the service proxy serves {ports}")


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _other_ports(mode: str, version: int | None) -> str:
    """The effect on other ports: kube-proxy rejects them since 1.26; before, and in kube-router, the host answers."""
    if mode == "ipvs" and version is None:
        return "is refused or reaches the node's own daemons"
    if mode == "ipvs" and version is not None and version >= 26:
        return "is refused"
    return "reaches the node's own daemons, if any listen there"


def _arp(claim: Claim, mode: str, cluster: Cluster) -> str:
    """The effect on the LAN. kube-router suppresses ARP; nodes do not answer ND for addresses of other interfaces."""
    if mode == "kube-router" or cluster.strict_arp or (claim.block is not None and claim.block.family == 6):
        return " Other machines on the LAN still reach the real owner, but nodes and Pods do not"
    state, so = ("Unless strictARP is on,", ", so") if cluster.strict_arp is None else ("strictARP is off, so", " and")
    return f" {state} nodes also answer ARP for the address{so} connections from other machines fail intermittently"
