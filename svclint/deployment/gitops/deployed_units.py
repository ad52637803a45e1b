"""Deployers → units, each with what one deployer deploys; chains of deployers are followed from their roots."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from functools import partial

from svclint.deployment.deployed import by_name
from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.copied_deployers import without_copies
from svclint.deployment.gitops.deployed_folders import Builder, Chain, Values
from svclint.deployment.gitops.deployed_objects import Changes, in_namespace, patched, transformed
from svclint.deployment.gitops.deployers import FLUX, Deployer, deployers, is_deployer
from svclint.deployment.gitops.left_out import LeftOut, reachable
from svclint.deployment.gitops.local_sources import LocalSources
from svclint.deployment.gitops.step_budget import OBJECT
from svclint.deployment.gitops.substitute_from import VariableSources, variables
from svclint.deployment.gitops.template_objects import templated
from svclint.deployment.gitops.unit import NOTHING, Unit
from svclint.deployment.gitops.variables import Variables, substituted
from svclint.deployment.kustomization import Kustomization, is_kustomization
from svclint.deployment.patches import Patch, patches_of
from svclint.deployment.sample_paths import sample_path
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, items_at
from svclint.documents.read import KUSTOMIZATIONS
from svclint.documents.scan import hides
from svclint.lazy_dataclasses import replace

_MOST = 20_000
_DEEPEST = 16

Key = tuple[str, int]


class Units:
    """All units of a repository; `requested` are the paths to check."""

    def __init__(self, files: CheckedFiles, requested: tuple[str, ...]) -> None:
        self.files, self.requested = files, requested
        self.builder = Builder(files)
        self.units: list[Unit] = []
        self.changes = Changes(files.work)
        self._templates = {path: self._template(path) for path in sorted(files.templates)}
        patches = self._patch_files()
        self._raw = without_copies(
            {
                (path, document.index): document
                for path in sorted(files.sources.keys() - patches)
                for document in self._deployers(path)
            }
        )
        self._local = LocalSources(files, self._raw.values())
        self._builders: dict[str, set[Key]] = {}
        self._edges = {key: self._below(key) for key in self._raw}
        self.left_out = LeftOut(files, self.builder, requested, self._builders, dict(self._excluded()))
        self._reached: set[Key] = set()
        self._adding: dict[str, bool] = {}
        self.sources = VariableSources(files, set(self._variable_sources()), self.builder)

    def kustomizations(self) -> list[Kustomization]:
        """Every kustomization of the repository, in the order of folders."""
        kustomizations = map(self.files.kustomization, self.files.folders)
        return [kustomization for kustomization in kustomizations if kustomization]

    def follow(self) -> None:
        """Create the units: of deployers that begin a chain, of those below them, and of those that are not deployed.

        Raises TooMuchWork.
        """
        candidates = sorted(self._raw, key=lambda key: (-len(self._edges[key] - {key}), key))
        above = {key for start, below in self._edges.items() for key in below if key != start}
        ordered = [key for key in candidates if key not in above] + [key for key in candidates if key in above]
        late = []
        for key in ordered:
            if key in self._reached:
                continue
            if self._edges[key] - {key} and not self._why(key):
                self._follow(key, "")
            else:
                late.append(key)
        for key in late:
            if key not in self._reached:
                self._follow(key, self._why(key))

    def documents(self, unit: Unit, file: str) -> Iterator[Document]:
        """Yield the objects of a file as the unit deploys them. Raises TooMuchWork."""
        chains = unit.built.files[file]
        whole = any(self._may_add(unit, chain) for chain in chains)
        for document in self.files.whole(file) if whole else self.files.documents(file):
            if not (posixpath.basename(file) in KUSTOMIZATIONS and is_kustomization(document)):
                for chain in chains:
                    if (result := self._deployed(unit, document, chain)) is not None:
                        yield result

    def _deployed(self, unit: Unit, document: Document, chain: Chain) -> Document | None:
        """The object that a unit makes of a document; None if it deletes the object."""
        self.files.work.spend(OBJECT)
        for kustomization in chain:  # the patches of an outer one apply to what the inner ones replaced
            changed = transformed(document, (kustomization,), self.changes)
            if changed is None:
                return None
            document = changed
            if kustomization.replacements:
                replacing = self.changes.replacing(kustomization, partial(self._sources, kustomization))
                document = replacing.replaced(document, self.files.work)
        result = patched(document, unit.patches, self.changes)
        if result is None:
            return None
        if unit.substitutes:
            result = substituted(result, unit.variables, self.files.work)
        deployer = unit.deployer
        if deployer and deployer.namespace and (deployer.document.group == FLUX or not result.namespace):
            result = in_namespace(result, deployer.namespace)
        return result

    def _may_add(self, unit: Unit, chain: Chain) -> bool:
        """May a patch or replacement add an address, so that objects without one must be read too?"""
        return unit.adds_address or any(self._adds_address(kustomization) for kustomization in chain)

    def _adds_address(self, kustomization: Kustomization) -> bool:
        adds = self._adding.get(kustomization.folder)
        if adds is None:
            adds = bool(kustomization.replacements) or any(patch.adds_address for patch in kustomization.patches)
            self._adding[kustomization.folder] = adds
        return adds

    def _why(self, key: Key) -> str:
        """Why a deployer that no other deploys is not deployed; empty if it begins a chain, as most of them do.

        A deployer next to a kustomization that does not list it is applied by hand, unless the kustomization lists
        deployers of its kind, or Flux builds the kustomization.
        """
        file, document = key[0], self._raw[key]
        if named := sample_path(file, self.requested):
            return by_name(named)
        kustomization = self.left_out.by(file)
        if kustomization is None:
            return ""
        builders = self._builders.get(kustomization.folder, set())
        if builders and builders <= reachable(key, self._edges):
            return ""
        inside_flux = document.group == FLUX and any(self._raw[builder].group == FLUX for builder in builders)
        listed = self.builder.kustomized(kustomization.folder).files
        kinds = {inner.group for path in listed for inner in self._deployers(path)}
        return f"{kustomization.file} does not list it" if inside_flux or document.group in kinds else ""

    def _excluded(self) -> Iterator[tuple[str, str]]:
        """Yield the folders that the generators of ApplicationSets exclude, with the file."""
        for (file, _), document in self._raw.items():
            if document.kind == "ApplicationSet" and not sample_path(file, self.requested):
                for deployer in deployers(document):
                    folders = (path for folder in deployer.folders for path in folder.exclude)
                    yield from ((path, file) for path in folders if "/" in path or self.files.is_folder(path))

    def _patch_files(self) -> set[str]:
        """The files that kustomizations name as patches and not as resources: they are not objects."""
        kustomizations = self.kustomizations()
        resources = {path for kustomization in kustomizations for path in kustomization.resources}
        return {path for kustomization in kustomizations for path in kustomization.patch_files} - resources

    def _follow(self, start: Key, latent: str) -> None:
        """Create the units of one chain. A deployer that several chains share exists once in each of them."""
        seen: set[Key] = set()
        todo: list[tuple[Document, Variables, int]] = [(self._raw[start], NOTHING, 0)]
        while todo and len(self.units) < _MOST:
            document, above, depth = todo.pop()
            key = (document.file, document.index)
            if key in seen or depth > _DEEPEST:
                continue
            seen.add(key)
            self._reached.add(key)
            for deployer in deployers(document):
                unit = Unit(deployer.title, document.file, start[0], latent, deployer)
                unit.variables = variables(deployer, self.sources, (start[0], document.file), above)
                unit.substitutes = deployer.substitution.enabled
                unit.patches = tuple(self._patches(document))
                unit.adds_address = any(patch.adds_address for patch in unit.patches)
                for folder in deployer.folders if self._local.has(deployer) else ():
                    unit.built.add(self.builder.deployed(folder))
                unit.built.values = list(self._values(deployer, unit.built.values))
                self.units.append(unit)
                below = sorted((file for file in unit.built.files if self._deployers(file)), reverse=True)
                todo += [
                    (inner, unit.variables, depth + 1)
                    for file in below
                    for inner in (self._deployers(file) if file in self._templates else self.documents(unit, file))
                    if is_deployer(inner)
                ]

    def _values(self, deployer: Deployer, built: Values) -> Iterator[tuple[str, str, str]]:
        """Yield values files as (release, namespace, path): a chart's own before those that its Application names."""
        own = {posixpath.join(folder.path, "values.yaml") for folder in deployer.folders}
        name, namespace = deployer.document.name, deployer.namespace
        for release, inner_namespace, path in built:
            if path not in deployer.values:
                yield (name, namespace, path) if path in own else (release, inner_namespace, path)
        for pattern in deployer.values:
            for path in self.builder.matching(pattern):
                yield posixpath.basename(posixpath.dirname(path)) if "*" in pattern else name, namespace, path

    def _deployers(self, path: str) -> list[Document]:
        """The deployers in a file, including those of a chart's template."""
        documents = self._templates[path] if path in self._templates else self.files.documents(path)
        return [document for document in documents if is_deployer(document)]

    def _template(self, path: str) -> tuple[Document, ...]:
        chart = path.rpartition("/templates/")[0]

        def values() -> MapNode | None:
            trees = self.files.tree.trees(posixpath.join(chart, "values.yaml"))
            return next((tree for tree in trees if isinstance(tree, MapNode)), None)

        return templated(path, self.files.tree.data(path), values)

    def _patches(self, document: Document) -> Iterator[Patch]:
        if document.group == FLUX:
            yield from patches_of(items_at(document.node, "spec", "patches"), document, self.files.tree)

    def _variable_sources(self) -> Iterator[tuple[str, str]]:
        """Yield kinds and names of objects with variables, including those that patches add to other Kustomizations."""
        for document in self._raw.values():
            patches = (patch.tree for patch in self._patches(document))
            for tree in (document.node, *(tree for tree in patches if isinstance(tree, MapNode))):
                for deployer in deployers(replace(document, node=tree)):
                    yield from deployer.substitution.sources

    def _below(self, start: Key) -> set[Key]:
        """The deployers that a deployer deploys, according to its document without patches."""
        keys: set[Key] = set()
        for deployer in deployers(self._raw[start]):
            for folder in deployer.folders if self._local.has(deployer) else ():
                built = self.builder.deployed(folder)
                for file in built.files:
                    keys |= {(file, inner.index) for inner in self._deployers(file)}
                for kustomized in built.kustomizations:
                    self._builders.setdefault(kustomized, set()).add(start)
        return keys & self._raw.keys()

    def _sources(self, kustomization: Kustomization) -> list[Document]:
        """The objects that may be the source of a replacement."""
        sources = (replacement.source.name for replacement in kustomization.replacements)
        names = {name.encode() for name in sources if name}
        documents: list[Document] = []
        for file in self.builder.kustomized(kustomization.folder).files:
            data = self.files.tree.data(file)
            if hides(data) or any(name in data for name in names):
                documents += self.files.whole(file)
        return documents
