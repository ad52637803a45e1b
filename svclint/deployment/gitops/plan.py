"""The repository's files → a plan: the deployed objects, each with its deployment, and why the others are not."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from svclint import limits
from svclint.deployment.deployed import Deployed, Deployment, Plan, by_name, status, structured, unplanned
from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.cluster_names import clusters, destination
from svclint.deployment.gitops.deployed_units import Units
from svclint.deployment.gitops.helmfile import helmfile_releases
from svclint.deployment.gitops.plausible import plausible
from svclint.deployment.gitops.release_values import merged_values, values_document
from svclint.deployment.gitops.sibling_folders import SiblingFolders
from svclint.deployment.gitops.step_budget import TooMuchWork
from svclint.deployment.gitops.unit import Unit, reached
from svclint.deployment.gitops.values_from import ReleaseConfigMaps, takes_values
from svclint.deployment.gitops.variables import substituted
from svclint.deployment.sample_paths import is_vendored, sample_path
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode
from svclint.lazy_dataclasses import replace
from svclint.model import DEPLOYED, DeploymentStatus, Flaw, Location, Owner, Span, flaw
from svclint.rule_ids import LIMIT_REACHED

_TOO_MUCH = (
    "The kustomizations and deployers in this repository expand to more objects than svclint follows: every file was "
    "checked as written, without patches and variables. Check one part of the repository at a time. "
)
# Groups of files that configure tools and machines: they are not deployed, but their values apply.
_CONFIGURATION = ("kubeadm.k8s.io", "kubekey.kubesphere.io", ".config.k8s.io", "cluster.x-k8s.io", "k0s.k0sproject.io")


def plan(files: CheckedFiles, requested: Iterable[str]) -> Plan:
    """The plan of a repository; `requested` are the paths to check, relative to the repository.

    If following its structure takes too many steps, the plan is `unplanned`, with a flaw.
    """
    paths = tuple(requested)
    try:
        units = Units(files, paths)
        units.follow()
        return _Planner(units).plan()
    except TooMuchWork:
        return replace(unplanned(files.sources.values(), paths), flaws=(_too_much(files),))


def _too_much(files: CheckedFiles) -> Flaw:
    """The flaw for a repository whose structure is not followed, at the first file that has some."""
    path = next(path for path, source in sorted(files.sources.items()) if structured(source))
    place = Location(path, Span(1, 1, 1, 1), Owner("", "", "File", "", path), "")
    return flaw(place, LIMIT_REACHED, _TOO_MUCH + limits.hint("expansions"), identity="expansions")


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
        self._of_helmfiles = helmfile_releases(self._files)
        self._consumed = {path for kustomization in units.kustomizations() for path in kustomization.consumed}

    def plan(self) -> Plan:
        """The objects of all units, of values files, and of files that no unit reaches. Raises TooMuchWork."""
        objects: dict[str, list[Deployed]] = {}
        live = reached(self._units.units)
        for unit in self._units.units:
            deployment, state_of_unit = self._deployments[id(unit)], self._status(unit)
            for file in unit.built.files:
                if unit.latent and file in live:
                    continue
                state = self._sample(unit, file) or state_of_unit
                for document in self._units.documents(unit, file):
                    if document.release not in self._charts:
                        objects.setdefault(file, []).append(Deployed(document, deployment, state))
            rendered = self._charts.get(unit.title, ())
            for document in rendered:
                objects.setdefault(document.file, []).append(Deployed(document, deployment, state_of_unit))
            for document in () if rendered else self._values(unit):
                for path in document.sources:
                    objects.setdefault(path, [])
                objects[document.file].append(Deployed(document, deployment, state_of_unit))
        for path in sorted(self._files.sources):
            if path not in objects and path not in live:
                objects[path] = list(self._unreached(path))
        releases = [item for items in objects.values() for item in items if takes_values(item.document)]
        config_maps = ReleaseConfigMaps(self._files, (release.document for release in releases))
        for release in releases:
            for document in config_maps.values(release.document):
                objects.setdefault(document.file, []).append(replace(release, document=document))
        by_file = {path: tuple(items) for path, items in sorted(objects.items()) if items}
        idle = {file: self._status(unit) for unit in self._units.units if unit.latent for file in unit.built.files}
        flawed = {
            path: idle.get(path) or self._status_of(path)
            for path, source in sorted(self._files.sources.items())
            if source.flaws and path not in live
        }
        plan = Plan(by_file, tuple(self._deployments.values()), self._units.sources.settings, flawed=flawed)
        return plausible(plan, self._units.requested)

    def _add_kustomizations(self) -> None:
        """Add a unit for each kustomization that no deployer and no other kustomization includes: users apply it."""
        builder = self._units.builder
        folders = [kustomization.folder for kustomization in self._units.kustomizations()]
        within = {inner for folder in folders for inner in builder.kustomized(folder).kustomizations if inner != folder}
        deployed = {folder for unit in self._units.units for folder in unit.built.kustomizations}
        siblings = SiblingFolders(self._units.units)
        for folder in folders:
            kustomization = self._files.kustomization(folder)
            if kustomization is None or folder in within or folder in deployed or kustomization.is_component:
                continue
            file = kustomization.file
            latent = self._status_of(file).latent or siblings.reason(folder)
            unit = Unit(f"kustomization {folder or '.'}", file, file, latent)
            unit.built = builder.kustomized(folder)
            if unit.latent and (above := self._nearest(file)) is not None:
                unit.variables, unit.substitutes = above.variables, above.substitutes
            self._units.units.append(unit)

    def _status_of(self, path: str) -> DeploymentStatus:
        """The status of a file that no deployer deploys: users may apply it by hand."""
        named = status(path, self._units.requested)
        return named if named.latent else DeploymentStatus(self._units.left_out.reason(path))

    def _sample(self, unit: Unit, file: str) -> DeploymentStatus | None:
        """The status of a sample that only a kustomization which people build lists, as operator-sdk's does."""
        named = "" if unit.deployer or unit.latent else sample_path(file, self._units.requested)
        if not named or is_vendored(named) or unit.file.startswith(named):
            return None
        return DeploymentStatus(by_name(named), inert=True)

    def _variant(self, unit: Unit) -> str:
        """The name of the variant that a kustomization builds, if it shares a base with others; otherwise empty."""
        if unit.deployer is not None:
            return ""
        return unit.file if any(self._bases[folder] > 1 for folder in unit.built.kustomizations) else ""

    def _values(self, unit: Unit) -> Iterator[Document]:
        """Yield the values of each release as one document, merged from its values files."""
        by_release: dict[tuple[str, str], list[tuple[str, MapNode]]] = {}
        for release, namespace, path in unit.built.values:
            for tree in self._files.tree.trees(path):
                if isinstance(tree, MapNode):
                    by_release.setdefault((release, namespace), []).append((path, tree))
        for (release, namespace), files in by_release.items():
            document = merged_values(files, release, namespace)
            yield substituted(document, unit.variables, self._files.work) if unit.substitutes else document

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
                    yield Deployed(self._without_applied(document), deployment, state, applied=False, is_input=True)
            elif _configures(document):
                state = self._status_of_configuration(document)
                yield Deployed(self._of_release(document), deployment, state, applied=False)
            else:
                state = self._status_of(path)
                filled = document
                if state.latent and owner is not None and owner.substitutes:
                    filled = substituted(document, owner.variables, self._files.work)
                yield Deployed(filled, deployment, state, applied=False)

    def _of_release(self, document: Document) -> Document:
        """Values that a helmfile names, as values of its release, which Flux or Argo CD may deploy as well."""
        release = None if document.kind else self._of_helmfiles.get(document.file)
        return values_document(document.file, document.node, *release) if release else document

    def _status_of_configuration(self, document: Document) -> DeploymentStatus:
        """The status of values and other configuration. Values next to what is deployed without a chart are unread."""
        path = document.file
        named = status(path, self._units.requested)
        folder, name = posixpath.split(path)
        kustomization = self._files.kustomization(folder)
        if named.latent or document.kind or "values" not in name or kustomization is None:
            return named
        only_lists = not kustomization.consumed and not kustomization.generators
        is_deployed = self._units.left_out.is_deployed(kustomization)
        if not only_lists or not is_deployed:
            return named
        return DeploymentStatus(f"{kustomization.file} does not read it", inert=True)

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
            return DeploymentStatus(unit.latent, inert=bool(sample_path(unit.file, self._units.requested)))
        variant = self._variant(unit)
        return DeploymentStatus(variant=(("overlays", variant),)) if variant else DEPLOYED


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
