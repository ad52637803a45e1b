"""A file that is not deployed → the kustomization that leaves it out: evidence that the file is not deployed.

A file is left out if a kustomization enumerates its neighbours and not the file. A kustomization that a deployer
builds enumerates all of its folder. One that people build enumerates only the folders in which it lists something.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping
from fnmatch import fnmatchcase
from itertools import accumulate

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.deployed_folders import CHART, Builder
from svclint.deployment.kustomization import Kustomization
from svclint.deployment.sample_paths import sample_path
from svclint.documents.read import KUSTOMIZATIONS

# Folders that other tools read, or that users apply by hand once: no kustomization is expected to list their files.
_NOT_LISTED = frozenset(
    {
        "bootstrap", "flux-system", "install", "init", "setup", "ansible", "group_vars", "host_vars", "inventory",
        "inventories", "playbooks", "roles", "terraform", "tofu", "tf", "talos", "hosts", ".github",
    }
)  # fmt: skip


class LeftOut:
    """Finds kustomizations that leave files out, and ApplicationSets that exclude folders.

    `deployed` are the folders of kustomizations that a deployer builds. `excluded` are the excluded folders, in which
    `*` is any name, with the file of the ApplicationSet.
    """

    def __init__(
        self,
        files: CheckedFiles,
        builder: Builder,
        requested: Iterable[str],
        deployed: Collection[str],
        excluded: Mapping[str, str],
    ) -> None:
        self._files, self._builder, self._requested = files, builder, tuple(requested)
        self._deployed, self._excluded = deployed, excluded
        self._listing: dict[str, frozenset[str]] = {}

    def reason(self, file: str) -> str:
        """Why a file that no deployer and no kustomization includes is not deployed; empty if there is no evidence."""
        for pattern, excluding in self._excluded.items():
            if any(fnmatchcase(folder, pattern) for folder in accumulate(file.split("/")[:-1], "{}/{}".format)):
                return f"{excluding} excludes {pattern}"
        kustomization = self.by(file)
        return f"{kustomization.file} does not list it" if kustomization else ""

    def is_deployed(self, kustomization: Kustomization) -> bool:
        """Whether a deployer builds the kustomization."""
        return kustomization.folder in self._deployed

    def by(self, file: str) -> Kustomization | None:
        """The nearest kustomization at or above a file that enumerates its neighbours and not the file, if any."""
        folder, name = posixpath.split(file)
        below: list[str] = []
        if name in KUSTOMIZATIONS:
            below = [posixpath.basename(folder)]
            if not folder:
                return None
            folder = posixpath.dirname(folder)
        while True:
            kustomization = self._files.kustomization(folder)
            if kustomization is not None:
                return kustomization if self._leaves_out(kustomization, file) else None
            if not folder or self._files.known(posixpath.join(folder, CHART)):
                return None  # a chart's files are rendered, not listed
            below.append(posixpath.basename(folder))
            if below[-1] in _NOT_LISTED:
                return None
            folder = posixpath.dirname(folder)

    def _leaves_out(self, kustomization: Kustomization, file: str) -> bool:
        built = self._builder.kustomized(kustomization.folder)
        if file in built.files or file == kustomization.file or sample_path(kustomization.file, self._requested):
            return False
        folder = posixpath.dirname(file)
        is_kustomization = posixpath.basename(file) in KUSTOMIZATIONS
        if is_kustomization and folder in built.kustomizations:
            return False
        if not _NOT_LISTED.isdisjoint(_steps(kustomization.folder, folder)):
            return False
        listed = self._listed(kustomization)
        if self.is_deployed(kustomization):
            return bool(listed) or not (kustomization.resources or kustomization.components)
        parent = posixpath.dirname(folder)  # folders at the root of a repository have little to do with each other
        return (bool(parent) and parent in listed) or (not is_kustomization and f"{folder}/" in listed)

    def _listed(self, kustomization: Kustomization) -> frozenset[str]:
        """Where a kustomization lists something: the parents of folders, and with a slash the folders of files."""
        if kustomization.folder not in self._listing:
            entries = (*kustomization.resources, *kustomization.components)
            inside = f"{kustomization.folder}/" if kustomization.folder else ""
            folders, files = set[str](), set[str]()
            for entry in (entry for entry in entries if entry.startswith(inside)):
                if self._files.is_folder(entry):
                    folders.add(posixpath.dirname(entry))
                else:
                    files.add(posixpath.dirname(entry))
            folders.update(posixpath.dirname(folder) for folder in files if folder != kustomization.folder)
            self._listing[kustomization.folder] = frozenset({*folders, *(f"{folder}/" for folder in files)})
        return self._listing[kustomization.folder]


def _steps(above: str, folder: str) -> list[str]:
    """The names of the folders between two folders, with that of the inner one."""
    return folder.removeprefix(above).strip("/").split("/")


def reachable(start: tuple[str, int], edges: Mapping[tuple[str, int], set[tuple[str, int]]]) -> set[tuple[str, int]]:
    """Everything that a deployer deploys, directly or through other deployers, and the deployer itself."""
    seen = {start}
    todo = [start]
    while todo:
        for key in edges[todo.pop()] - seen:
            seen.add(key)
            todo.append(key)
    return seen
