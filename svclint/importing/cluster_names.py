"""The statements of each cluster → its name: as a file states it, or of its folder or file."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Sequence

from svclint.importing.statements import Statement
from svclint.lazy_re import regex
from svclint.model import Location

COMMON_NAMES = frozenset({"", "kubernetes", "cluster.local", "default", "sample", "cluster", "local"})
"""Default names of installers, which do not identify a cluster."""
COMMON_FOLDERS = frozenset(
    {"ansible", "inventory", "inventories", "kubernetes", "k8s", "k3s", "talos", "bootstrap", "provision",
     "provisioning", "cluster", "clusters", "infrastructure", "infra", "apps", "app", "base", "core", "config",
     "configs", "kube-system", "kube-vip", "cilium", "deploy", "setup", "install", "src", "environments", "env",
     "hosts", "group_vars", "talhelper", "kubeadm", "rke2", "kubekey", "kubespray", "system", "manifests",
     "flux", "argocd", "networking", "network-system", "templates", "config-patches"}
)  # fmt: skip
"""Names of folders that describe their content and do not identify a cluster."""
_WORDS = regex(r"[A-Za-z0-9]+")


def cluster_names(sets: Sequence[Sequence[Statement]], fallback: str) -> list[tuple[str, Location | None]]:
    """The name and its location for each set: as stated, else the folder's name; duplicates get a number.

    A name that installers write into every kubeconfig, such as `default`, names no cluster if several have it: the part
    of the file's path that the others lack does.
    """
    names: list[tuple[str, Location | None]] = []
    seen: Counter[str] = Counter()
    scopes = [tuple(anchors[0].scope.split("/")) for anchors in sets]
    own_folders = [_own_folder(scope, scopes) for scope in scopes]
    own_files = _own_names([anchors[0].file for anchors in sets if anchors[0].name in COMMON_NAMES - {""}])
    for anchors, own_folder in zip(sets, own_folders, strict=True):
        ranked = sorted(anchors, key=lambda statement: statement.rank)
        stated = [statement for statement in ranked if statement.name and statement.name_place] or [
            statement for statement in ranked if statement.name
        ]
        named = [statement for statement in stated if statement.name not in COMMON_NAMES] or stated
        own_file = own_files.get(anchors[0].file, "")
        if named and (named[0].name not in COMMON_NAMES or not own_file):
            name, place = named[0].name, named[0].name_place
        else:
            name, place = own_file or _folder(anchors, own_folder or fallback), None
        seen[name] += 1
        names.append((f"{name}-{seen[name]}" if seen[name] > 1 else name, place))
    return names


def _own_names(files: Sequence[str]) -> dict[str, str]:
    """The words of each file's path that no other file's path has; empty if one of the files has none."""
    words = {file: _WORDS.findall(posixpath.splitext(file)[0]) for file in files}
    number = Counter(word for own in words.values() for word in set(own))
    names = {file: "-".join(word for word in own if number[word] == 1) for file, own in words.items()}
    return names if len(names) > 1 and all(names.values()) else {}


def _own_folder(scope: tuple[str, ...], scopes: Sequence[tuple[str, ...]]) -> str:
    """The last folder of a scope if it distinguishes it from its siblings, as `talos/infra` from `talos/apps`."""
    siblings = [other for other in scopes if other[:-1] == scope[:-1]]
    return scope[-1] if len(siblings) > 1 and siblings.count(scope) == 1 else ""


def _folder(statements: Sequence[Statement], fallback: str) -> str:
    folders = [folder for folder in statements[0].scope.split("/") if folder and folder.lower() not in COMMON_FOLDERS]
    return folders[-1] if folders else fallback
