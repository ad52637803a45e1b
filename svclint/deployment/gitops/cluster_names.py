"""Units → a name for the cluster of each root, the file at which a chain of deployers begins."""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from svclint.deployment.environments import siblings
from svclint.deployment.gitops.unit import Unit

_HERE = frozenset({"", "in-cluster", "https://kubernetes.default.svc", "https://kubernetes.default.svc:443"})
# Names of folders that are not the name of a cluster.
_COMMON = frozenset(
    {"kubernetes", "k8s", "clusters", "cluster", "flux", "flux-system", "argocd", "config", "base", "bootstrap"}
)


def clusters(units: Sequence[Unit]) -> Mapping[str, str]:
    """A name for the cluster of each root; empty for all roots if there is no sign of more than one cluster.

    Two roots whose deployers have the same kind, namespace and name are of different clusters. Any other root belongs
    to the cluster of the nearest of these, the one with which it has most folders in common, unless Flux itself starts
    in a folder next to theirs. Without such roots, those
    in the folders of sibling environments are of different clusters. In a repository of samples only, all roots count.
    """
    roots_of_all = [unit for unit in units if unit.deployer and unit.file == unit.root]
    first = [unit for unit in roots_of_all if not unit.latent] or roots_of_all
    by_identity: dict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for unit in first:
        if unit.deployer and unit.root not in by_identity[unit.deployer.identity]:
            by_identity[unit.deployer.identity].append(unit.root)
    distinct = max(by_identity.values(), key=len, default=[])
    if len(distinct) < 2:
        roots = dict.fromkeys(unit.root for unit in first)
        environments = siblings(roots)
        several = len(set(environments.values())) > 1
        return {unit.root: environments.get(unit.root, "") if several else "" for unit in units}
    names = _distinct_names(distinct)
    names |= _next_to(names, first)
    nearest = _Nearest([*names], names)
    return {root: names[nearest.to(root)] for root in dict.fromkeys(unit.root for unit in units)}


def _next_to(names: Mapping[str, str], first: Sequence[Unit]) -> dict[str, str]:
    """Further roots with a name: those of Flux itself in a folder next to the folders of the named clusters."""
    parents = {root.partition(f"{name}/")[0] for root, name in names.items() if f"/{name}/" in f"/{root}"}
    further: dict[str, str] = {}
    for unit in first:
        if unit.root not in names and unit.deployer and unit.deployer.identity[2:] == ("flux-system", "flux-system"):
            for parent in (parent for parent in parents if parent and unit.root.startswith(parent)):
                folder = unit.root[len(parent) :].partition("/")[0]
                if folder not in names.values() and folder not in _COMMON:
                    further[unit.root] = folder
    return further


def destination(unit: Unit) -> str:
    """The cluster to which Argo CD deploys a unit; empty for the cluster that Argo CD runs in."""
    name = unit.deployer.destination if unit.deployer else ""
    return "" if name in _HERE else name


class _Nearest:
    """Finds the nearest root of a path.

    If names of clusters occur in the path, it is one of their roots: the one with most folders in common.
    """

    def __init__(self, roots: Sequence[str], names: Mapping[str, str]) -> None:
        self._names = names
        self._by_folder: dict[str, str] = {}
        self._by_name: dict[str, dict[str, str]] = {}
        for root in roots:
            named = self._by_name.setdefault(names[root], {})
            for folder in _above(root):
                self._by_folder.setdefault(folder, root)
                named.setdefault(folder, root)

    def to(self, path: str) -> str:
        """The nearest root; the path itself if it is one."""
        if path in self._names:
            return path
        named = [self._by_name[part] for part in path.split("/") if part in self._by_name]
        for folder in _above(path):
            for roots in named or (self._by_folder,):
                if folder in roots:
                    return roots[folder]
        return self._by_folder[""]


def _above(path: str) -> Iterator[str]:
    """Yield the folders of a file, from the innermost to the repository itself."""
    while path:
        path = posixpath.dirname(path)
        yield path


def _distinct_names(roots: Sequence[str]) -> dict[str, str]:
    """A name for each root: the first folder of its path that no other root has, or the whole path without one."""
    parts = {root: root.rpartition(".")[0].split("/") for root in roots}
    number = Counter(part for path in parts.values() for part in set(path))
    names = {}
    for root, path in parts.items():
        own = (part for part in path[:-1] if number[part] == 1 and part not in _COMMON)
        names[root] = next(own, "/".join(path[:-1]) or ".")
    several = Counter(names.values())
    return {root: name if several[name] == 1 else "/".join(parts[root]) for root, name in names.items()}
