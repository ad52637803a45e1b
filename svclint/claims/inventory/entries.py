"""One cluster as its inventory files state it → the claims of its entries, by list."""

from __future__ import annotations

from svclint.claims.daemons import API_PORT, node_ports
from svclint.claims.inventory.collect import Collector, EntryMeaning, tcp
from svclint.claims.inventory.merge import ClusterText, StatedField
from svclint.model import Port, TraitValue

_DNS_PORTS = (Port("TCP", 53, 53), Port("UDP", 53, 53))
_RESERVED = {
    "gateway": "gateway",
    "dns": "DNS server",
    "ntp": "NTP server",
    "dhcp": "DHCP range",
    "registry": "registry",
    "storage": "storage",
    "cluster": "cluster",
    "other": "",
}
_RANGES = (
    ("nodeCIDRs", EntryMeaning("node-network", "the node network")),
    ("podCIDRs", EntryMeaning("pod-network", "the pod network")),
    ("serviceCIDRs", EntryMeaning("service-network", "the service network")),
    ("clusterDNS", EntryMeaning("cluster-dns", "cluster DNS", _DNS_PORTS, single=True)),
    ("externalCIDRs", EntryMeaning("external-network", "the external addresses that Services may use")),
)


def collect(cluster: ClusterText, into: Collector) -> None:
    """Add the claims of all lists except the kubeconfig servers, whose claims depend on them."""
    _load_balancers(cluster, into)
    _names(cluster, into)
    _nodes(cluster, into)
    for key, meaning in _RANGES:
        for item in cluster.items(key):
            into.address(item, into.owner(key, item.text()), meaning)
    _pools(cluster, into)
    _reserved(cluster, into)


def _load_balancers(cluster: ClusterText, into: Collector) -> None:
    for entry in cluster.items("loadBalancers"):
        name = entry.text("name")
        serves = entry.text("serves") or "control-plane"
        traits: dict[str, TraitValue] = {"serves": serves, "load_balancer": name}
        if owner := entry.at("owner"):
            traits |= {f"owner_{key}": owner.text(key) for key in ("kind", "namespace", "name")}
        ports = _ports(entry)
        title = f"the VIP of load balancer {name}" if name else "the VIP of a load balancer"
        if serves == "control-plane":
            meaning = EntryMeaning("control-plane", title, ports or tcp([API_PORT]), traits, single=True)
        else:
            meaning = EntryMeaning("load-balancer", title, ports, traits, single=True)
        _addresses(entry, "vips", "loadBalancers", name, meaning, into)


def _names(cluster: ClusterText, into: Collector) -> None:
    for scope in ("hosts", "dns"):
        for name, value in cluster.below(scope):
            host = host_name(name)
            where = "in the nodes' /etc/hosts" if scope == "hosts" else "in DNS"
            meaning = EntryMeaning("name-record", f"the record for {host} {where}", (), {"scope": scope}, single=True)
            for item in value.items():
                into.address(item, into.owner(scope, name), meaning, host)


def _nodes(cluster: ClusterText, into: Collector) -> None:
    for entry in cluster.items("nodes"):
        name = entry.text("name")
        listed = entry.at("roles")
        roles = tuple(item.text() for item in listed.items()) if listed else ()
        usual = tcp(node_ports(control_plane="control-plane" in roles))
        traits: dict[str, TraitValue] = {
            "node": name,
            "node_roles": roles,
            "ports_stated": entry.at("ports") is not None,
        }
        ports = _ports(entry) if traits["ports_stated"] else usual
        meaning = EntryMeaning("node", f"node {name}" if name else "a node", ports, traits, single=True)
        if entry.at("addresses") is None and traits["ports_stated"]:
            into.setting(entry, "nodes", name, meaning)  # its ports are in use, whatever its address is
        _addresses(entry, "addresses", "nodes", name, meaning, into)


def _pools(cluster: ClusterText, into: Collector) -> None:
    for entry in cluster.items("addressPools"):
        name, controller = entry.text("name"), entry.text("controller")
        assign = entry.boolean("autoAssign") is not False
        traits: dict[str, TraitValue] = {"pool_name": name, "controller": controller, "auto_assign": assign}
        title = f"pool {name}" if name else "an address pool"
        meaning = EntryMeaning("pool", f"{title} ({controller})" if controller else title, (), traits)
        _addresses(entry, "addresses", "addressPools", name, meaning, into)


def _reserved(cluster: ClusterText, into: Collector) -> None:
    for entry in cluster.items("reserved"):
        name, kind = entry.text("name"), entry.text("kind") or "other"
        noun = _RESERVED.get(kind, "")
        title = f"{noun} {name}".strip() or "a reserved address"
        meaning = EntryMeaning(
            "reserved", title if name else f"a {title.removeprefix('a ')}", _ports(entry), {"reserved_kind": kind}
        )
        _addresses(entry, "addresses", "reserved", name, meaning, into)


def _addresses(entry: StatedField, field: str, key: str, name: str, meaning: EntryMeaning, into: Collector) -> None:
    listed = entry.at(field)
    for item in listed.items() if listed else ():
        into.address(item, into.owner(key, name or item.text()), meaning)


def _ports(entry: StatedField) -> tuple[Port, ...]:
    listed = entry.at("ports")
    # The schema accepts every YAML notation of a whole number (0x16), so read the value, not the text.
    numbers = [getattr(item.node, "value", None) for item in listed.items()] if listed else []
    return tcp([int(number) for number in numbers if isinstance(number, int | float)])


def host_name(text: str) -> str:
    """A DNS name in the form that claims use: lower case, without the trailing dot."""
    return text.strip().lower().rstrip(".")
