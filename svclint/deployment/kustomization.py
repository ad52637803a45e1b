"""A kustomization's document → the files that it includes, and its changes of them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from svclint.deployment.key_spelling import spelled
from svclint.deployment.list_only import Plain
from svclint.deployment.patches import Patch, TreeReader, own_patches
from svclint.deployment.paths import joined
from svclint.deployment.replacements import Replacement, replacement_of
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, Node, ScalarNode, items_at, node_at, text_at
from svclint.lazy_dataclasses import dataclass, replace

_GROUP = "kustomize.config.k8s.io"
KINDS = ("", "Kustomization", "Component")
"""The kinds of a kustomization file."""

# Lists of files that configure the build and hold no resources.
_TOOLS = ("configurations", "crds", "transformers", "generators")


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator of a ConfigMap or Secret: literals (each scalar is `key=value`), files as (key, path), env files."""

    kind: str
    name: str
    namespace: str
    literals: tuple[ScalarNode, ...]
    files: tuple[tuple[str, str], ...]
    environments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddedLabels:
    """Labels that a kustomization adds to all its objects; with `selectors`, to selectors and Pod templates too."""

    pairs: tuple[tuple[str, str], ...]
    selectors: bool
    templates: bool


@dataclass(frozen=True, slots=True)
class Kustomization:
    """One kustomization; paths are relative to the repository.

    `values` are values files that it passes to Helm charts, as (release, namespace, path). `consumed` are files that it
    reads, but not as resources; `patch_files` are the patches among them.
    """

    folder: str
    file: str
    resources: tuple[str, ...]
    components: tuple[str, ...]
    namespace: str
    prefix: str
    suffix: str
    patches: tuple[Patch, ...]
    replacements: tuple[Replacement, ...]
    generators: tuple[Generator, ...]
    values: tuple[tuple[str, str, str], ...]
    consumed: frozenset[str]
    is_component: bool = False
    patch_files: tuple[str, ...] = ()
    labels: tuple[AddedLabels, ...] = ()

    @property
    def config_maps(self) -> Iterator[Generator]:
        """The generators of ConfigMaps."""
        return (generator for generator in self.generators if generator.kind == "ConfigMap")


def is_kustomization(document: Document) -> bool:
    """Is the document a kustomization of kustomize, rather than Flux's object of the same kind or a rendered object?"""
    return document.group in ("", _GROUP) and document.kind in KINDS


def listing(file: str, keys: Plain) -> Kustomization:
    """A kustomization that only lists files, from the keys that `list_only.plain` read."""
    folder = posixpath.dirname(file)
    lists = {
        key: tuple(joined(folder, text) for text in texts if "://" not in text)
        for key, texts in keys.items()
        if isinstance(texts, list)
    }
    scalars = {key: text for key, text in keys.items() if isinstance(text, str)}
    return Kustomization(
        folder=folder,
        file=file,
        resources=(*lists.get("resources", ()), *lists.get("bases", ())),
        components=lists.get("components", ()),
        namespace=scalars.get("namespace", ""),
        prefix=scalars.get("namePrefix", ""),
        suffix=scalars.get("nameSuffix", ""),
        patches=(),
        replacements=(),
        generators=(),
        values=(),
        consumed=frozenset(),
        is_component=scalars.get("kind") == "Component",
    )


def kustomization(document: Document, read: TreeReader) -> Kustomization:
    """Read a kustomization; `read` returns the trees of the files that it names."""
    node, folder = spelled(document.node), posixpath.dirname(document.file)
    document = replace(document, node=node)
    generators = (*_generators(folder, node, "ConfigMap"), *_generators(folder, node, "Secret"))
    values = tuple(_chart_values(folder, node))
    resources = (*_texts(folder, node, "resources"), *_texts(folder, node, "bases"))
    patch_files = {*_paths(folder, node, "patches"), *_paths(folder, node, "patchesJson6902")}
    patch_files |= {*_texts(folder, node, "patchesStrategicMerge")}
    used = patch_files | {path for key in _TOOLS for path in _texts(folder, node, key)}
    for generator in generators:
        if generator.kind == "ConfigMap":
            used |= {*(path for _, path in generator.files), *generator.environments}
    used |= {path for *_, path in values}
    return Kustomization(
        folder=folder,
        file=document.file,
        resources=resources,
        components=tuple(_texts(folder, node, "components")),
        namespace=text_at(node, "namespace"),
        prefix=text_at(node, "namePrefix"),
        suffix=text_at(node, "nameSuffix"),
        patches=tuple(own_patches(document, read)),
        replacements=tuple(_replacements(folder, node, read)),
        generators=generators,
        values=values,
        consumed=frozenset(used.difference(resources)),
        is_component=document.kind == "Component",
        patch_files=tuple(sorted(patch_files)),
        labels=tuple(_labels(node)),
    )


def _labels(node: MapNode) -> Iterator[AddedLabels]:
    if pairs := _pairs(node.get("commonLabels")):
        yield AddedLabels(pairs, selectors=True, templates=True)
    for item in items_at(node, "labels"):
        if pairs := _pairs(node_at(item, "pairs")):
            selectors, templates = (
                text_at(item, key).lower() == "true" for key in ("includeSelectors", "includeTemplates")
            )
            yield AddedLabels(pairs, selectors, templates)


def _pairs(node: Node | None) -> tuple[tuple[str, str], ...]:
    entries = node.entries if isinstance(node, MapNode) else ()
    return tuple((key.text, value.text) for key, value in entries if isinstance(value, ScalarNode))


def _replacements(folder: str, node: MapNode, read: TreeReader) -> Iterator[Replacement]:
    for item in items_at(node, "replacements"):
        path = text_at(item, "path")
        for tree in read.trees(joined(folder, path)) if path else (item,):
            for entry in items_at(tree) or (tree,):
                if isinstance(entry, MapNode) and (replacement := replacement_of(entry)):
                    yield replacement


def _generators(folder: str, node: MapNode, kind: str) -> Iterator[Generator]:
    for item in items_at(node, "configMapGenerator" if kind == "ConfigMap" else "secretGenerator"):
        literals = tuple(scalar for scalar in _scalars(item, "literals") if "=" in scalar.text)
        files = []
        for scalar in _scalars(item, "files"):
            key, equals, path = scalar.text.partition("=")
            files.append((key if equals else posixpath.basename(key), joined(folder, path if equals else key)))
        environments = [joined(folder, scalar.text) for scalar in _scalars(item, "envs")]
        if single := text_at(item, "env"):
            environments.append(joined(folder, single))
        name, namespace = text_at(item, "name"), text_at(item, "namespace")
        yield Generator(kind, name, namespace, literals, tuple(files), tuple(environments))


def _chart_values(folder: str, node: MapNode) -> Iterator[tuple[str, str, str]]:
    """Yield (release, namespace, path) of each values file that the kustomization passes to a chart."""
    own_namespace = text_at(node, "namespace")
    for item in items_at(node, "helmCharts"):
        release = text_at(item, "releaseName") or text_at(item, "name")
        namespace = own_namespace or text_at(item, "namespace")
        further = [scalar.text for scalar in _scalars(item, "additionalValuesFiles")]
        for path in (text_at(item, "valuesFile"), *further):
            if path:
                yield release, namespace, joined(folder, path)


def _paths(folder: str, node: MapNode, key: str) -> Iterator[str]:
    for item in items_at(node, key):
        if path := text_at(item, "path"):
            yield joined(folder, path)


def _texts(folder: str, node: MapNode, key: str) -> Iterator[str]:
    for scalar in _scalars(node, key):
        if scalar.text and "\n" not in scalar.text and "://" not in scalar.text:
            yield joined(folder, scalar.text)


def _scalars(node: Node, key: str) -> Iterator[ScalarNode]:
    return (item for item in items_at(node, key) if isinstance(item, ScalarNode))
