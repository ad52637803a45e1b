"""What an import comes to: clusters as plain data in the inventory's own words, each value with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeAlias

from svclint.lazy_dataclasses import dataclass
from svclint.model import Location

# The keys of a cluster, in the order in which an inventory is written.
KEYS = (
    "name", "manifests", "kubernetesVersion", "lan", "kubeconfigServers", "kubeconfigs", "loadBalancers", "hosts",
    "dns", "nodes", "nodeCIDRs", "podCIDRs", "serviceCIDRs", "nodePortRange", "clusterDNS", "proxy",
    "loadBalancerControllers", "addressPools", "externalCIDRs", "reserved",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A scalar of the inventory and the place that states it.

    `ours` marks what no file states as such (the name `api` of a load balancer): it follows from the other values.
    """

    value: str | int | bool
    place: Location
    ours: bool = False


Tree: TypeAlias = "StatedValue | tuple[Tree, ...] | Mapping[str, Tree]"
"""A value, a list, or a mapping of an inventory."""
Entry: TypeAlias = Mapping[str, Tree]


@dataclass(frozen=True, slots=True)
class Note:
    """Something that could not be read, or that was left out, and why; `place` is None where it has none."""

    text: str
    place: Location | None = None


@dataclass(frozen=True, slots=True)
class Imported:
    """The clusters that were found, as the inventory's `clusters` holds them, and what there is to say of the import.

    `files` counts the files that state something of a cluster.
    """

    clusters: tuple[Entry, ...]
    notes: tuple[Note, ...] = ()
    files: int = 0


def name_of(entry: Entry) -> str:
    """The text of an entry's `name`, empty where it has none."""
    found = entry.get("name")
    return str(found.value) if isinstance(found, StatedValue) else ""


def values(tree: Tree) -> Iterator[StatedValue]:
    """Every value below a tree, in the order written."""
    if isinstance(tree, StatedValue):
        yield tree
    else:
        for one in tree if isinstance(tree, tuple) else tree.values():
            yield from values(one)


def first_place(tree: Tree) -> Location | None:
    """Where the first value of a tree is stated."""
    return next((one.place for one in values(tree)), None)


def plain(tree: Tree) -> object:
    """The tree without places: lists, dicts and scalars."""
    if isinstance(tree, StatedValue):
        return tree.value
    if isinstance(tree, tuple):
        return [plain(one) for one in tree]
    return {key: plain(one) for key, one in tree.items()}
