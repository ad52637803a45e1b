"""Deployers of a repository → those that are not copies, such as templates from which another was created."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from svclint.deployment.gitops.deployers import deployers
from svclint.documents.list_items import Document

Key = tuple[str, int]


def without_copies(documents: Mapping[Key, Document]) -> dict[Key, Document]:
    """The deployers, without those that are the same as one whose own file is in a folder that it deploys."""
    folders = {
        key: frozenset(folder.path for deployer in deployers(document) for folder in deployer.folders)
        for key, document in documents.items()
    }
    at_home = {key for key in documents if any(key[0].startswith(f"{folder}/") for folder in folders[key])}

    def identity(key: Key) -> Hashable:
        document = documents[key]
        return document.group, document.kind, document.namespace, document.name, folders[key]

    known = {identity(key) for key in at_home}
    return {key: document for key, document in documents.items() if key in at_home or identity(key) not in known}
