"""The files of a run → further files that its kustomizations name: kustomize reads files with any extension."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from pathlib import Path

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.read_files import ReadFiles
from svclint.documents.discover import EXTENSIONS
from svclint.documents.read import KUSTOMIZATIONS, SourceFile
from svclint.documents.repository_paths import stays_inside


def named_files(sources: Iterable[SourceFile], root: Path, requested: Iterable[str], read: ReadFiles) -> list[str]:
    """Paths of resources and patches whose names are not those of manifests, sorted.

    They are files of the repository, at or below a path in `requested`, and not among the sources.
    """
    files = CheckedFiles(root, sources, read)
    base = os.path.realpath(root)
    prefixes = tuple(requested)
    named: set[str] = set()
    for path in files.sources:
        folder, name = posixpath.split(path)
        kustomization = files.kustomization(folder) if name in KUSTOMIZATIONS else None
        for resource in (*kustomization.resources, *kustomization.patch_files) if kustomization else ():
            if not (resource.lower().endswith(EXTENSIONS) or files.known(resource) or files.is_folder(resource)):
                named.add(resource)
    return sorted(path for path in named if _is_below(path, prefixes) and _is_file(base, os.path.join(root, path)))


def _is_below(path: str, prefixes: Iterable[str]) -> bool:
    return any(prefix == "." or path == prefix or path.startswith(prefix + "/") for prefix in prefixes)


def _is_file(base: str, path: str) -> bool:
    return os.path.isfile(path) and stays_inside(base, path)
