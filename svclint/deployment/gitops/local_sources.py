"""Deployers → whether the folders that they name are folders of this repository, or of another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.deployers import FLUX, Deployer, Folder, deployers
from svclint.documents.list_items import Document

_ARTIFACTS = ("OCIRepository/", "Bucket/")
# How many others count less than one that deploys its own file: that one's repository is this one.
_FOLLOWS_ITSELF = 1000


class LocalSources:
    """The names and addresses by which deployers know this repository.

    They are the most common that deployers find a folder under. A path that is the whole repository is found
    everywhere. It tells of the source only where no other path does, and one source alone has it; an artifact without a
    path is a whole that somebody else built, as Flux itself is.
    """

    def __init__(self, files: CheckedFiles, documents: Collection[Document]) -> None:
        self._files = files
        self._names = self._common(documents)

    def has(self, deployer: Deployer) -> bool:
        """Whether its folders are this repository's; a long path that exists here is hardly another's."""
        if not deployer.source or deployer.source in self._names:
            return True
        return all(self._exists(one) and one.path.count("/") > 0 for one in deployer.folders)

    def _common(self, documents: Collection[Document]) -> set[str]:
        counts: Counter[tuple[bool, str]] = Counter()
        whole: set[tuple[bool, str]] = set()
        for document in documents:
            flux = document.group == FLUX
            for one in deployers(document):
                folders = [folder for folder in one.folders if folder.path and self._exists(folder)]
                if one.source and folders:
                    itself = any(document.file.startswith(f"{folder.path}/") for folder in folders)
                    counts[flux, one.source] += _FOLLOWS_ITSELF if itself else 1
                elif any(not folder.path for folder in one.folders) and not one.source.startswith(_ARTIFACTS):
                    whole.add((flux, one.source))
        for flux in (False, True):
            found = [one for one in whole if one[0] is flux and one[1]]
            if len(found) == 1 and not any(key[0] is flux for key in counts):
                counts[found[0]] = 1
        best = {flux: count for (flux, _), count in reversed(counts.most_common())}
        return {name for (flux, name), count in counts.items() if count == best[flux]}

    def _exists(self, folder: Folder) -> bool:
        return "*" in folder.path or self._files.is_folder(folder.path)
