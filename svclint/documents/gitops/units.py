"""Deployers → units: what each deploys, followed from the roots of the repository down to the last of them."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator

from svclint.documents.deployed import put_away
from svclint.documents.expand import Document
from svclint.documents.gitops.built import Builder, Built, Chain, is_object
from svclint.documents.gitops.deployers import FLUX, Deployer, Folder, deployers, is_deployer
from svclint.documents.gitops.files import Files
from svclint.documents.gitops.kustomization import Kustomization, Patch, patches_of
from svclint.documents.gitops.objects import Changes, in_namespace, patched, replaced, transformed
from svclint.documents.gitops.settings import Sources, variables
from svclint.documents.gitops.variables import Variables, substituted
from svclint.documents.node import Mapping, text_at
from svclint.documents.read import KUSTOMIZATIONS
from svclint.records import dataclass, field, replace

NOTHING = Variables({}, complete=False)
_MOST = 20_000
_DEEPEST = 16
_ARTIFACTS = ("OCIRepository/", "Bucket/")
# How many others count less than one that deploys its own file: that one's repository is this one.
_FOLLOWS_ITSELF = 1000

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
    built: Built = field(default_factory=Built)


class Units:
    """All units of a repository."""

    def __init__(self, files: Files, asked: tuple[str, ...]) -> None:
        self.files, self.asked = files, asked
        self.builder = Builder(files)
        self.units: list[Unit] = []
        self.changes = Changes()
        self._raw = {
            (path, document.index): document
            for path in sorted(files.sources)
            for document in files.documents(path)
            if is_deployer(document)
        }
        self._ours = self._own_sources()
        self._edges = {key: self._below(document) for key, document in self._raw.items()}
        self._reached: set[Key] = set()
        self._telling: dict[str, bool] = {}
        self.sources = Sources(files, set(self._names()), self.builder)

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
            if posixpath.basename(file) in KUSTOMIZATIONS and not is_object(document):
                continue
            found = transformed(document, chain, self.changes)
            for one in chain if found else ():
                if one.replacements and found:
                    found = replaced(found, one, self._beside(one))
            found = patched(found, unit.patches, self.changes) if found else None
            if found is None:
                continue
            if unit.substitutes:
                found = substituted(found, unit.variables)
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
            return f"{folder}/ is for what is not deployed, by its name"
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
                for folder in deployer.folders if self._is_ours(deployer) else ():
                    unit.built.add(self.builder.deployed(folder))
                for path in deployer.values:
                    unit.built.values.append((document.name, deployer.namespace, path))
                self.units.append(unit)
                below = (
                    file for file in unit.built.files if any(is_deployer(one) for one in self.files.documents(file))
                )
                todo += [
                    (one, unit.variables, depth + 1)
                    for file in sorted(below, reverse=True)
                    for one in self.documents(unit, file)
                    if is_deployer(one)
                ]

    def _patches(self, document: Document) -> Iterator[Patch]:
        spec = document.node.get("spec")
        items = spec.get("patches") if isinstance(spec, Mapping) and document.group == FLUX else None
        yield from patches_of(items, posixpath.dirname(document.file), document.file, self.files)

    def _names(self) -> Iterator[str]:
        """The ConfigMaps that variables are taken from, those included that patches give to other Kustomizations."""
        for document in self._raw.values():
            trees = [document.node, *(one.tree for one in self._patches(document) if isinstance(one.tree, Mapping))]
            for tree in trees:
                made = replace(document, node=tree) if isinstance(tree, Mapping) else document
                for one in deployers(made):
                    yield from (name for _, name in one.substitution.sources)

    def _below(self, document: Document) -> set[Key]:
        """The deployers that a deployer deploys, as far as its document alone says."""
        found: set[Key] = set()
        for deployer in deployers(document):
            for folder in deployer.folders if self._is_ours(deployer) else ():
                for file in self.builder.deployed(folder).files:
                    found |= {(file, one.index) for one in self.files.documents(file) if (file, one.index) in self._raw}
        return found

    def _own_sources(self) -> set[str]:
        """The names and addresses of this repository: the most common that deployers find a folder under.

        A path that is the whole repository is found everywhere. It tells of the source only where no other path does,
        and one source alone has it; an artifact without a path is a whole that somebody else built, as Flux itself is.
        """
        counts: Counter[tuple[bool, str]] = Counter()
        whole: set[tuple[bool, str]] = set()
        for document in self._raw.values():
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

    def _is_ours(self, deployer: Deployer) -> bool:
        """Whether its folders are this repository's; a long path that exists here is hardly another's."""
        if not deployer.source or deployer.source in self._ours:
            return True
        return all(self._exists(one) and one.path.count("/") > 0 for one in deployer.folders)

    def _exists(self, folder: Folder) -> bool:
        return "*" in folder.path or self.files.is_folder(folder.path)

    def _beside(self, kustomization: Kustomization) -> list[Document]:
        """The objects that a replacement may take its value from."""
        named = (text_at(item, "source", "name") for item, _ in kustomization.replacements)
        names = {name.encode() for name in named if name}
        found: list[Document] = []
        for file in self.builder.kustomized(kustomization.folder).files:
            if any(name in self.files.text(file) for name in names):
                found += self.files.whole(file)
        return found


def reached(units: Iterable[Unit]) -> set[str]:
    """The files that some unit deploys that is deployed itself."""
    return {file for unit in units if not unit.latent for file in unit.built.files}
