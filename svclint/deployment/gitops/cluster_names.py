"""Where chains of deployers begin → which of them are of different clusters, and what to call those."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from svclint.deployment.gitops.deployed_units import Unit

_HERE = frozenset({"", "in-cluster", "https://kubernetes.default.svc", "https://kubernetes.default.svc:443"})
# Folders that lead to a cluster's and are no cluster's name.
_COMMON = frozenset(
    {"kubernetes", "k8s", "clusters", "cluster", "flux", "flux-system", "argocd", "config", "base", "bootstrap"}
)


def clusters(units: Sequence[Unit]) -> Mapping[str, str]:
    """A name for the cluster of each root; empty for all of them where nothing says that there are several.

    Two deployers of one kind, namespace and name cannot be in one cluster. Roots that share no such name are with
    the one that they have most folders in common with.
    """
    begins = [unit for unit in units if unit.deployer and unit.file == unit.root and not unit.latent]
    alike: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for unit in begins:
        if unit.deployer and unit.root not in alike[unit.deployer.identity]:
            alike[unit.deployer.identity].append(unit.root)
    several = max(alike.values(), key=len, default=[])
    if len(several) < 2:
        return {unit.root: "" for unit in units}
    names = _told_apart(several)
    nearest = _Nearest(several, names)
    return {root: names[nearest.to(root)] for root in dict.fromkeys(unit.root for unit in units)}


def destination(unit: Unit) -> str:
    """The cluster that Argo CD deploys a unit to, empty for its own."""
    name = unit.deployer.destination if unit.deployer else ""
    return "" if name in _HERE else name


class _Nearest:
    """Finds the root whose cluster a path names, else the one that it has most folders in common with."""

    def __init__(self, several: Sequence[str], names: Mapping[str, str]) -> None:
        self._names = names
        self._by_folder: dict[str, str] = {}
        self._by_name: dict[str, dict[str, str]] = {}
        for root in several:
            named = self._by_name.setdefault(names[root], {})
            for folder in _above(root):
                self._by_folder.setdefault(folder, root)
                named.setdefault(folder, root)

    def to(self, path: str) -> str:
        """One of the roots; the path itself if it is one."""
        if path in self._names:
            return path
        named = [self._by_name[one] for one in path.split("/") if one in self._by_name]
        for folder in _above(path):
            for roots in named or (self._by_folder,):
                if folder in roots:
                    return roots[folder]
        return self._by_folder[""]


def _above(path: str) -> Iterator[str]:
    """The folders that a file is in, the innermost first, the last the repository itself."""
    while path:
        path = posixpath.dirname(path)
        yield path


def _told_apart(roots: Sequence[str]) -> dict[str, str]:
    """A folder's name for each root: the first at which they differ, and the whole path where that is not enough."""
    parts = [root.split("/")[:-1] for root in roots]
    shared = len(posixpath.commonpath([posixpath.dirname(root) or "." for root in roots]).split("/"))
    shared = 0 if any(not one for one in parts) else shared
    while shared and len({tuple(one[:shared]) for one in parts}) > 1:
        shared -= 1
    names = [one[shared] if len(one) > shared else "" for one in parts]
    if len(set(names)) < len(names) or "" in names or set(names) & _COMMON:
        names = ["/".join(one) or "." for one in parts]
    return dict(zip(roots, names, strict=True))
