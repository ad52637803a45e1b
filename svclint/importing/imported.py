"""The result of an import: clusters as plain data with the keys of an inventory, each value with its location."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svclint.lazy_dataclasses import dataclass, field
from svclint.light_typing import TypeAlias
from svclint.model import Location

# The keys of a cluster in the order in which an import writes them.
KEYS = (
    "name", "manifests", "kubernetesVersion", "lan", "kubeconfigServers", "kubeconfigs", "loadBalancers", "hosts",
    "dns", "nodes", "nodeCIDRs", "podCIDRs", "serviceCIDRs", "nodePortRange", "clusterDNS", "proxy",
    "loadBalancerControllers", "addressPools", "externalCIDRs", "reserved",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class StatedValue:
    """A scalar of the inventory and the location that states it.

    `derived` marks a value that no file states itself, such as the name `api` of a load balancer.
    """

    value: str | int | bool
    place: Location
    derived: bool = False


Tree: TypeAlias = "StatedValue | tuple[Tree, ...] | Mapping[str, Tree]"
"""A value, a list, or a mapping of an inventory."""
Entry: TypeAlias = Mapping[str, Tree]


@dataclass(frozen=True, slots=True)
class Note:
    """A message about something that was not imported; `place` is None if the message has no location."""

    text: str
    place: Location | None = None


@dataclass(frozen=True, slots=True)
class UnresolvedServer:
    """A server of kubeconfigs that is left out because the address of its name, `host`, is unknown."""

    host: str
    url: str
    place: Location


@dataclass(frozen=True, slots=True)
class Imported:
    """The clusters as entries of the inventory's `clusters`, and notes about values that were not imported.

    `files` is the number of files that contain facts about a cluster. `unresolved` has the servers that were left out,
    by the name of their cluster.
    """

    clusters: tuple[Entry, ...]
    notes: tuple[Note, ...] = ()
    files: int = 0
    unresolved: Mapping[str, tuple[UnresolvedServer, ...]] = field(default_factory=dict)


def name_of(entry: Entry) -> str:
    """The text of an entry's `name`; empty if it has none."""
    name = entry.get("name")
    return str(name.value) if isinstance(name, StatedValue) else ""


def values(tree: Tree) -> Iterator[StatedValue]:
    """Every value in a tree, in order."""
    if isinstance(tree, StatedValue):
        yield tree
    else:
        for child in tree if isinstance(tree, tuple) else tree.values():
            yield from values(child)


def first_place(tree: Tree) -> Location | None:
    """The location of the first value of a tree; None if the tree is empty."""
    return next((value.place for value in values(tree)), None)


def plain(tree: Tree) -> object:
    """The tree without locations: lists, dicts and scalars."""
    if isinstance(tree, StatedValue):
        return tree.value
    if isinstance(tree, tuple):
        return [plain(child) for child in tree]
    return {key: plain(child) for key, child in tree.items()}
