"""The repository's files → what of them is deployed, by whom and to which cluster; and what is not, and why."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import reduce

from svclint.deployment.deployed import Deployed, Deployment, Plan, put_away, status, unplanned
from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.cluster_names import clusters, destination
from svclint.deployment.gitops.deployed_units import Unit, Units, reached
from svclint.deployment.gitops.release_values import values_document, without
from svclint.deployment.gitops.step_budget import TooMuchWork
from svclint.deployment.gitops.values_from import ReleaseConfigMaps, takes_values
from svclint.deployment.gitops.variables import substituted
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode
from svclint.lazy_dataclasses import replace
from svclint.model import DEPLOYED, DeploymentStatus

# Folders of what people apply by hand, once, in a repository that Flux or Argo CD follows otherwise.
_BY_HAND = frozenset({"bootstrap", "flux-system", "install", "init", "setup"})
_TOO_MUCH = (
    "The kustomizations and deployers in this repository expand to more objects than svclint supports: every file was "
    "checked as written, without patches and variables. Check one part of the repository at a time."
)
# Groups of files that configure tools and machines: nobody deploys them, and they are true all the same.
_CONFIGURATION = ("kubeadm.k8s.io", "kubekey.kubesphere.io", ".config.k8s.io", "cluster.x-k8s.io", "k0s.k0sproject.io")


def plan(files: CheckedFiles, asked: Iterable[str]) -> Plan:
    """What of the files is deployed; `asked` are the paths that somebody asked for, relative to the repository."""
    paths = tuple(asked)
    try:
        units = Units(files, paths)
        units.follow()
        return _Planner(units).plan()
    except TooMuchWork:
        return replace(unplanned(files.sources.values(), paths), notes=(_TOO_MUCH,))


class _Planner:
    def __init__(self, units: Units) -> None:
        self._units = units
        self._files = units.files
        self._followed = units.followed and any(not unit.latent for unit in units.units)
        self._by_folder: dict[str, Unit | None] = {}
        for unit in units.units:
            for folder in unit.deployer.folders if unit.deployer and unit.built.files and not unit.latent else ():
                self._by_folder.setdefault(folder.path, unit)
        self._add_kustomizations()
        built = (unit.built.kustomizations for unit in units.units if unit.deployer is None)
        self._bases = Counter(folder for folders in built for folder in folders)
        names = clusters(units.units)
        several = len({destination(unit) for unit in units.units if not unit.latent}) > 1
        self._deployments = {
            id(unit): Deployment(
                unit.title, unit.file, unit.root, (destination(unit) if several else "") or names.get(unit.root, "")
            )
            for unit in units.units
        }
        self._charts = _rendered(self._files, {unit.title for unit in units.units})
        self._consumed = {path for one in units.kustomizations() for path in one.consumed}

    def plan(self) -> Plan:
        objects: dict[str, list[Deployed]] = {}
        live = reached(self._units.units)
        for unit in self._units.units:
            deployment, how = self._deployments[id(unit)], self._standing(unit)
            for file in unit.built.files:
                if unit.latent and file in live:
                    continue
                for document in self._units.documents(unit, file):
                    if document.release not in self._charts:
                        objects.setdefault(file, []).append(Deployed(document, deployment, how))
            rendered = self._charts.get(unit.title, ())
            for document in rendered:
                objects.setdefault(document.file, []).append(Deployed(document, deployment, how))
            for path, found in () if rendered else self._values(unit):
                objects.setdefault(path, []).append(Deployed(found, deployment, how))
        for path in sorted(self._files.sources):
            if path not in objects and path not in live:
                objects[path] = list(self._left(path))
        releases = [one for found in objects.values() for one in found if takes_values(one.document)]
        handed = ReleaseConfigMaps(self._files, (one.document for one in releases))
        for release in releases:
            for document in handed.values(release.document):
                objects.setdefault(document.file, []).append(replace(release, document=document))
        result = {path: tuple(found) for path, found in sorted(objects.items()) if found}
        return Plan(result, tuple(self._deployments.values()), self._units.sources.settings)

    def _add_kustomizations(self) -> None:
        """Kustomizations that no deployer reaches and no other takes in: people build them themselves."""
        built = self._units.builder
        folders = [one.folder for one in self._units.kustomizations()]
        within = {inner for folder in folders for inner in built.kustomized(folder).kustomizations if inner != folder}
        taken = {folder for unit in self._units.units for folder in unit.built.kustomizations}
        for folder in folders:
            one = self._files.kustomization(folder)
            if one is None or folder in within or folder in taken or one.is_component:
                continue
            unit = Unit(f"kustomization {folder or '.'}", one.file, one.file, self._why(one.file))
            unit.built = built.kustomized(folder)
            if unit.latent and (above := self._nearest(one.file)) is not None:
                unit.variables, unit.substitutes = above.variables, above.substitutes
            self._units.units.append(unit)

    def _why(self, path: str, listing: str = "") -> str:
        """Why nothing deploys what stands here; empty where people may well apply it by hand.

        `listing` is the kustomization that would have to name it.
        """
        if folder := put_away(path, self._units.asked):
            return f"{folder}/ is treated as samples or an archive"
        if listing:
            return f"{listing} does not list it"
        if self._followed and _BY_HAND.isdisjoint(path.split("/")):
            return "no Flux Kustomization or Application deploys it"
        return ""

    def _variant(self, unit: Unit) -> str:
        """The unit's own name if it shares a base with another that people build themselves."""
        if unit.deployer is not None:
            return ""
        return unit.file if any(self._bases[folder] > 1 for folder in unit.built.kustomizations) else ""

    def _values(self, unit: Unit) -> Iterator[tuple[str, Document]]:
        """Files of values as their release has them: without what a later file of the same release says anew."""
        found: dict[tuple[str, str], list[tuple[str, MapNode]]] = {}
        for release, namespace, path in unit.built.values:
            for tree in self._files.tree.trees(path):
                if isinstance(tree, MapNode):
                    found.setdefault((release, namespace), []).append((path, tree))
        for (release, namespace), files in found.items():
            for number, (path, tree) in enumerate(files):
                values = reduce(without, (later for _, later in files[number + 1 :]), tree)
                document = values_document(path, values, release, namespace)
                yield path, substituted(document, unit.variables, self._files.work) if unit.substitutes else document

    def _left(self, path: str) -> Iterator[Deployed]:
        """What stands in a file that no unit reaches."""
        owner = self._nearest(path)
        deployment = self._deployments[id(owner)] if owner else None
        kustomization = self._files.kustomization(posixpath.dirname(path))
        is_kustomization = kustomization is not None and kustomization.file == path
        for document in self._files.documents(path):
            if document.release in self._charts:
                continue
            if is_kustomization or path in self._consumed:
                if (path, document.node.span) not in self._units.changes.applied:
                    how = status(path, self._units.asked)
                    yield Deployed(self._without_applied(document), deployment, how, taken=False)
            elif _configures(document):
                yield Deployed(document, deployment, status(path, self._units.asked), taken=False)
            else:
                latent = self._why(path, self._units.unlisted(path))
                found = document
                if latent and owner is not None and owner.substitutes:
                    found = substituted(document, owner.variables, self._files.work)
                archived = bool(put_away(path, self._units.asked))
                yield Deployed(
                    found, deployment, DeploymentStatus(latent, archived) if latent else DEPLOYED, taken=False
                )

    def _nearest(self, path: str) -> Unit | None:
        """The unit whose folder holds a file that it does not deploy, and would if the file were listed."""
        passed = []
        folder = posixpath.dirname(path)
        while folder not in self._by_folder:  # from the inside out: asking every unit takes as long as the whole check
            passed.append(folder)
            if folder in ("", "/"):
                break
            folder = posixpath.dirname(folder)
        found = self._by_folder.get(folder)
        self._by_folder.update(dict.fromkeys(passed, found))
        return found

    def _without_applied(self, document: Document) -> Document:
        """A kustomization without the patches that have gone into the objects they are for."""
        applied = {file for file, _ in self._units.changes.applied}
        if document.file not in applied:
            return document
        kept = tuple(one for one in document.node.entries if not one[0].text.casefold().startswith("patches"))
        return replace(document, node=MapNode(kept, document.node.span))

    def _standing(self, unit: Unit) -> DeploymentStatus:
        if unit.latent:
            return DeploymentStatus(unit.latent, archived=bool(put_away(unit.file, self._units.asked)))
        variant = self._variant(unit)
        return DeploymentStatus(variant=variant) if variant else DEPLOYED


def _rendered(files: CheckedFiles, titles: Collection[str]) -> dict[str, list[Document]]:
    """What was rendered of charts, by the Application that asks for it."""
    found: dict[str, list[Document]] = {}
    for path in sorted(files.sources):
        for document in files.documents(path):
            if document.release in titles and document.release:
                found.setdefault(document.release, []).append(document)
    return found


def _configures(document: Document) -> bool:
    """Whether a document is no object that could be deployed: values, or a tool's or a machine's configuration."""
    nameless = not document.group and not document.name
    return not document.kind or nameless or document.group.endswith(_CONFIGURATION)
