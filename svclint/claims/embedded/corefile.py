"""A CoreDNS Corefile → its server blocks: `{zones: […], ports: […], block: [directive…]}`; plugins are directives."""

from __future__ import annotations

from svclint.claims.blocks import split_endpoint
from svclint.claims.embedded.directives import COREFILE, key, read_directives
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode

# Default ports by the scheme of a zone's label (coredns plugin/pkg/transport).
_PORTS = {"": 53, "dns": 53, "tls": 853, "quic": 853, "https": 443, "https3": 443, "grpc": 443}


def read_corefile(node: Node) -> ListNode | None:
    """The server blocks in order, without snippets (`(name) { … }`) and text outside braces.

    None if the braces do not match.
    """
    tree = read_directives(node, COREFILE)
    if tree is None:
        return None
    servers = [_server(item) for item in tree.items if isinstance(item, MapNode)]
    return ListNode(tuple(server for server in servers if server is not None), tree.span)


def read_plugins(node: Node) -> ListNode | None:
    """The plugins in a text that a Corefile imports into a server block, as directives."""
    return read_directives(node, COREFILE)


def _server(item: MapNode) -> MapNode | None:
    name, args, block = item.get("name"), item.get("args"), item.get("block")
    if not isinstance(name, ScalarNode) or not isinstance(args, ListNode) or not isinstance(block, ListNode):
        return None
    labels = [argument for argument in (name, *args.items) if isinstance(argument, ScalarNode)]
    if not block.items or name.text.startswith("("):
        return None
    zones = tuple(ScalarNode(bare, bare, label.span) for label in labels if (bare := label.text.strip(",")))
    ports = tuple(_port(zone) for zone in zones)
    entries: tuple[tuple[ScalarNode, Node], ...] = (
        (key("zones", name), ListNode(zones, name.span)),
        (key("ports", name), ListNode(ports, name.span)),
        (key("block", name), block),
    )
    return MapNode(entries, name.span)


def _port(zone: ScalarNode) -> ScalarNode:
    end = split_endpoint(zone.text)
    port = end.port if end.port is not None else _PORTS.get(end.scheme, 53)
    return ScalarNode(str(port), port, zone.span)
