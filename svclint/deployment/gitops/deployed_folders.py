"""Deployed folders → the files that each deploys, and the kustomizations that change them."""

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

_UNCHANGED: tuple[Chain, ...] = ((),)


@dataclass(slots=True)
class BuiltFolder:
    """The files of a folder by path, each with the kustomizations that change it, innermost first.

    A file has several chains if kustomizations with different namespaces or names include it: each makes an object of
    its own. `kustomizations` are the kustomizations by folder; `values` are values files of Helm as (release,
    namespace, path).
    """

    files: dict[str, tuple[Chain, ...]] = field(default_factory=dict)
    kustomizations: dict[str, Kustomization] = field(default_factory=dict)
    values: Values = field(default_factory=list)

    def add(self, other: BuiltFolder) -> None:
        """Add another folder. A file that both give different namespaces or names is built for each."""
        for path, chains in other.files.items():
            known = self.files.get(path, ())
            names = {_naming(chain) for chain in known}
            self.files[path] = (*known, *(chain for chain in chains if _naming(chain) not in names))
        self.kustomizations.update(other.kustomizations)
        self.values += other.values


class Builder:
    """Builds folders: follows kustomizations, each once. Methods raise TooMuchWork."""

    def __init__(self, files: CheckedFiles) -> None:
        self._files = files
        self._built: dict[str, BuiltFolder] = {}
        self._active: set[str] = set()

    def deployed(self, folder: Folder) -> BuiltFolder:
        """Build a deployed folder; `*` in its path matches any name."""
        result = BuiltFolder()
        for path in self._folders(folder.path):
            self._add(result, self._build(path, folder))
        return result

    def kustomized(self, folder: str) -> BuiltFolder:
        """Build the kustomization of a folder; a cycle is cut where it closes."""
        known = self._built.get(folder)
        if known is not None:
            return known
        kustomization = self._files.kustomization(folder)
        if kustomization is None or folder in self._active or len(self._active) > _DEEPEST:
            return BuiltFolder()
        self._active.add(folder)
        result = BuiltFolder()
        for path in dict.fromkeys(kustomization.resources):
            self._take(path, result)
        for path in dict.fromkeys(kustomization.components):
            component = self._files.kustomization(path)
            if component is not None:
                self._change(result, component)
                self._add(result, self.kustomized(path))
        self._change(result, kustomization)
        if not all(is_kustomization(document) for document in self._files.documents(kustomization.file)):
            result.files[kustomization.file] = _UNCHANGED  # it has been rendered, with all its changes
        result.kustomizations[folder] = kustomization
        result.values += kustomization.values
        result.values += list(self._generated_values(kustomization))
        self._active.discard(folder)
        self._built[folder] = result
        return result

    def _add(self, result: BuiltFolder, other: BuiltFolder) -> None:
        self._files.work.spend(1 + len(other.kustomizations) + len(other.values))
        self._files.work.spend(sum(len(result.files.get(path, ())) + len(other.files[path]) for path in other.files))
        result.add(other)

    def _change(self, result: BuiltFolder, kustomization: Kustomization) -> None:
        """Append a kustomization to the chain of every file."""
        for file, chains in result.files.items():
            self._files.work.spend(sum(1 + len(chain) // 8 for chain in chains))
            result.files[file] = tuple((*chain, kustomization) for chain in chains)

    def _take(self, path: str, result: BuiltFolder) -> None:
        self._files.work.spend()
        if self._files.known(path):
            result.files.setdefault(path, _UNCHANGED)
        elif self._files.is_folder(path):
            self._add(result, self.kustomized(path))

    def _generated_values(self, kustomization: Kustomization) -> Iterator[tuple[str, str, str]]:
        """Yield the files of generated ConfigMaps from which a HelmRelease reads values."""
        for generator in kustomization.config_maps:
            for key, path in generator.files:
                if "values" in key and path.endswith(EXTENSIONS):
                    name = generator.name.removesuffix("-values").removesuffix("-helm")
                    yield name, generator.namespace or kustomization.namespace, path

    def matching(self, pattern: str) -> list[str]:
        """The files that match a path in which `*` is any name."""
        if "*" not in pattern:
            return [pattern]
        return sorted(_matching(pattern, self._files.sources))[:_MOST_FOLDERS]

    def _folders(self, path: str) -> list[str]:
        if "*" not in path:
            return [path]
        return _matching(path, self._files.folders)[:_MOST_FOLDERS]

    def _build(self, path: str, folder: Folder) -> BuiltFolder:
        if any(fnmatchcase(path, pattern) for pattern in folder.exclude):
            return BuiltFolder()
        if self._files.kustomization(path) is not None:
            return self.kustomized(path)
        result = BuiltFolder()
        if self._files.known(posixpath.join(path, CHART)):
            result.values.append((posixpath.basename(path), "", posixpath.join(path, "values.yaml")))
            for file in self._files.inside(posixpath.join(path, "templates")):
                result.files[file] = _UNCHANGED
            return result
        todo = [path]
        inner: list[str] = []
        while todo:
            current = todo.pop()
            self._files.work.spend(1 + len(self._files.inside(current)) * (1 + len(folder.exclude)))
            if current != path and not folder.include and self._files.kustomization(current) is not None:
                inner.append(current)
                continue
            if current != path and self._files.known(posixpath.join(current, CHART)):
                continue
            for file in self._files.inside(current):
                if file.endswith(EXTENSIONS) and _is_included(file.removeprefix(path).lstrip("/"), folder):
                    result.files[file] = _UNCHANGED
            if folder.recurse:
                todo += self._files.folders_in(current)
        for each in self._outermost(inner):
            self._add(result, self.kustomized(each))
        return result

    def _outermost(self, folders: list[str]) -> list[str]:
        """The kustomizations that none of the others includes."""
        included = {base for folder in folders for base in self.kustomized(folder).kustomizations if base != folder}
        return [folder for folder in folders if folder not in included] or folders  # in a cycle, each is included


def _naming(chain: Chain) -> tuple[str, ...]:
    """What a chain does to the identity of objects: the outermost namespace, prefixes and suffixes."""
    namespace = next((change.namespace for change in reversed(chain) if change.namespace), "")
    return (namespace, *(part for change in chain for part in (change.prefix, change.suffix) if part))


def _matching(pattern: str, paths: Iterable[str]) -> list[str]:
    depth = pattern.count("/")
    candidates = [path for path in paths if path and path.count("/") == depth]
    try:
        return list(globs([f"/{pattern}"]).match_files(candidates))
    except ValueError:
        return []


def _is_included(name: str, folder: Folder) -> bool:
    """Do Argo CD's patterns include a file? `**/` also matches no folder."""
    if folder.include:
        patterns = folder.include[1:-1].split(",") if folder.include.startswith("{") else [folder.include]
        if not any(_fits(name, pattern.strip()) for pattern in patterns):
            return False
    return not any(_fits(name, pattern) for pattern in folder.exclude)


def _fits(name: str, pattern: str) -> bool:
    return fnmatchcase(name, pattern) or (pattern.startswith("**/") and fnmatchcase(name, pattern[3:]))
