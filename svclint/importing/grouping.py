"""Parts → one group a cluster: files that name the same control plane or stand together are one cluster's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from svclint.claims.blocks import format_block, special
from svclint.importing.families import Rank
from svclint.importing.parts import Part
from svclint.model import Claim, Location
from svclint.records import dataclass

_ENDPOINTS = frozenset({"control-plane", "kubeconfig-server", "join-endpoint"})
# Names that installers give, and folders that say what stands in them rather than which cluster's it is.
_COMMON_NAMES = frozenset({"", "kubernetes", "cluster.local", "default", "sample", "cluster", "local"})
_COMMON_FOLDERS = frozenset(
    {"ansible", "inventory", "inventories", "kubernetes", "k8s", "k3s", "talos", "bootstrap", "provision",
     "provisioning", "cluster", "clusters", "infrastructure", "infra", "apps", "app", "base", "core", "config",
     "configs", "kube-system", "kube-vip", "cilium", "deploy", "setup", "install", "src", "environments", "env",
     "hosts", "group_vars", "talhelper", "kubeadm", "rke2", "kubekey", "kubespray", "system", "manifests",
     "flux", "argocd", "networking", "network-system"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Group:
    """The parts of one cluster; `place` states its name, None where it is a folder's.

    `words` are the folder names that tell its files from those of the others.
    """

    name: str
    place: Location | None
    parts: tuple[Part, ...]
    words: frozenset[str] = frozenset()


def grouped(parts: Sequence[Part], fallback: str) -> tuple[tuple[Group, ...], tuple[Part, ...]]:
    """The clusters in the order in which they first appear, and the parts that are nobody's.

    `fallback` is the name of a cluster that neither a file nor a folder names.
    """
    anchors = _anchors(parts)
    sets = _merged(anchors)
    if not sets:
        return (), tuple(parts)
    taken = {id(part) for one in sets for part in one}
    loose = [part for part in parts if id(part) not in taken]
    own = [_segments(one, sets) for one in sets]
    found: list[list[Part]] = [list(one) for one in sets]
    orphans: list[Part] = []
    for part in loose:
        targets = _homes(part, sets, own)
        for number in targets:
            found[number].append(part)
        if not targets:
            orphans.append(part)
    names = _names(sets, fallback)
    words = [frozenset(one) - _COMMON_FOLDERS - _COMMON_NAMES for one in own]
    groups = [
        Group(name, place, tuple(several), mine)
        for (name, place), several, mine in zip(names, found, words, strict=True)
    ]
    return tuple(groups), tuple(orphans)


def _anchors(parts: Sequence[Part]) -> list[Part]:
    """The parts that show that there is a cluster: those that set one up, else what runs at an address of its own."""
    for wanted in (_sets_up, _has_server, _has_vip, _has_ranges):
        if found := [part for part in parts if wanted(part)]:
            return found
    return []


def _sets_up(part: Part) -> bool:
    stated = {claim.role for claim in part.claims}
    return part.rank < Rank.KUBECONFIG and not stated.isdisjoint({"control-plane", "node", "join-endpoint"})


def _has_server(part: Part) -> bool:
    return part.rank == Rank.KUBECONFIG and bool(_keys(part, _ENDPOINTS))


def _has_vip(part: Part) -> bool:
    return part.rank == Rank.MANIFEST and any(claim.role == "control-plane" for claim in part.claims)


def _has_ranges(part: Part) -> bool:
    """Ranges alone make a cluster only where a file of an installer states them."""
    return part.rank == Rank.SETUP and any(claim.role in ("pod-network", "service-network") for claim in part.claims)


def _merged(anchors: Sequence[Part]) -> list[list[Part]]:
    """Anchors of one cluster together: by a common address or name, else by folder where they do not contradict."""
    sets: list[list[Part]] = []
    for part in anchors:
        same = [one for one in sets if any(_same(part, other) for other in one)]
        merged = [other for one in same for other in one] + [part]
        sets = [one for one in sets if all(one is not other for other in same)]
        sets.append(merged)
    order = {id(part): number for number, part in enumerate(anchors)}
    return sorted(sets, key=lambda one: min(order[id(part)] for part in one))


def _same(one: Part, other: Part) -> bool:
    if one.name not in _COMMON_NAMES and one.name == other.name:
        return True
    if _keys(one, _ENDPOINTS) & _keys(other, _ENDPOINTS) or _keys(one, {"node"}) & _keys(other, {"node"}):
        return True
    mine, theirs = _keys(one, _ENDPOINTS), _keys(other, _ENDPOINTS)
    if (mine and theirs) or (one.name and other.name and one.name != other.name):
        return False
    if one.rank == Rank.DUMP == other.rank:
        return one.scope == other.scope
    return one.scope == other.scope and _related(one, other)


def _related(one: Part, other: Part) -> bool:
    """Two inventories of hosts beside each other are two clusters'; two patches of one tool are one's."""
    return one.file == other.file or one.family == other.family != "KubeKey" or bool(one.scope)


def _keys(part: Part, roles: Iterable[str]) -> set[str]:
    """Addresses and names of the part's claims with these roles; loopback says nothing."""
    found = (_key(claim) for claim in part.claims if claim.role in roles)
    return {key for key in found if key}


def _key(claim: Claim) -> str:
    if claim.block is None:
        return claim.host if claim.host != "localhost" else ""
    return "" if special(claim.block) in ("loopback", "unspecified") else format_block(claim.block)


def _segments(own: Sequence[Part], sets: Sequence[Sequence[Part]]) -> set[str]:
    """The folder names that tell this cluster's files from the others'."""
    others = {name for one in sets if one is not own for part in one for name in part.scope.split("/")}
    mine = {name for part in own for name in part.scope.split("/")} | {part.name for part in own}
    return mine - others - {""}


def _homes(part: Part, sets: Sequence[Sequence[Part]], own: Sequence[set[str]]) -> list[int]:
    """Which clusters a part that shows none by itself belongs to: several for what they share."""
    if part.family == "Cluster API" and part.name:
        return [number for number, one in enumerate(sets) if any(other.name == part.name for other in one)]
    everybody = list(range(len(sets)))
    keys = _keys(part, _ENDPOINTS)
    if same := [
        number for number in everybody if keys & {key for one in sets[number] for key in _keys(one, _ENDPOINTS)}
    ]:
        return same
    if len(sets) == 1:
        return everybody
    depths = [max(_depth(part, one) for one in several) for several in sets]
    if max(depths) > 0:
        return [number for number in everybody if depths[number] == max(depths)]
    folders = set(part.file.split("/"))
    scores = [len(folders & names) for names in own]
    if max(scores) > 0:
        return [number for number in everybody if scores[number] == max(scores)]
    return everybody if part.rank == Rank.MANIFEST and not keys else []


def _depth(part: Part, anchor: Part) -> int:
    """How deep the anchor's folder is, where the part stands in or below it."""
    inside = anchor.scope and (part.file + "/").startswith(anchor.scope + "/")
    return anchor.scope.count("/") + 1 if inside else 0


def _names(sets: Sequence[Sequence[Part]], fallback: str) -> list[tuple[str, Location | None]]:
    """A name for each: as stated, else its folder's; numbered where two would have the same."""
    found: list[tuple[str, Location | None]] = []
    seen: set[str] = set()
    for several in sets:
        ranked = sorted(several, key=lambda part: part.rank)
        stated = [part for part in ranked if part.name and part.name_place] or [part for part in ranked if part.name]
        named = [part for part in stated if part.name not in _COMMON_NAMES] or stated
        name, place = (named[0].name, named[0].name_place) if named else (_folder(several, fallback), None)
        unique, number = name, 1
        while unique in seen:
            number += 1
            unique = f"{name}-{number}"
        seen.add(unique)
        found.append((unique, place))
    return found


def _folder(parts: Sequence[Part], fallback: str) -> str:
    folders = [one for one in parts[0].scope.split("/") if one and one.lower() not in _COMMON_FOLDERS]
    return folders[-1] if folders else fallback
