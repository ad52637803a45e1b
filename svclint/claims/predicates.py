"""The predicates of the catalogue: a value and what is around it → whether the API server or an installer rejects it.

Each one is a check of a validation function; the catalogue names its line. A value that a template or a variable
replaces, and an empty one, satisfy no predicate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from svclint.claims.addresses import NotAnAddress
from svclint.claims.blocks import parse_block
from svclint.claims.paths import Match
from svclint.claims.placeholders import unknown_reason
from svclint.claims.special import private
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, items_at, node_at, text_at
from svclint.lazy_re import regex
from svclint.model import Block

Predicate = Callable[[Match], bool]

_HIGHEST_PORT = 65535
_LONGEST_PORT_NAME = 15
_MOST_CLUSTER_IPS = 2
# https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html
_EKS_PREFIXES = (12, 24)
# https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/util/validation/validation.go: IsDNS1123Label,
# IsWildcardDNS1123Subdomain and IsValidPortName
_LABEL = regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_HOST = regex(r"(\*\.)?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*")
_PORT_NAME = regex(r"(?=.*[a-z])(?!.*--)[a-z0-9]([a-z0-9-]*[a-z0-9])?")


def _stated(match: Match) -> bool:
    node = match.node
    if isinstance(node, ScalarNode):
        empty = node.value is None or node.value == "" or (type(node.value) is int and node.value == 0)
        return not empty and _is_known(node)
    return bool(node.items if isinstance(node, ListNode) else node.entries)


def _is_known(node: Node | None, *, names_only: bool = False) -> bool:
    """Whether the text of a scalar is the value that the API server gets."""
    return isinstance(node, ScalarNode) and not unknown_reason(node, node.text, names_only=names_only)


def _not_a_list(match: Match) -> bool:
    return not isinstance(match.node, ListNode) and _stated(match)


def _not_a_text(match: Match) -> bool:
    return not isinstance(match.node, ScalarNode)


def _not_a_number(match: Match) -> bool:
    return _stated(match) and isinstance(match.node, ScalarNode) and isinstance(match.node.value, str)


def _not_a_port(match: Match) -> bool:
    node = match.node
    return isinstance(node, ScalarNode) and type(node.value) is int and not 0 < node.value <= _HIGHEST_PORT


def _not_a_target_port(match: Match) -> bool:
    node = match.node
    if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
        return _not_a_port(match) and _stated(match)
    name = node.value
    return _stated(match) and (len(name) > _LONGEST_PORT_NAME or _PORT_NAME.fullmatch(name) is None)


def _not_a_label(match: Match) -> bool:
    return _stated(match) and isinstance(match.node, ScalarNode) and _LABEL.fullmatch(match.node.text) is None


def _not_a_host(match: Match) -> bool:
    if not _stated(match) or not isinstance(match.node, ScalarNode) or not _is_known(match.node, names_only=True):
        return False
    return _HOST.fullmatch(match.node.text) is None or _block(match.node) is not None


# The list that each predicate of `_repeated` read last, and the numbers of its items that repeat an earlier one: a list
# is read once, however many items it has.
_last: dict[str, tuple[ListNode, frozenset[int]]] = {}


def _repeated(key: str) -> Predicate:
    """A value that an earlier item of the list has too, for the same protocol (TCP if none is stated)."""

    def repeated(match: Match) -> bool:
        ports = match.parents[-2]
        if not isinstance(ports, ListNode) or not _stated(match):
            return False
        last = _last.get(key)
        if last is None or last[0] is not ports:
            last = _last[key] = ports, frozenset(_repeating(ports, key))
        return id(match.parents[-1]) in last[1]

    return repeated


def _repeating(ports: ListNode, key: str) -> Iterator[int]:
    """The ids of the items that repeat an earlier one."""
    seen = set[tuple[object, str]]()
    for item in ports.items:
        value = node_at(item, key)
        if isinstance(value, ScalarNode) and value.value is not None:
            identity = value.value, "" if key == "name" else text_at(item, "protocol") or "TCP"
            if identity in seen:
                yield id(item)
            seen.add(identity)


def _same(node: Node | None, other: Node | None) -> bool:
    return isinstance(node, ScalarNode) and isinstance(other, ScalarNode) and node.value == other.value


def _without_a_name(match: Match) -> bool:
    """A port without a name in a list of several."""
    ports = match.parents[-2]
    return isinstance(ports, ListNode) and len(ports.items) > 1 and node_at(match.parents[-1], "name") is None


def _other_protocol(match: Match) -> bool:
    """Another protocol than that of the first port (TCP where none is stated)."""
    if not isinstance(match.node, ScalarNode) or not _stated(match):
        return False
    first = node_at(next(iter(items_at(match.parents[-2])), None), "protocol")
    return match.node.text != "TCP" if first is None else _is_known(first) and not _same(first, match.node)


def _differs_from_container_port(match: Match) -> bool:
    port = node_at(match.parents[-1], "containerPort")
    return _stated(match) and isinstance(port, ScalarNode) and _is_known(port) and not _same(match.node, port)


def _first_differs(match: Match) -> bool:
    """`clusterIPs` whose first item is not `clusterIP`."""
    first, single = next(iter(_texts(match.node)), None), node_at(match.parents[-1], "clusterIP")
    if not isinstance(single, ScalarNode) or first is None or not (_is_known(single) and _is_known(first)):
        return False
    return bool(single.text) and single.text != first.text


def _more_than_two(match: Match) -> bool:
    return len(_texts(match.node)) > _MOST_CLUSTER_IPS


def _two(match: Match) -> bool:
    return len(_texts(match.node)) == _MOST_CLUSTER_IPS


def _repeated_family(match: Match) -> bool:
    """Two addresses of one family."""
    families = [block.family for block in map(_block, _texts(match.node)) if block]
    return len(set(families)) < len(families)


def _repeated_item(match: Match) -> bool:
    texts = [item.text for item in _texts(match.node)]
    return len(set(texts)) < len(texts)


def _other_family(match: Match) -> bool:
    """An address, or a list of addresses, with another family than that of `ipFamilies` at the same position."""
    stated = [item.text for item in items_at(match.parents[-1], "ipFamilies") if isinstance(item, ScalarNode)]
    blocks = map(_block, _texts(match.node))
    return any(
        block is not None and family in ("IPv4", "IPv6") and family != f"IPv{block.family}"
        for block, family in zip(blocks, stated, strict=False)
    )


def _not_a_strict_subset(match: Match) -> bool:
    """An `except` that is not smaller than its `cidr`, or not inside it."""
    block, around = _block(match.node), _block(node_at(match.parents[-2], "cidr"))
    return block is not None and around is not None and not (around.contains(block) and block.size < around.size)


def _machine_networks(match: Match) -> list[Block | None]:
    """The machine networks of an install-config.yaml; None for each that cannot be read."""
    items = items_at(match.parents[0], "networking", "machineNetwork")
    return [_block(node_at(item, "cidr")) for item in items]


def _overlaps_machine_network(match: Match) -> bool:
    """A network of an install-config.yaml that overlaps one of its machine networks."""
    block = _block(match.node)
    return block is not None and any(network and network.overlaps(block) for network in _machine_networks(match))


def _outside_machine_networks(match: Match) -> bool:
    """A VIP of an install-config.yaml that is in none of its machine networks."""
    networks = _machine_networks(match)
    vip = _block(match.node)
    return (
        vip is not None and bool(networks) and not any(network is None or network.contains(vip) for network in networks)
    )


def _no_service_network_of_eks(match: Match) -> bool:
    """A network that is not private, or whose prefix length is not from 12 to 24."""
    block = _block(match.node)
    shortest, longest = _EKS_PREFIXES
    return block is not None and not (private(block) and 1 << 32 - longest <= block.size <= 1 << 32 - shortest)


def _with_another_peer(match: Match) -> bool:
    peer = match.parents[-1]
    return any(isinstance(node_at(peer, key), MapNode) for key in ("podSelector", "namespaceSelector"))


def _not_an_end(match: Match) -> bool:
    """An `endPort` without a `port`, with a named one, or below it."""
    end, port = match.node, node_at(match.parents[-1], "port")
    if not isinstance(end, ScalarNode) or type(end.value) is not int:
        return False
    if not isinstance(port, ScalarNode) or port.value is None:
        return port is None
    return _is_known(port) and not (type(port.value) is int and port.value <= end.value <= _HIGHEST_PORT)


def _texts(node: Node) -> list[ScalarNode]:
    nodes = node.items if isinstance(node, ListNode) else (node,)
    return [item for item in nodes if isinstance(item, ScalarNode)]


def _block(node: Node | None) -> Block | None:
    parsed = parse_block(node.text) if isinstance(node, ScalarNode) and _is_known(node) else None
    return None if parsed is None or isinstance(parsed, NotAnAddress) else parsed.block


PREDICATES: Mapping[str, Predicate] = {
    "stated": _stated,
    "not-a-list": _not_a_list,
    "not-a-text": _not_a_text,
    "not-a-number": _not_a_number,
    "not-a-port": _not_a_port,
    "not-a-target-port": _not_a_target_port,
    "not-a-label": _not_a_label,
    "not-a-host": _not_a_host,
    "repeated-name": _repeated("name"),
    "repeated-port": _repeated("port"),
    "repeated-node-port": _repeated("nodePort"),
    "repeated-item": _repeated_item,
    "repeated-family": _repeated_family,
    "other-family": _other_family,
    "without-a-name": _without_a_name,
    "other-protocol": _other_protocol,
    "differs-from-container-port": _differs_from_container_port,
    "first-differs": _first_differs,
    "two": _two,
    "more-than-two": _more_than_two,
    "not-a-strict-subset": _not_a_strict_subset,
    "with-another-peer": _with_another_peer,
    "overlaps-machine-network": _overlaps_machine_network,
    "outside-machine-networks": _outside_machine_networks,
    "no-service-network-of-eks": _no_service_network_of_eks,
    "not-an-end": _not_an_end,
}
