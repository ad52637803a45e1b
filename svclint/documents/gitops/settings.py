"""A Flux Kustomization's sources of variables → the variables, each with the place in the repository that sets it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator

from svclint.documents.deployed import put_away
from svclint.documents.expand import Document, Setting
from svclint.documents.gitops.built import Builder
from svclint.documents.gitops.deployers import Deployer
from svclint.documents.gitops.files import Files
from svclint.documents.gitops.kustomization import Generated, Kustomization
from svclint.documents.gitops.variables import Variables, filled
from svclint.documents.gitops.work import FIT
from svclint.documents.node import Mapping as MappingNode
from svclint.documents.node import Scalar
from svclint.model import Span
from svclint.patterns import regex

_LINE = regex(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)")

Settings = tuple[Setting, ...]


class Sources:
    """The ConfigMaps of the repository that some Flux Kustomization takes variables from, by name."""

    def __init__(self, files: Files, names: Collection[str], builder: Builder) -> None:
        self._found: dict[str, list[tuple[str, frozenset[str], Settings]]] = {}
        self._builder = builder
        self._files = files
        self._kustomizations = [one for folder in files.folders if (one := files.kustomization(folder))]
        if not names:
            return
        for document in files.config_maps(names):
            self._add(document.name, document.file, document.namespace, tuple(_data(document)))
        for kustomization in self._kustomizations:
            for made in kustomization.generated:
                if made.name in names:
                    settings = tuple(_of_generator(made, kustomization, files))
                    self._add(made.name, kustomization.file, made.namespace, settings)

    @property
    def settings(self) -> Settings:
        """Every variable, each place that sets it once, in order."""
        found = {(one.file, one.span): one for kept in self._found.values() for _, _, many in kept for one in many}
        return tuple(found[place] for place in sorted(found))

    def _add(self, name: str, path: str, namespace: str, settings: Settings) -> None:
        """A ConfigMap, with every namespace that it is deployed to as far as kustomizations say."""
        self._files.work.spend(len(self._kustomizations))
        namespaces = {one.namespace for one in self._kustomizations if self._takes(one, path)}
        self._found.setdefault(name, []).append((path, frozenset({namespace, *namespaces} - {""}), settings))

    def _takes(self, kustomization: Kustomization, path: str) -> bool:
        built = self._builder.kustomized(kustomization.folder) if kustomization.namespace else None
        return built is not None and (
            path in built.files or any(one.file == path for one in built.kustomizations.values())
        )

    def of(self, name: str, namespace: str, near: tuple[str, ...]) -> Settings | None:
        """The settings of the ConfigMap of a name and namespace, the nearest to `near`; None where no one can tell."""

        def rank(one: tuple[str, frozenset[str], Settings]) -> tuple[bool, bool, tuple[int, ...]]:
            path, namespaces, _ = one
            return not put_away(path, ()), namespace in namespaces, _distance(path, near)

        found = self._found.get(name, [])
        self._files.work.spend(FIT * len(found))
        highest = max(map(rank, found), default=None)
        best = [one for one in found if rank(one) == highest]
        said = {tuple((setting.name, setting.text) for setting in settings) for _, _, settings in best}
        return best[0][2] if len(said) == 1 else None


def variables(deployer: Deployer, sources: Sources, near: tuple[str, ...], above: Variables) -> Variables:
    """What a Flux Kustomization substitutes; its own values may be made of those `above` it."""
    if not deployer.substitution.wanted:
        return Variables({}, complete=False)
    known: dict[str, Setting] = {}
    complete = True
    for kind, name in deployer.substitution.sources:
        settings = sources.of(filled(name, above), deployer.document.namespace, near) if kind == "ConfigMap" else None
        complete = complete and settings is not None
        known |= {one.name: one for one in settings or () if not one.text.startswith("ENC[")}
    known |= {one.name: one for one in deployer.substitution.own}
    return Variables(known, complete)


def _distance(path: str, near: tuple[str, ...]) -> tuple[int, ...]:
    """How many folders a file has in common with each path of `near`."""
    common = (posixpath.commonpath([path, one]) for one in near)
    return tuple(one.count("/") + bool(one) for one in common)


def _data(document: Document) -> Iterator[Setting]:
    data = document.node.get("data")
    for key, value in data.entries if isinstance(data, MappingNode) else ():
        if isinstance(value, Scalar):
            yield Setting(key.text, value.text, document.file, value.span)


def _of_generator(generated: Generated, kustomization: Kustomization, files: Files) -> Iterator[Setting]:
    for scalar in generated.literals:
        key, _, text = scalar.text.partition("=")
        yield Setting(key, text.strip("\"'"), kustomization.file, scalar.span)
    for path in generated.environments:
        for number, line in enumerate(files.text(path).decode("utf-8", "replace").splitlines(), 1):
            if found := _LINE.fullmatch(line.strip()):
                span = Span(number, 1, number, len(line) + 1)
                yield Setting(found[1], found[2], path, span)
