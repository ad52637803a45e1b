"""Deployers → units: what each deploys, followed from the roots of the repository down to the last of them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from functools import partial

from svclint.deployment.deployed import put_away
from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.deployed_folders import Builder, BuiltFolder, Chain, Values
from svclint.deployment.gitops.deployed_objects import Changes, in_namespace, patched, transformed
from svclint.deployment.gitops.deployers import ARGO, FLUX, Deployer, deployers, is_deployer
from svclint.deployment.gitops.local_sources import LocalSources
from svclint.deployment.gitops.step_budget import OBJECT
from svclint.deployment.gitops.substitute_from import VariableSources, variables
from svclint.deployment.gitops.template_objects import TemplateObjects, templated
from svclint.deployment.gitops.variables import Variables, substituted
from svclint.deployment.kustomization import Kustomization, is_kustomization
from svclint.deployment.patches import Patch, patches_of
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, items_at
from svclint.documents.read import KUSTOMIZATIONS
from svclint.documents.scan import hides
from svclint.lazy_dataclasses import dataclass, field, replace

NOTHING = Variables({}, complete=False)
_MOST = 20_000
_DEEPEST = 16

Key = tuple[str, int]


@dataclass(slots=True)
class Unit:
    """What one deployer, or a kustomization that people apply themselves, deploys.

    `root` is the file where the chain of deployers begins. `latent` says why nothing deploys the deployer itself.
    """

    title: str
    file: str
    root: str
    latent: str
    deployer: Deployer | None = None
    variables: Variables = NOTHING
    substitutes: bool = False
    patches: tuple[Patch, ...] = ()
    tells: bool = False
    built: BuiltFolder = field(default_factory=BuiltFolder)


class Units:
    """All units of a repository.

    `followed`: the deployers are deployed themselves. Who applies a few Applications by hand applies other files, too.
    """

    def __init__(self, files: CheckedFiles, asked: tuple[str, ...]) -> None:
        self.files, self.asked = files, asked
        self.builder = Builder(files)
        self.units: list[Unit] = []
        self.changes = Changes(files.work)
        self._templates = {path: self._template(path) for path in sorted(files.templates)}
        self._raw = {
            (path, document.index): document for path in sorted(files.sources) for document in self._deployers(path)
        }
        self._ours = LocalSources(files, self._raw.values())
        self._edges = {key: self._below(document) for key, document in self._raw.items()}
        self._reached: set[Key] = set()
        self.followed = any(document.group != ARGO or document.kind != "Application" for document in self._raw.values())
        self._telling: dict[str, bool] = {}
        self.sources = VariableSources(files, set(self._names()), self.builder)

    def kustomizations(self) -> list[Kustomization]:
        """Every kustomization of the repository, by folder."""
        return [one for folder in self.files.folders if (one := self.files.kustomization(folder))]

    def follow(self) -> None:
        """Work out the units: of deployers that begin a chain, of those below, and of those that nothing deploys."""
        candidates = sorted(self._raw, key=lambda key: (-len(self._edges[key] - {key}), key))
        above = {key for start, below in self._edges.items() for key in below if key != start}
        ordered = [key for key in candidates if key not in above] + [key for key in candidates if key in above]
        late = []
        for key in ordered:
            if key in self._reached:
                continue
            if self._edges[key] - {key} and not self.unlisted(key[0]) and not put_away(key[0], self.asked):
                self.followed = True
                self._follow(key, "")
            else:
                late.append(key)
        begun = {posixpath.dirname(unit.root) for unit in self.units}
        for key in late:
            if key not in self._reached:
                self._follow(key, self._why(key[0], begun))

    def documents(self, unit: Unit, file: str) -> Iterator[Document]:
        """The objects of a file as the unit deploys them."""
        chain = unit.built.files[file]
        for document in self.files.whole(file) if self._told(unit, chain) else self.files.documents(file):
            if posixpath.basename(file) in KUSTOMIZATIONS and is_kustomization(document):
                continue
            self.files.work.spend(OBJECT)
            found = transformed(document, chain, self.changes)
            for one in chain if found else ():
                if one.replacements and found:
                    replacing = self.changes.replacing(one, partial(self._beside, one))
                    found = replacing.replaced(found, self.files.work)
            found = patched(found, unit.patches, self.changes) if found else None
            if found is None:
                continue
            if unit.substitutes:
                found = substituted(found, unit.variables, self.files.work)
            if (
                unit.deployer
                and unit.deployer.namespace
                and (unit.deployer.document.group == FLUX or not found.namespace)
            ):
                found = in_namespace(found, unit.deployer.namespace)
            yield found

    def _told(self, unit: Unit, chain: Chain) -> bool:
        """Whether an object may get an address on its way, so that one without any has to be read too."""
        return unit.tells or any(self._tells(one) for one in chain)

    def _tells(self, kustomization: Kustomization) -> bool:
        known = self._telling.get(kustomization.folder)
        if known is None:
            known = bool(kustomization.replacements) or any(one.tells for one in kustomization.patches)
            self._telling[kustomization.folder] = known
        return known

    def unlisted(self, file: str) -> str:
        """The kustomization, by its file, that rules over the folder of a file and does not take it in; else empty."""
        folder = posixpath.dirname(file)
        while True:
            kustomization = self.files.kustomization(folder)
            if kustomization is not None:
                taken = self.builder.kustomized(folder).files
                return "" if file in taken or file == kustomization.file else kustomization.file
            if not folder:
                return ""
            folder = posixpath.dirname(folder)

    def _why(self, file: str, begun: set[str]) -> str:
        """Why nothing deploys a deployer that no other deploys; empty where it may well begin a chain itself."""
        if folder := put_away(file, self.asked):
            return f"{folder}/ is treated as samples or an archive"
        if listing := self.unlisted(file):
            return f"{listing} does not list it"
        if begun and posixpath.dirname(file) not in begun:
            return "no Flux Kustomization or Application deploys it"
        return ""

    def _follow(self, start: Key, latent: str) -> None:
        todo: list[tuple[Document, Variables, int]] = [(self._raw[start], NOTHING, 0)]
        while todo and len(self.units) < _MOST:
            document, above, depth = todo.pop()
            key = (document.file, document.index)
            if key in self._reached or depth > _DEEPEST:
                continue
            self._reached.add(key)
            for deployer in deployers(document):
                unit = Unit(deployer.title, document.file, start[0], latent, deployer)
                unit.variables = variables(deployer, self.sources, (start[0], document.file), above)
                unit.substitutes = deployer.substitution.wanted
                unit.patches = tuple(self._patches(document))
                unit.tells = any(one.tells for one in unit.patches)
                for folder in deployer.folders if self._ours.has(deployer) else ():
                    unit.built.add(self.builder.deployed(folder))
                unit.built.values = list(self._values(deployer, unit.built.values))
                self.units.append(unit)
                self.followed &= bool(latent) or not any(
                    file in self._templates and self._templates[file].open for file in unit.built.files
                )
                below = sorted((file for file in unit.built.files if self._deployers(file)), reverse=True)
                todo += [
                    (one, unit.variables, depth + 1)
                    for file in below
                    for one in (self._deployers(file) if file in self._templates else self.documents(unit, file))
                    if is_deployer(one)
                ]

    def _values(self, deployer: Deployer, found: Values) -> Iterator[tuple[str, str, str]]:
        """Whose values stand in which files: a chart's own come before those that its Application names."""
        own = {posixpath.join(folder.path, "values.yaml") for folder in deployer.folders}
        name, namespace = deployer.document.name, deployer.namespace
        for release, inner_namespace, path in found:
            if path not in deployer.values:
                yield (name, namespace, path) if path in own else (release, inner_namespace, path)
        for pattern in deployer.values:
            for path in self.builder.matching(pattern):
                yield posixpath.basename(posixpath.dirname(path)) if "*" in pattern else name, namespace, path

    def _deployers(self, path: str) -> list[Document]:
        """The deployers that a file holds, those included that a chart's template makes."""
        template = self._templates.get(path)
        return [one for one in (template.documents if template else self.files.documents(path)) if is_deployer(one)]

    def _template(self, path: str) -> TemplateObjects:
        chart = path.rpartition("/templates/")[0]

        def values() -> MapNode | None:
            trees = self.files.tree.trees(posixpath.join(chart, "values.yaml"))
            return next((one for one in trees if isinstance(one, MapNode)), None)

        return templated(path, self.files.tree.data(path), values)

    def _patches(self, document: Document) -> Iterator[Patch]:
        if document.group == FLUX:
            yield from patches_of(items_at(document.node, "spec", "patches"), document, self.files.tree)

    def _names(self) -> Iterator[str]:
        """The ConfigMaps that variables are taken from, those included that patches give to other Kustomizations."""
        for document in self._raw.values():
            trees = [document.node, *(one.tree for one in self._patches(document) if isinstance(one.tree, MapNode))]
            for tree in trees:
                made = replace(document, node=tree) if isinstance(tree, MapNode) else document
                for one in deployers(made):
                    yield from (name for _, name in one.substitution.sources)

    def _below(self, document: Document) -> set[Key]:
        """The deployers that a deployer deploys, as far as its document alone says."""
        found: set[Key] = set()
        for deployer in deployers(document):
            for folder in deployer.folders if self._ours.has(deployer) else ():
                for file in self.builder.deployed(folder).files:
                    found |= {(file, one.index) for one in self._deployers(file)}
        return found

    def _beside(self, kustomization: Kustomization) -> list[Document]:
        """The objects that a replacement may take its value from."""
        names = {one.source.name.encode() for one in kustomization.replacements if one.source.name}
        found: list[Document] = []
        for file in self.builder.kustomized(kustomization.folder).files:
            data = self.files.tree.data(file)
            if hides(data) or any(name in data for name in names):
                found += self.files.whole(file)
        return found


def reached(units: Iterable[Unit]) -> set[str]:
    """The files that some unit deploys that is deployed itself."""
    return {file for unit in units if not unit.latent for file in unit.built.files}
