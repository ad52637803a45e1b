"""A Flux Kustomization's sources of variables → the variables, each with the place in the repository that sets it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.deployed_folders import Builder
from svclint.deployment.gitops.deployers import Deployer
from svclint.deployment.gitops.nearest_configmap import ConfigMap, NamedConfigMaps, Settings
from svclint.deployment.gitops.step_budget import FIT
from svclint.deployment.gitops.variables import Variables, filled
from svclint.deployment.kustomization import Generator, Kustomization
from svclint.documents.list_items import Document, VariableValue
from svclint.documents.node import MapNode, ScalarNode
from svclint.documents.provenance import place
from svclint.lazy_re import regex
from svclint.model import Span

_LINE = regex(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)")


class VariableSources:
    """The ConfigMaps of the repository that some Flux Kustomization takes variables from, by name."""

    def __init__(self, files: CheckedFiles, names: Collection[str], builder: Builder) -> None:
        self._found: dict[str, NamedConfigMaps] = {}
        self._builder = builder
        self._files = files
        self._kustomizations = [one for folder in files.folders if (one := files.kustomization(folder))]
        if not names:
            return
        found = [(one.name, one.file, one.namespace, tuple(_data(one))) for one in files.config_maps(names)]
        for kustomization in self._kustomizations:
            for made in kustomization.config_maps:
                if made.name in names:
                    settings = tuple(_of_generator(made, kustomization, files))
                    found.append((made.name, kustomization.file, made.namespace, settings))
        namespaces = self._namespaces({path for _, path, _, _ in found})
        for name, path, namespace, settings in found:
            made_for = frozenset({namespace, *namespaces.get(path, ())} - {""})
            self._found.setdefault(name, NamedConfigMaps()).add(ConfigMap(path, made_for, settings))

    @property
    def settings(self) -> Settings:
        """Every variable, each place that sets it once, in order."""
        found = {(one.file, one.span): one for named in self._found.values() for one in named.settings}
        return tuple(found[place] for place in sorted(found))

    def _namespaces(self, paths: set[str]) -> dict[str, set[str]]:
        """The namespaces that files are deployed to, as far as kustomizations say."""
        found: dict[str, set[str]] = {}
        for one in self._kustomizations if paths else ():
            self._files.work.spend()
            if one.namespace:
                built = self._builder.kustomized(one.folder)
                taken = built.files if len(built.files) < len(paths) else paths
                for path in taken:
                    if path in paths and path in built.files:
                        found.setdefault(path, set()).add(one.namespace)
                for below in built.kustomizations.values():
                    if below.file in paths:
                        found.setdefault(below.file, set()).add(one.namespace)
        return found

    def of(self, name: str, namespace: str, near: tuple[str, ...]) -> Settings | None:
        """The settings of the ConfigMap of a name and namespace, the nearest to `near`; None where no one can tell."""
        self._files.work.spend(FIT)
        return self._found[name].nearest(namespace, near) if name in self._found else None


def variables(deployer: Deployer, sources: VariableSources, near: tuple[str, ...], above: Variables) -> Variables:
    """What a Flux Kustomization substitutes; its own values may be made of those `above` it."""
    if not deployer.substitution.wanted:
        return Variables({}, complete=False)
    known: dict[str, VariableValue] = {}
    complete = True
    for kind, name in deployer.substitution.sources:
        settings = sources.of(filled(name, above), deployer.document.namespace, near) if kind == "ConfigMap" else None
        complete = complete and settings is not None
        known |= {one.name: one for one in settings or () if not one.text.startswith("ENC[")}
    known |= {one.name: one for one in deployer.substitution.own}
    return Variables(known, complete)


def _data(document: Document) -> Iterator[VariableValue]:
    data = document.node.get("data")
    for key, value in data.entries if isinstance(data, MapNode) else ():
        if isinstance(value, ScalarNode):
            yield VariableValue(key.text, value.text, *place(document, value.span))


def _of_generator(generator: Generator, kustomization: Kustomization, files: CheckedFiles) -> Iterator[VariableValue]:
    for scalar in generator.literals:
        key, _, text = scalar.text.partition("=")
        yield VariableValue(key, text.strip("\"'"), kustomization.file, scalar.span)
    for path in generator.environments:
        for number, line in enumerate(files.tree.text(path).splitlines(), 1):
            if found := _LINE.fullmatch(line.strip()):
                span = Span(number, 1, number, len(line) + 1)
                yield VariableValue(found[1], found[2], path, span)
