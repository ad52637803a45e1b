"""INI text (a Tuned profile, a systemd unit) → a mapping of sections, each a mapping of keys to values."""

from __future__ import annotations

from svclint.claims.embedded.offsets import Offsets
from svclint.documents.node import MapNode, Node, ScalarNode


def read_ini(node: Node) -> MapNode | None:
    """The sections in order; keys before the first section are in one without a name. None if there are no keys."""
    if not isinstance(node, ScalarNode):
        return None
    offsets = Offsets(node)
    sections: list[tuple[ScalarNode, list[tuple[ScalarNode, Node]]]] = [(offsets.scalar("", 0), [])]
    offset = 0
    for line in node.text.split("\n"):
        bare = line.strip()
        left, equals, right = line.partition("=")
        if bare.startswith("[") and bare.endswith("]"):
            sections.append((offsets.scalar(bare[1:-1], offset + line.index("[") + 1), []))
        elif equals and left.strip() and bare[0] not in "#;":
            name, value = left.strip(), right.strip()
            key = offsets.scalar(name, offset + line.index(name))
            start = offset + len(left) + 1 + len(right) - len(right.lstrip())
            sections[-1][1].append((key, offsets.scalar(value, start)))
        offset += len(line) + 1
    entries = tuple((name, MapNode(tuple(pairs), name.span)) for name, pairs in sections if pairs)
    return MapNode(entries, node.span) if entries else None
