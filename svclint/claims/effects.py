"""A claim and its cluster → what the claim does to packets: what it binds, captures and announces, and who notices.

Facts of kube-proxy's and Cilium's code, gathered with their sources on the page docs/how-it-works/proxy-modes.md.
"""

from __future__ import annotations

from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Cluster, Port

# What an unknown mode is taken for: the one in which a mistake costs most, and the default of KubeKey and kubespray.
ASSUMED_MODE = "ipvs"

# Ports that a message names; of a Service with more, their number is enough.
_MOST_PORTS = 20
_BINDING_MODES = frozenset({"ipvs", "kube-router"})
_SERVICE_ROLES = frozenset(
    {"external-ip", "load-balancer-status", "load-balancer-request", "gateway-address", "cluster-ip"}
)
_ON_NODES = frozenset({"node-port", "host-port"})


@dataclass(frozen=True, slots=True)
class Effect:
    """What one claim does. `ports` are those it captures; with `all_ports` it takes the address whole.

    `ignored` says why nothing happens, else it is empty. `text` is a clause for messages. `assumed`: the mode is not
    known and was taken to be ipvs.
    """

    binds: bool = False
    all_ports: bool = False
    ports: tuple[Port, ...] = ()
    announces: bool = False
    ignored: str = ""
    text: str = ""
    assumed: bool = False

    def takes(self, ports: tuple[Port, ...]) -> bool:
        """Whether traffic to one of `ports` (any at all, when none is known) of the address ends at this claim."""
        if self.all_ports or not ports:
            return self.all_ports or bool(self.ports)
        return any(mine.meets(theirs) for mine in self.ports for theirs in ports)


NOTHING = Effect()


def mode_of(cluster: Cluster) -> str:
    """The service proxy's mode, `ipvs` where nobody says."""
    return cluster.proxy_mode or ASSUMED_MODE


def effect(claim: Claim, cluster: Cluster) -> Effect:
    """The effect of a claim in its cluster; NOTHING for roles that only tell of something."""
    if claim.role in _ON_NODES:
        return Effect(ports=claim.ports, text="is taken on every address of the nodes that run it")
    if claim.role not in _SERVICE_ROLES:
        return NOTHING
    if claim.role != "cluster-ip" and (why := _skipped(claim)):
        return Effect(ignored=why, text=why)
    mode, assumed = mode_of(cluster), not cluster.proxy_mode
    named = f"{mode} mode" + (" (assumed: the mode is not stated)" if assumed else "")
    found = _service_effect(claim, cluster, mode, named)
    announced = claim.role in ("load-balancer-request", "gateway-address") or bool(claim.traits.get("announced"))
    return Effect(found.binds, found.all_ports, found.ports, announced, "", found.text, assumed)


def _skipped(claim: Claim) -> str:
    if claim.traits.get("service_type") == "ExternalName":
        return "kube-proxy skips ExternalName Services, so the address has no effect"
    if claim.traits.get("headless"):
        return "kube-proxy skips headless Services, so the address has no effect"
    if claim.role == "load-balancer-status" and claim.traits.get("ip_mode") == "Proxy":
        return "kube-proxy ignores addresses with ipMode Proxy"
    return ""


def _service_effect(claim: Claim, cluster: Cluster, mode: str, named: str) -> Effect:
    more = len(claim.ports) - _MOST_PORTS
    known = _and([*(str(port) for port in claim.ports[:_MOST_PORTS]), *([f"{more} more"] if more > 0 else [])])
    ports = f"port {known}" if known else "the Service's port"
    once = "once granted, " if claim.role in ("load-balancer-request", "gateway-address") else ""
    if mode in _BINDING_MODES:
        who = "kube-router" if mode == "kube-router" else f"kube-proxy in {named}"
        text = (
            f"{once}{who} binds it on every node. From nodes and Pods, traffic to {ports} reaches the Service; "
            f"traffic to every other port {_other_ports(mode, cluster.version)}.{_arp(claim, mode, cluster)}"
        )
        return Effect(binds=True, all_ports=True, ports=claim.ports, text=text)
    if mode in ("iptables", "nftables"):
        text = (
            f"{once}kube-proxy in {named} sends traffic for {ports} to the Service on every node and in every Pod; "
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
        text = f"{once}Cilium sends traffic for {ports} to the Service and, since 1.19, drops all other ports"
        return Effect(all_ports=True, ports=claim.ports, text=text)
    return Effect(ports=claim.ports, text=f"{once}the service proxy serves {ports}")


def _and(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _other_ports(mode: str, version: int | None) -> str:
    """kube-proxy refuses the other ports since 1.26; before that, and in kube-router, they reach the host's sockets."""
    if mode == "ipvs" and version is None:
        return "is refused or reaches the node's own daemons"
    if mode == "ipvs" and version is not None and version >= 26:
        return "is refused"
    return "reaches the node's own daemons, if any listen there"


def _arp(claim: Claim, mode: str, cluster: Cluster) -> str:
    """What the LAN notices. kube-router quiets ARP by itself; nobody answers ND for an address of another interface."""
    if mode == "kube-router" or cluster.strict_arp or (claim.block is not None and claim.block.family == 6):
        return " Other machines on the LAN still reach the real owner, but nodes and Pods do not"
    if cluster.strict_arp is None:
        return " Unless strictARP is on, nodes also answer ARP for the address, so other machines fail intermittently"
    return " strictARP is off, so nodes also answer ARP for the address and other machines fail intermittently"
