"""A dnsmasq.conf → its ranges of leases: `{dhcp-range: [{first, last}…]}`; a range for one address has no `last`.

https://thekelleys.org.uk/dnsmasq/docs/dnsmasq-man.html (`--dhcp-range`)
"""

from __future__ import annotations

from svclint.claims.embedded.offsets import Offsets
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.lazy_re import regex

_KEY = "dhcp-range"
# Tags come first. A range whose last address is a word (`static`, `proxy`) leases nothing by itself.
_RANGE = regex(
    r"[ \t]*(?:--)?dhcp-range[ \t]*=(?:[ \t]*(?:tag|set|net|interface):[^,\n]*,)*"
    r"[ \t]*(?P<first>[0-9a-fA-F:.]*[:.][0-9a-fA-F:.]*)[ \t]*,[ \t]*(?P<last>[0-9a-fA-F:.]*[:.][0-9a-fA-F:.]*)"
)


def read_dnsmasq(node: Node) -> MapNode | None:
    """The ranges in order; None if there are none."""
    if not isinstance(node, ScalarNode) or _KEY not in node.text:
        return None
    offsets = Offsets(node)
    ranges: list[Node] = []
    start = 0
    for line in node.text.split("\n"):
        if match := _RANGE.match(line):
            entries = (
                (ScalarNode(name, name, node.span), offsets.scalar(match[name], start + match.start(name)))
                for name in ("first", "last")
            )
            ranges.append(MapNode(tuple(entries), node.span))
        start += len(line) + 1
    if not ranges:
        return None
    return MapNode(((ScalarNode(_KEY, _KEY, node.span), ListNode(tuple(ranges), node.span)),), node.span)
