"""A Flux Kustomization → its variables, each with the location in the repository that sets it."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.deployed_folders import Builder
from svclint.deployment.gitops.deployers import Deployer
from svclint.deployment.gitops.nearest_configmap import ConfigMap, NamedConfigMaps, Settings
from svclint.deployment.gitops.secret_keys import secret_name, secret_settings
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
    """The ConfigMaps and Secrets of the repository from which Flux Kustomizations take variables, by name.

    `sources`: their kinds and names. The settings of Secrets have no text.
    """

    def __init__(self, files: CheckedFiles, sources: Collection[tuple[str, str]], builder: Builder) -> None:
        names = {name for _, name in sources}
        self._by_name: dict[str, NamedConfigMaps] = {}
        self._secrets: dict[str, NamedConfigMaps] = {}
        self._builder = builder
        self._files = files
        kustomizations = map(files.kustomization, files.folders)
        self._kustomizations = [kustomization for kustomization in kustomizations if kustomization]
        if not names:
            return
        config_maps = [
            (document.name, document.file, document.namespace, tuple(_data(document)))
            for document in files.config_maps(names)
        ]
        for kustomization in self._kustomizations:
            for generator in kustomization.config_maps:
                if generator.name in names:
                    settings = tuple(_generated(generator, kustomization, files))
                    config_maps.append((generator.name, kustomization.file, generator.namespace, settings))
        namespaces = self._namespaces({path for _, path, _, _ in config_maps})
        for name, path, namespace, settings in config_maps:
            targets = frozenset({namespace, *namespaces.get(path, ())} - {""})
            self._by_name.setdefault(name, NamedConfigMaps()).add(ConfigMap(path, targets, settings))
        secrets = {name for kind, name in sources if kind == "Secret"}
        for document in files.secrets(secrets) if self._by_name else ():
            if (name := secret_name(document)) in secrets:
                targets = frozenset({document.namespace} - {""})
                secret = ConfigMap(document.file, targets, tuple(secret_settings(document)))
                self._secrets.setdefault(name, NamedConfigMaps()).add(secret)

    @property
    def settings(self) -> Settings:
        """All variables, one for each location that sets one, sorted by location."""
        by_location = {
            (setting.file, setting.span): setting for named in self._by_name.values() for setting in named.settings
        }
        return tuple(by_location[location] for location in sorted(by_location))

    def _namespaces(self, paths: set[str]) -> dict[str, set[str]]:
        """The namespaces that kustomizations set for files."""
        namespaces: dict[str, set[str]] = {}
        for kustomization in self._kustomizations if paths else ():
            self._files.work.spend()
            if kustomization.namespace:
                built = self._builder.kustomized(kustomization.folder)
                smaller = built.files if len(built.files) < len(paths) else paths
                for path in smaller:
                    if path in paths and path in built.files:
                        namespaces.setdefault(path, set()).add(kustomization.namespace)
                for inner in built.kustomizations.values():
                    if inner.file in paths:
                        namespaces.setdefault(inner.file, set()).add(kustomization.namespace)
        return namespaces

    def of(self, kind: str, name: str, namespace: str, near: tuple[str, ...]) -> Settings | None:
        """The settings of the object with this name and namespace nearest to `near`; None if unknown or ambiguous.

        Raises TooMuchWork.
        """
        self._files.work.spend(FIT)
        named = (self._secrets if kind == "Secret" else self._by_name).get(name)
        return named.nearest(namespace, near) if named else None


def variables(deployer: Deployer, sources: VariableSources, near: tuple[str, ...], above: Variables) -> Variables:
    """The variables of a Flux Kustomization. Names of its ConfigMaps may contain variables of the one `above` it.

    A later source replaces the values of earlier ones, a Secret by values that are unknown here.
    """
    if not deployer.substitution.enabled:
        return Variables({}, complete=False)
    known: dict[str, VariableValue] = {}
    complete = True
    for kind, name in deployer.substitution.sources:
        settings = sources.of(kind, filled(name, above), deployer.document.namespace, near)
        complete = complete and kind == "ConfigMap" and settings is not None
        for setting in settings or ():
            if kind == "ConfigMap" and not setting.text.startswith("ENC["):
                known[setting.name] = setting
            else:
                known.pop(setting.name, None)
    known |= {setting.name: setting for setting in deployer.substitution.own}
    return Variables(known, complete)


def _data(document: Document) -> Iterator[VariableValue]:
    data = document.node.get("data")
    for key, value in data.entries if isinstance(data, MapNode) else ():
        if isinstance(value, ScalarNode):
            yield VariableValue(key.text, value.text, *place(document, value.span))


def _generated(generator: Generator, kustomization: Kustomization, files: CheckedFiles) -> Iterator[VariableValue]:
    for scalar in generator.literals:
        key, _, text = scalar.text.partition("=")
        yield VariableValue(key, text.strip("\"'"), kustomization.file, scalar.span)
    for path in generator.environments:
        for number, line in enumerate(files.tree.text(path).splitlines(), 1):
            if match := _LINE.fullmatch(line.strip()):
                span = Span(number, 1, number, len(line) + 1)
                yield VariableValue(match[1], match[2], path, span)
