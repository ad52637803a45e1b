"""Folders that something deploys → the files that come of each, and the kustomizations that change them on the way."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.deployers import Folder
from svclint.deployment.kustomization import Kustomization, is_kustomization
from svclint.documents.globs import globs
from svclint.lazy_dataclasses import dataclass, field

_DEEPEST = 40
_MOST_FOLDERS = 5000
EXTENSIONS = (".yaml", ".yml", ".json")
CHART = "Chart.yaml"

Chain = tuple[Kustomization, ...]
Values = list[tuple[str, str, str]]


@dataclass(slots=True)
class BuiltFolder:
    """Files by path, each with the kustomizations that change it, the innermost first; and what they are made of.

    `values` are files of Helm values as (release, namespace, path).
    """

    files: dict[str, Chain] = field(default_factory=dict)
    kustomizations: dict[str, Kustomization] = field(default_factory=dict)
    values: Values = field(default_factory=list)

    def add(self, other: BuiltFolder) -> None:
        for path, chain in other.files.items():
            self.files.setdefault(path, chain)
        self.kustomizations.update(other.kustomizations)
        self.values += other.values


class Builder:
    """Follows kustomizations, each once."""

    def __init__(self, files: CheckedFiles) -> None:
        self._files = files
        self._built: dict[str, BuiltFolder] = {}
        self._active: set[str] = set()

    def deployed(self, folder: Folder) -> BuiltFolder:
        """What a folder comes to, `*` in its path being any name."""
        found = BuiltFolder()
        for path in self._folders(folder.path):
            self._add(found, self._one(path, folder))
        return found

    def kustomized(self, folder: str) -> BuiltFolder:
        """What the kustomization of a folder takes in; a circle is cut where it closes."""
        known = self._built.get(folder)
        if known is not None:
            return known
        kustomization = self._files.kustomization(folder)
        if kustomization is None or folder in self._active or len(self._active) > _DEEPEST:
            return BuiltFolder()
        self._active.add(folder)
        found = BuiltFolder()
        for path in dict.fromkeys(kustomization.resources):
            self._take(path, found)
        for path in dict.fromkeys(kustomization.components):
            component = self._files.kustomization(path)
            if component is not None:
                self._change(found, component)
                self._add(found, self.kustomized(path))
        self._change(found, kustomization)
        if not all(is_kustomization(one) for one in self._files.documents(kustomization.file)):
            found.files[kustomization.file] = ()  # rendered: all of it is done
        found.kustomizations[folder] = kustomization
        found.values += [(release, kustomization.namespace, path) for release, path in kustomization.values]
        found.values += list(self._generated_values(kustomization))
        self._active.discard(folder)
        self._built[folder] = found
        return found

    def _add(self, found: BuiltFolder, other: BuiltFolder) -> None:
        self._files.work.spend(1 + len(other.files) + len(other.kustomizations) + len(other.values))
        found.add(other)

    def _change(self, found: BuiltFolder, kustomization: Kustomization) -> None:
        """Every file goes through one more kustomization."""
        for file, chain in found.files.items():
            self._files.work.spend(1 + len(chain) // 8)
            found.files[file] = (*chain, kustomization)

    def _take(self, path: str, found: BuiltFolder) -> None:
        self._files.work.spend()
        if self._files.known(path):
            found.files.setdefault(path, ())
        elif self._files.is_folder(path):
            self._add(found, self.kustomized(path))

    def _generated_values(self, kustomization: Kustomization) -> Iterator[tuple[str, str, str]]:
        """Files that a ConfigMap is made of for a HelmRelease to read its values from."""
        for one in kustomization.config_maps:
            for key, path in one.files:
                if "values" in key and path.endswith(EXTENSIONS):
                    name = one.name.removesuffix("-values").removesuffix("-helm")
                    yield name, one.namespace or kustomization.namespace, path

    def matching(self, pattern: str) -> list[str]:
        """The files of a path in which `*` is any name."""
        if "*" not in pattern:
            return [pattern]
        return sorted(_matching(pattern, self._files.sources))[:_MOST_FOLDERS]

    def _folders(self, path: str) -> list[str]:
        if "*" not in path:
            return [path]
        return _matching(path, self._files.folders)[:_MOST_FOLDERS]

    def _one(self, path: str, folder: Folder) -> BuiltFolder:
        if any(fnmatchcase(path, one) for one in folder.exclude):
            return BuiltFolder()
        if self._files.kustomization(path) is not None:
            return self.kustomized(path)
        found = BuiltFolder()
        if self._files.known(posixpath.join(path, CHART)):
            found.values.append((posixpath.basename(path), "", posixpath.join(path, "values.yaml")))
            for file in self._files.inside(posixpath.join(path, "templates")):
                found.files[file] = ()
            return found
        todo = [path]
        while todo:
            current = todo.pop()
            self._files.work.spend(1 + len(self._files.inside(current)) * (1 + len(folder.exclude)))
            if current != path and not folder.include and self._files.kustomization(current) is not None:
                self._add(found, self.kustomized(current))
                continue
            if current != path and self._files.known(posixpath.join(current, CHART)):
                continue
            for file in self._files.inside(current):
                if file.endswith(EXTENSIONS) and _chosen(file.removeprefix(path).lstrip("/"), folder):
                    found.files[file] = ()
            if folder.recurse:
                todo += self._files.folders_in(current)
        return found


def _matching(pattern: str, paths: Iterable[str]) -> list[str]:
    depth = pattern.count("/")
    names = [one for one in paths if one and one.count("/") == depth]
    try:
        return list(globs([f"/{pattern}"]).match_files(names))
    except ValueError:
        return []


def _chosen(name: str, folder: Folder) -> bool:
    """Whether Argo CD's patterns take a file; `**/` may stand for nothing."""
    if folder.include:
        patterns = folder.include[1:-1].split(",") if folder.include.startswith("{") else [folder.include]
        if not any(_fits(name, one.strip()) for one in patterns):
            return False
    return not any(_fits(name, one) for one in folder.exclude)


def _fits(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) or (pattern.startswith("**/") and fnmatchcase(name, pattern[3:]))
