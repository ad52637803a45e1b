"""The repository's files → a plan: the deployed objects, each with its deployment, and why the others are not."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from functools import reduce

from svclint.deployment.deployed import Deployed, Deployment, Plan, status, unplanned
from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.cluster_names import clusters, destination
from svclint.deployment.gitops.deployed_units import Unit, Units, reached
from svclint.deployment.gitops.release_values import values_document, without_overridden
from svclint.deployment.gitops.step_budget import TooMuchWork
from svclint.deployment.gitops.values_from import ReleaseConfigMaps, takes_values
from svclint.deployment.gitops.variables import substituted
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode
from svclint.lazy_dataclasses import replace
from svclint.model import DEPLOYED, DeploymentStatus

_TOO_MUCH = (
    "The kustomizations and deployers in this repository expand to more objects than svclint supports: every file was "
    "checked as written, without patches and variables. Check one part of the repository at a time."
)
_NOT_UNDERSTOOD = (
    "Kustomizations seem to leave out {} of {} files, so svclint probably does not understand how this repository is "
    "deployed: every file counts as deployed. Run `svclint clusters` to see what each kustomization includes."
)
_MANY = 10
# Groups of files that configure tools and machines: they are not deployed, but their values apply.
_CONFIGURATION = ("kubeadm.k8s.io", "kubekey.kubesphere.io", ".config.k8s.io", "cluster.x-k8s.io", "k0s.k0sproject.io")


def plan(files: CheckedFiles, requested: Iterable[str]) -> Plan:
    """The plan of a repository; `requested` are the paths to check, relative to the repository.

    If following its structure takes too many steps, the plan is `unplanned`, with a note.
    """
    paths = tuple(requested)
    try:
        units = Units(files, paths)
        units.follow()
        return _Planner(units).plan()
    except TooMuchWork:
        return replace(unplanned(files.sources.values(), paths), notes=(_TOO_MUCH,))


class _Planner:
    """Turns units into a plan."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._files = units.files
        self._by_folder: dict[str, Unit | None] = {}
        for unit in units.units:
            for folder in unit.deployer.folders if unit.deployer and unit.built.files and not unit.latent else ():
                self._by_folder.setdefault(folder.path, unit)
        self._add_kustomizations()
        built = (unit.built.kustomizations for unit in units.units if unit.deployer is None)
        self._bases = Counter(folder for folders in built for folder in folders)
        names = clusters(units.units)
        several_destinations = len({destination(unit) for unit in units.units if not unit.latent}) > 1
        self._deployments = {
            id(unit): Deployment(
                unit.title,
                unit.file,
                unit.root,
                (destination(unit) if several_destinations else "") or names.get(unit.root, ""),
            )
            for unit in units.units
        }
        self._charts = _rendered(self._files, {unit.title for unit in units.units})
        self._consumed = {path for kustomization in units.kustomizations() for path in kustomization.consumed}

    def plan(self) -> Plan:
        """The objects of all units, of values files, and of files that no unit reaches. Raises TooMuchWork."""
        objects: dict[str, list[Deployed]] = {}
        live = reached(self._units.units)
        for unit in self._units.units:
            deployment, state = self._deployments[id(unit)], self._status(unit)
            for file in unit.built.files:
                if unit.latent and file in live:
                    continue
                for document in self._units.documents(unit, file):
                    if document.release not in self._charts:
                        objects.setdefault(file, []).append(Deployed(document, deployment, state))
            rendered = self._charts.get(unit.title, ())
            for document in rendered:
                objects.setdefault(document.file, []).append(Deployed(document, deployment, state))
            for path, document in () if rendered else self._values(unit):
                objects.setdefault(path, []).append(Deployed(document, deployment, state))
        for path in sorted(self._files.sources):
            if path not in objects and path not in live:
                objects[path] = list(self._unreached(path))
        releases = [item for items in objects.values() for item in items if takes_values(item.document)]
        config_maps = ReleaseConfigMaps(self._files, (release.document for release in releases))
        for release in releases:
            for document in config_maps.values(release.document):
                objects.setdefault(document.file, []).append(replace(release, document=document))
        by_file = {path: tuple(items) for path, items in sorted(objects.items()) if items}
        flawed = {
            path: self._status_of(path)
            for path, source in sorted(self._files.sources.items())
            if source.flaws and path not in live
        }
        plan = Plan(by_file, tuple(self._deployments.values()), self._units.sources.settings, flawed=flawed)
        return _plausible(plan, self._units.requested)

    def _add_kustomizations(self) -> None:
        """Add a unit for each kustomization that no deployer and no other kustomization includes: users apply it."""
        builder = self._units.builder
        folders = [kustomization.folder for kustomization in self._units.kustomizations()]
        within = {inner for folder in folders for inner in builder.kustomized(folder).kustomizations if inner != folder}
        deployed = {folder for unit in self._units.units for folder in unit.built.kustomizations}
        for folder in folders:
            kustomization = self._files.kustomization(folder)
            if kustomization is None or folder in within or folder in deployed or kustomization.is_component:
                continue
            file = kustomization.file
            unit = Unit(f"kustomization {folder or '.'}", file, file, self._status_of(file).latent)
            unit.built = builder.kustomized(folder)
            if unit.latent and (above := self._nearest(file)) is not None:
                unit.variables, unit.substitutes = above.variables, above.substitutes
            self._units.units.append(unit)

    def _status_of(self, path: str) -> DeploymentStatus:
        """The status of a file that no deployer deploys: users may apply it by hand."""
        by_name = status(path, self._units.requested)
        return by_name if by_name.latent else DeploymentStatus(self._units.left_out.reason(path))

    def _variant(self, unit: Unit) -> str:
        """The name of the variant that a kustomization builds, if it shares a base with others; otherwise empty."""
        if unit.deployer is not None:
            return ""
        return unit.file if any(self._bases[folder] > 1 for folder in unit.built.kustomizations) else ""

    def _values(self, unit: Unit) -> Iterator[tuple[str, Document]]:
        """Yield each values file as a document, without the values that a later file of the same release overrides."""
        by_release: dict[tuple[str, str], list[tuple[str, MapNode]]] = {}
        for release, namespace, path in unit.built.values:
            for tree in self._files.tree.trees(path):
                if isinstance(tree, MapNode):
                    by_release.setdefault((release, namespace), []).append((path, tree))
        for (release, namespace), files in by_release.items():
            for number, (path, tree) in enumerate(files):
                values = reduce(without_overridden, (later for _, later in files[number + 1 :]), tree)
                document = values_document(path, values, release, namespace)
                yield path, substituted(document, unit.variables, self._files.work) if unit.substitutes else document

    def _unreached(self, path: str) -> Iterator[Deployed]:
        """Yield the objects of a file that no unit deploys."""
        owner = self._nearest(path)
        deployment = self._deployments[id(owner)] if owner else None
        kustomization = self._files.kustomization(posixpath.dirname(path))
        is_kustomization = kustomization is not None and kustomization.file == path
        for document in self._files.documents(path):
            if document.release in self._charts:
                continue
            if is_kustomization or path in self._consumed:
                if (path, document.node.span) not in self._units.changes.applied:
                    state = status(path, self._units.requested)
                    yield Deployed(self._without_applied(document), deployment, state, applied=False)
            elif _configures(document):
                yield Deployed(document, deployment, status(path, self._units.requested), applied=False)
            else:
                state = self._status_of(path)
                filled = document
                if state.latent and owner is not None and owner.substitutes:
                    filled = substituted(document, owner.variables, self._files.work)
                yield Deployed(filled, deployment, state, applied=False)

    def _nearest(self, path: str) -> Unit | None:
        """The unit of the nearest deployed folder that contains a file; it would deploy the file if it were listed."""
        passed = []
        folder = posixpath.dirname(path)
        while folder not in self._by_folder:  # from the inside out: testing every unit takes as long as the whole check
            passed.append(folder)
            if folder in ("", "/"):
                break
            folder = posixpath.dirname(folder)
        unit = self._by_folder.get(folder)
        self._by_folder.update(dict.fromkeys(passed, unit))
        return unit

    def _without_applied(self, document: Document) -> Document:
        """A kustomization without its patches if some patch of its file has been applied to objects."""
        applied = {file for file, _ in self._units.changes.applied}
        if document.file not in applied:
            return document
        rest = tuple(entry for entry in document.node.entries if not entry[0].text.casefold().startswith("patches"))
        return replace(document, node=MapNode(rest, document.node.span))

    def _status(self, unit: Unit) -> DeploymentStatus:
        if unit.latent:
            return DeploymentStatus(unit.latent)
        variant = self._variant(unit)
        return DeploymentStatus(variant=variant) if variant else DEPLOYED


def _plausible(plan: Plan, requested: tuple[str, ...]) -> Plan:
    """The plan, or one that deploys everything if it leaves out too much to be true.

    A repository of samples is checked as such. If kustomizations seem to leave out most of its files, its structure was
    not understood.
    """
    idle = {path for path, objects in plan.objects.items() if all(deployed.status.latent for deployed in objects)}
    if not idle:
        return plan
    if len(idle) == len(plan.objects):
        return _all_deployed(plan)
    others = [path for path in plan.objects if not status(path, requested).latent]
    left_out = sum(path in idle for path in others)
    if left_out < _MANY or 2 * left_out <= len(others):
        return plan
    return replace(_all_deployed(plan), notes=(*plan.notes, _NOT_UNDERSTOOD.format(left_out, len(others))))


def _all_deployed(plan: Plan) -> Plan:
    objects = {
        path: tuple(replace(deployed, status=replace(deployed.status, latent="")) for deployed in items)
        for path, items in plan.objects.items()
    }
    return replace(plan, objects=objects, flawed={})


def _rendered(files: CheckedFiles, titles: Collection[str]) -> dict[str, list[Document]]:
    """The rendered documents of charts, by the title of their Application."""
    by_release: dict[str, list[Document]] = {}
    for path in sorted(files.sources):
        for document in files.documents(path):
            if document.release in titles and document.release:
                by_release.setdefault(document.release, []).append(document)
    return by_release


def _configures(document: Document) -> bool:
    """Is the document not a deployable object: values, or the configuration of a tool or machine?"""
    nameless = not document.group and not document.name
    return not document.kind or nameless or document.group.endswith(_CONFIGURATION)
