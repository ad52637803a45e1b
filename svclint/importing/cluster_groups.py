"""Parts → one group a cluster: files that name the same control plane or stand together are one cluster's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from svclint.importing.assign import ENDPOINTS, ClusterAssignment, key_of, keys_of
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.lazy_dataclasses import dataclass
from svclint.model import Location

# Names that installers give, and folders that say what stands in them rather than which cluster's it is.
_COMMON_NAMES = frozenset({"", "kubernetes", "cluster.local", "default", "sample", "cluster", "local"})
_COMMON_FOLDERS = frozenset(
    {"ansible", "inventory", "inventories", "kubernetes", "k8s", "k3s", "talos", "bootstrap", "provision",
     "provisioning", "cluster", "clusters", "infrastructure", "infra", "apps", "app", "base", "core", "config",
     "configs", "kube-system", "kube-vip", "cilium", "deploy", "setup", "install", "src", "environments", "env",
     "hosts", "group_vars", "talhelper", "kubeadm", "rke2", "kubekey", "kubespray", "system", "manifests",
     "flux", "argocd", "networking", "network-system"}
)  # fmt: skip

_BESIDE = 20


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one cluster; `place` states its name, None where it is a folder's.

    `words` are the folder names that tell its files from those of the others.
    """

    name: str
    place: Location | None
    parts: tuple[Statement, ...]
    words: frozenset[str] = frozenset()


def grouped(parts: Sequence[Statement], fallback: str) -> tuple[tuple[Group, ...], tuple[Statement, ...]]:
    """The clusters in the order in which they first appear, and the parts that are nobody's.

    `fallback` is the name of a cluster that neither a file nor a folder names.
    """
    sets = _merged(_anchors(parts))
    if not sets:
        return (), tuple(parts)
    taken = {id(part) for one in sets for part in one}
    homes = ClusterAssignment(sets)
    found: list[list[Statement]] = [list(one) for one in sets]
    orphans: list[Statement] = []
    for part in sorted((one for one in parts if id(one) not in taken), key=lambda one: one.rank):
        targets = homes.of(part)
        for number in targets:
            found[number].append(part)
        if not targets:
            orphans.append(part)
    names = _names(sets, fallback)
    words = [frozenset(one) - _COMMON_FOLDERS - _COMMON_NAMES for one in homes.words]
    groups = [
        Group(name, place, tuple(several), mine)
        for (name, place), several, mine in zip(names, found, words, strict=True)
    ]
    return tuple(groups), tuple(orphans)


def _anchors(parts: Sequence[Statement]) -> list[Statement]:
    """The parts that show that there is a cluster: those that set one up, else what runs at an address of its own."""
    for wanted in (_sets_up, _has_server, _has_vip, _has_ranges, _has_override):
        if found := [part for part in parts if wanted(part)]:
            return found
    return []


def _sets_up(part: Statement) -> bool:
    stated = {claim.role for claim in part.claims}
    return part.rank < Rank.KUBECONFIG and not stated.isdisjoint({"control-plane", "node", "join-endpoint"})


def _has_server(part: Statement) -> bool:
    return part.rank == Rank.KUBECONFIG and bool(keys_of(part, ENDPOINTS))


def _has_vip(part: Statement) -> bool:
    return part.rank == Rank.MANIFEST and any(claim.role == "control-plane" for claim in part.claims)


def _has_ranges(part: Statement) -> bool:
    """Ranges alone make a cluster only where a file of an installer states them."""
    return part.rank == Rank.SETUP and any(claim.role in ("pod-network", "service-network") for claim in part.claims)


def _has_override(part: Statement) -> bool:
    """Last of all, what a network plugin is told of where the API server is."""
    return any(claim.role == "api-override" and key_of(claim) for claim in part.claims)


def _merged(anchors: Sequence[Statement]) -> list[list[Statement]]:
    """Anchors of one cluster together: by a common name or address, then by folder where they do not contradict."""
    home = list(range(len(anchors)))
    first: dict[tuple[str, str], int] = {}
    for number, part in enumerate(anchors):
        words = [("name", part.name)] if part.name not in _COMMON_NAMES else []
        words += [("endpoint", key) for key in keys_of(part, ENDPOINTS)]
        words += [("node", key) for key in keys_of(part, {"node"})]
        for word in words:
            _join(home, number, first.setdefault(word, number))
    sets: dict[int, list[Statement]] = {}
    for number, part in enumerate(anchors):
        sets.setdefault(_root(home, number), []).append(part)
    return _by_folder(list(sets.values()))


def _root(home: list[int], number: int) -> int:
    while home[number] != number:
        home[number] = home[home[number]]
        number = home[number]
    return number


def _join(home: list[int], one: int, other: int) -> None:
    low, high = sorted((_root(home, one), _root(home, other)))
    home[high] = low


def _by_folder(sets: Sequence[list[Statement]]) -> list[list[Statement]]:
    """Sets that speak for one folder together, unless they name different control planes or clusters."""
    found: list[list[Statement]] = []
    by_scope: dict[str, list[list[Statement]]] = {}
    for one in sets:
        beside = by_scope.setdefault(one[0].scope, [])
        # A folder with this many clusters is no cluster's own.
        target = next((other for other in beside[:_BESIDE] if _agree(one, other)), None)
        if target is None:
            beside.append(one)
            found.append(one)
        else:
            target.extend(one)
    return found


def _agree(one: Sequence[Statement], other: Sequence[Statement]) -> bool:
    mine, theirs = (any(keys_of(part, ENDPOINTS) for part in several) for several in (one, other))
    names = [{part.name for part in several if part.name} for several in (one, other)]
    if (mine and theirs) or (names[0] and names[1]):
        return False
    families = [{part.family for part in several} for several in (one, other)]
    return bool(one[0].scope) or bool(families[0] & families[1])


def _names(sets: Sequence[Sequence[Statement]], fallback: str) -> list[tuple[str, Location | None]]:
    """A name for each: as stated, else its folder's; numbered where two would have the same."""
    found: list[tuple[str, Location | None]] = []
    seen: Counter[str] = Counter()
    for several in sets:
        ranked = sorted(several, key=lambda part: part.rank)
        stated = [part for part in ranked if part.name and part.name_place] or [part for part in ranked if part.name]
        named = [part for part in stated if part.name not in _COMMON_NAMES] or stated
        name, place = (named[0].name, named[0].name_place) if named else (_folder(several, fallback), None)
        seen[name] += 1
        found.append((f"{name}-{seen[name]}" if seen[name] > 1 else name, place))
    return found


def _folder(parts: Sequence[Statement], fallback: str) -> str:
    folders = [one for one in parts[0].scope.split("/") if one and one.lower() not in _COMMON_FOLDERS]
    return folders[-1] if folders else fallback
