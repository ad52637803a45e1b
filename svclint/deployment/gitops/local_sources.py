"""Deployers → whether their folders are in this repository or in another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.deployers import FLUX, Deployer, Folder, deployers
from svclint.documents.list_items import Document

_ARTIFACTS = ("OCIRepository/", "Bucket/")
# The weight of a deployer that deploys its own file: its source is this repository.
_DEPLOYS_ITSELF = 1000


class LocalSources:
    """The names and URLs by which deployers refer to this repository.

    They are the sources for which most deployers name a folder that exists here. A path to the whole repository exists
    everywhere: it counts only if no deployer names another path, and only one source has it. An artifact without a path
    does not count, because other projects publish such artifacts, for example Flux itself.
    """

    def __init__(self, files: CheckedFiles, documents: Collection[Document]) -> None:
        self._files = files
        self._names = self._common(documents)

    def has(self, deployer: Deployer) -> bool:
        """Are the deployer's folders in this repository? A nested path that exists here is assumed to be."""
        if not deployer.source or deployer.source in self._names:
            return True
        return all(self._exists(folder) and folder.path.count("/") > 0 for folder in deployer.folders)

    def _common(self, documents: Collection[Document]) -> set[str]:
        counts: Counter[tuple[bool, str]] = Counter()
        whole: set[tuple[bool, str]] = set()
        for document in documents:
            flux = document.group == FLUX
            for deployer in deployers(document):
                folders = [folder for folder in deployer.folders if folder.path and self._exists(folder)]
                if deployer.source and folders:
                    itself = any(document.file.startswith(f"{folder.path}/") for folder in folders)
                    counts[flux, deployer.source] += _DEPLOYS_ITSELF if itself else 1
                elif not deployer.source.startswith(_ARTIFACTS) and any(not folder.path for folder in deployer.folders):
                    whole.add((flux, deployer.source))
        for flux in (False, True):
            candidates = [key for key in whole if key[0] is flux and key[1]]
            if len(candidates) == 1 and not any(key[0] is flux for key in counts):
                counts[candidates[0]] = 1
        best = {flux: count for (flux, _), count in reversed(counts.most_common())}
        return {name for (flux, name), count in counts.items() if count == best[flux]}

    def _exists(self, folder: Folder) -> bool:
        return "*" in folder.path or self._files.is_folder(folder.path)
