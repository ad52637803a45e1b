"""A value of ingress-nginx's `tcp-services` (`namespace/service:port`) → namespace, name and port.

https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/internal/ingress/controller/controller.go
(`getStreamServices`)
"""

from __future__ import annotations

from svclint.claims.embedded.offsets import Offsets
from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.lazy_re import regex

_VALUE = regex(r"(?P<namespace>[a-z0-9-]+)/(?P<name>[a-z0-9.-]+):(?P<port>[a-z0-9-]+)(?::[A-Z]*){0,2}")


def read_tcp_service(node: Node) -> MapNode | None:
    """A mapping with `namespace`, `name` and `port`; None if the text has another form."""
    match = _VALUE.fullmatch(node.text) if isinstance(node, ScalarNode) else None
    if match is None or not isinstance(node, ScalarNode):
        return None
    offsets = Offsets(node)
    entries = (
        (ScalarNode(name, name, node.span), offsets.scalar(match[name], match.start(name)))
        for name in ("namespace", "name", "port")
    )
    return MapNode(tuple(entries), node.span)
