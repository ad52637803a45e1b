"""The files of a run → those that its kustomizations name besides: kustomize reads what is named, whatever its name."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable
from pathlib import Path

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.documents.discover import EXTENSIONS
from svclint.documents.read import KUSTOMIZATIONS, SourceFile
from svclint.documents.repository_paths import stays_inside


def named_files(sources: Iterable[SourceFile], root: Path, asked: Iterable[str]) -> list[str]:
    """Paths of resources and patches whose names are not those of manifests, sorted.

    They are files of the repository, at or below a path that somebody asked for, and not among the sources.
    """
    files = CheckedFiles(root, sources)
    base = os.path.realpath(root)
    places = tuple(asked)
    found: set[str] = set()
    for path in files.sources:
        folder, name = posixpath.split(path)
        kustomization = files.kustomization(folder) if name in KUSTOMIZATIONS else None
        for named in (*kustomization.resources, *kustomization.patch_files) if kustomization else ():
            if not (named.lower().endswith(EXTENSIONS) or files.known(named) or files.is_folder(named)):
                found.add(named)
    return sorted(one for one in found if _is_asked_for(one, places) and _is_file(base, os.path.join(root, one)))


def _is_asked_for(path: str, asked: Iterable[str]) -> bool:
    return any(place == "." or path == place or path.startswith(place + "/") for place in asked)


def _is_file(base: str, path: str) -> bool:
    return os.path.isfile(path) and stays_inside(base, path)
