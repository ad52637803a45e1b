"""A rule of a Traefik router (``Host(`a.example.com`) && PathPrefix(`/api`)``) → the host names that it matches.

https://github.com/traefik/traefik/blob/v3.7.9/pkg/rules/parser.go
https://github.com/traefik/traefik/blob/v3.7.9/pkg/muxer/http/matcher.go
"""

from __future__ import annotations

from svclint.claims.embedded.offsets import Offsets
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.lazy_re import regex

# A matcher, perhaps negated, with one name or, in the syntax of version 2, several.
_HOST = regex(r"(!\s*)?\b(?:Host|HOST|host)\(([^()]*)\)")
_NAME = regex(r"[`\"']([^`\"']+)[`\"']")


def read_rule(node: Node) -> MapNode | None:
    """A mapping with the list `hosts` of the names in the rule's `Host` matchers; None if the node is not a text."""
    if not isinstance(node, ScalarNode):
        return None
    offsets = Offsets(node)
    hosts = [
        offsets.scalar(name[1], matcher.start(2) + name.start(1))
        for matcher in _HOST.finditer(node.text)
        if not matcher[1]
        for name in _NAME.finditer(matcher[2])
    ]
    return MapNode(((ScalarNode("hosts", "hosts", node.span), ListNode(tuple(hosts), node.span)),), node.span)
