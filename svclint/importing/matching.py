"""Entries of an inventory file and of an import → which are the same: by name, else by an address in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from svclint.claims.blocks import NotAnAddress, format_block, parse_block, split_endpoint
from svclint.documents.node import Mapping, Scalar, scalars, text_at
from svclint.importing.values import Entry, name_of, values

Pairs = tuple[list[tuple[Mapping, Entry]], list[Entry], list[Mapping]]
"""What is in both, what only the import has, and what only the file has."""
_ADDRESSES = ("addresses", "vips")
_OF_A_CLUSTER = ("kubeconfigServers", "loadBalancers", "nodes")


def matched_clusters(filed: Sequence[Mapping], found: Sequence[Entry]) -> Pairs:
    """Clusters by name, else by control plane or nodes; one and one are the same whatever people call it."""
    pairs, missing, extra = _matched(filed, found, _OF_A_CLUSTER)
    if len(filed) == len(found) == 1 and missing:
        return [(extra[0], missing[0])], [], []
    return pairs, missing, extra


def matched_entries(filed: Sequence[Mapping], found: Sequence[Entry]) -> Pairs:
    """Nodes, load balancers, neighbours or pools by name, else by address."""
    return _matched(filed, found, _ADDRESSES)


def _matched(filed: Sequence[Mapping], found: Sequence[Entry], keys: Sequence[str]) -> Pairs:
    left = list(filed)
    partner: dict[int, Mapping] = {}
    tests: tuple[Callable[[Mapping, Entry], bool], ...] = (
        lambda node, entry: bool(name_of(entry)) and text_at(node, "name").strip() == name_of(entry),
        lambda node, entry: not _in_file(node, keys).isdisjoint(_in_import(entry, keys)),
    )
    for test in tests:
        for number, entry in enumerate(found):
            if number not in partner and (same := next((node for node in left if test(node, entry)), None)):
                partner[number] = same
                left = [node for node in left if node is not same]
    pairs = [(partner[number], entry) for number, entry in enumerate(found) if number in partner]
    return pairs, [entry for number, entry in enumerate(found) if number not in partner], left


def _in_file(node: Mapping, keys: Sequence[str]) -> set[str]:
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


def name_in(node: Mapping) -> str:
    """What people call an entry of the file: its name, else its first address."""
    first = next((one.text for key, value in node.entries if key.text in _ADDRESSES for one in scalars(value)), "")
    named = node.get("name")
    return named.text if isinstance(named, Scalar) and named.text else first
