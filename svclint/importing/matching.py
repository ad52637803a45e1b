"""Entries of an inventory file and of an import → which are the same: by name, else by an address in common."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.claims.blocks import NotAnAddress, format_block, parse_block, split_endpoint
from svclint.documents.node import MapNode, ScalarNode, scalars, text_at
from svclint.importing.imported import Entry, name_of, values

Pairs = tuple[list[tuple[MapNode, Entry]], list[Entry], list[MapNode]]
"""What is in both, what only the import has, and what only the file has."""
_ADDRESSES = ("addresses", "vips")
_OF_A_CLUSTER = ("kubeconfigServers", "loadBalancers", "nodes")


def matched_clusters(filed: Sequence[MapNode], found: Sequence[Entry]) -> Pairs:
    """Clusters by name, else by control plane or nodes; one and one are the same whatever people call it."""
    pairs, missing, extra = _matched(filed, found, _OF_A_CLUSTER)
    if len(filed) == len(found) == 1 and missing:
        return [(extra[0], missing[0])], [], []
    return pairs, missing, extra


def matched_entries(filed: Sequence[MapNode], found: Sequence[Entry]) -> Pairs:
    """Nodes, load balancers, neighbours or pools by name, else by address."""
    return _matched(filed, found, _ADDRESSES)


def _matched(filed: Sequence[MapNode], found: Sequence[Entry], keys: Sequence[str]) -> Pairs:
    """Each entry of the import takes the first of the file that has its name, else one that shares an address."""
    partner: dict[int, int] = {}
    words = (
        ([{text_at(node, "name").strip()} - {""} for node in filed], [{name_of(entry)} - {""} for entry in found]),
        ([_in_file(node, keys) for node in filed], [_in_import(entry, keys) for entry in found]),
    )
    for theirs, ours in words:
        taken = set(partner.values())
        first: dict[str, int] = {}
        for number, several in enumerate(theirs):
            for word in several if number not in taken else ():
                first.setdefault(word, number)
        for number, several in enumerate(ours):
            if number not in partner:
                same = min(
                    (first[word] for word in several if word in first and first[word] not in taken), default=None
                )
                if same is not None:
                    partner[number] = same
                    taken.add(same)
    pairs = [(filed[partner[number]], entry) for number, entry in enumerate(found) if number in partner]
    used = set(partner.values())
    missing = [entry for number, entry in enumerate(found) if number not in partner]
    return pairs, missing, [node for number, node in enumerate(filed) if number not in used]


def _in_file(node: MapNode, keys: Sequence[str]) -> set[str]:
    below = (value for key, value in node.entries if key.text in keys)
    return {key for one in below for scalar in scalars(one) if (key := _address(scalar.text))}


def _in_import(entry: Entry, keys: Sequence[str]) -> set[str]:
    below = (tree for key, tree in entry.items() if key in keys)
    return {key for one in below for value in values(one) if (key := _address(str(value.value)))}


def _address(text: str) -> str:
    """An address, or the host of a URL; empty for other words."""
    end = split_endpoint(text)
    parsed = parse_block(end.host if end.scheme else text)
    if isinstance(parsed, NotAnAddress):
        return end.host.lower() if end.scheme else ""
    return format_block(parsed.block)


def name_in(node: MapNode) -> str:
    """What people call an entry of the file: its name, else its first address."""
    first = next((one.text for key, value in node.entries if key.text in _ADDRESSES for one in scalars(value)), "")
    named = node.get("name")
    return named.text if isinstance(named, ScalarNode) and named.text else first
