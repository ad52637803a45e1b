"""Folders that Flux deploys → why it does not deploy another folder like them: evidence that it is not deployed."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from svclint.deployment.gitops.deployers import FLUX
from svclint.deployment.gitops.unit import Unit

# The folders in which kustomize's users keep what their overlays include.
_BASES = frozenset({"base", "bases"})


class SiblingFolders:
    """The folders that the Flux Kustomizations of some units deploy: several of one name, or folders next to bases.

    Their common name is usually that of a cluster or an environment.
    """

    def __init__(self, units: Iterable[Unit]) -> None:
        live = [unit.deployer for unit in units if unit.deployer and not unit.latent]
        folders = {folder.path for deployer in live if deployer.document.group == FLUX for folder in deployer.folders}
        self._by_name: dict[str, list[str]] = {}
        for folder in sorted(folders):
            self._by_name.setdefault(posixpath.basename(folder), []).append(folder)
        self._around = {parent for folder in folders for parent in _parents(folder)}

    def reason(self, folder: str) -> str:
        """Why the kustomization of a folder that nothing includes is not deployed; empty if there is no evidence."""
        named = [other for other in self._by_name.get(posixpath.basename(folder), ()) if other != folder]
        if len(named) > 1:
            return f"Flux deploys {named[0]} and {named[1]}, and not {folder}"
        if any(
            posixpath.basename(parent) in _BASES and posixpath.dirname(parent) in self._around
            for parent in _parents(folder)
        ):
            return f"no overlay includes {folder}"
        return ""


def _parents(folder: str) -> Iterator[str]:
    """The folders above a folder, without the root."""
    while folder := posixpath.dirname(folder):
        yield folder
