"""Entries of an inventory file and of an import → pairs of the same entry: by name, else by a common address."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.claims.blocks import NotAnAddress, format_block, parse_block, split_endpoint
from svclint.documents.node import MapNode, ScalarNode, scalars, text_at
from svclint.importing.imported import Entry, name_of, values

Pairs = tuple[list[tuple[MapNode, Entry]], list[Entry], list[MapNode]]
"""The pairs of (file, import) entries, the entries that only the import has, and those that only the file has."""
_ADDRESSES = ("addresses", "vips")
_OF_A_CLUSTER = ("kubeconfigServers", "loadBalancers", "nodes")


def matched_clusters(filed: Sequence[MapNode], imported: Sequence[Entry]) -> Pairs:
    """Match clusters by name, else by control plane or nodes. A single cluster on each side always matches."""
    pairs, missing, extra = _matched(filed, imported, _OF_A_CLUSTER)
    if len(filed) == len(imported) == 1 and missing:
        return [(extra[0], missing[0])], [], []
    return pairs, missing, extra


def matched_entries(filed: Sequence[MapNode], imported: Sequence[Entry]) -> Pairs:
    """Match nodes, load balancers, reserved addresses or pools by name, else by address."""
    return _matched(filed, imported, _ADDRESSES)


def _matched(filed: Sequence[MapNode], imported: Sequence[Entry], keys: Sequence[str]) -> Pairs:
    """Match each entry of the import to the first entry of the file with its name, else with a common address."""
    partner: dict[int, int] = {}
    key_sets = (
        ([{text_at(node, "name").strip()} - {""} for node in filed], [{name_of(entry)} - {""} for entry in imported]),
        ([_file_addresses(node, keys) for node in filed], [_import_addresses(entry, keys) for entry in imported]),
    )
    for file_keys, import_keys in key_sets:
        taken = set(partner.values())
        first: dict[str, int] = {}
        for number, entry_keys in enumerate(file_keys):
            for entry_key in entry_keys if number not in taken else ():
                first.setdefault(entry_key, number)
        for number, entry_keys in enumerate(import_keys):
            if number not in partner:
                same = min(
                    (
                        first[entry_key]
                        for entry_key in entry_keys
                        if entry_key in first and first[entry_key] not in taken
                    ),
                    default=None,
                )
                if same is not None:
                    partner[number] = same
                    taken.add(same)
    pairs = [(filed[partner[number]], entry) for number, entry in enumerate(imported) if number in partner]
    matched = set(partner.values())
    missing = [entry for number, entry in enumerate(imported) if number not in partner]
    return pairs, missing, [node for number, node in enumerate(filed) if number not in matched]


def _file_addresses(node: MapNode, keys: Sequence[str]) -> set[str]:
    below = (value for key, value in node.entries if key.text in keys)
    return {key for child in below for scalar in scalars(child) if (key := _address(scalar.text))}


def _import_addresses(entry: Entry, keys: Sequence[str]) -> set[str]:
    below = (tree for key, tree in entry.items() if key in keys)
    return {key for child in below for value in values(child) if (key := _address(str(value.value)))}


def _address(text: str) -> str:
    """The address, or the host of a URL; empty for other texts."""
    end = split_endpoint(text)
    parsed = parse_block(end.host if end.scheme else text)
    if isinstance(parsed, NotAnAddress):
        return end.host.lower() if end.scheme else ""
    return format_block(parsed.block)


def name_in(node: MapNode) -> str:
    """The label of an entry of the file: its name, else its first address."""
    first = next(
        (scalar.text for key, value in node.entries if key.text in _ADDRESSES for scalar in scalars(value)), ""
    )
    named = node.get("name")
    return named.text if isinstance(named, ScalarNode) and named.text else first
