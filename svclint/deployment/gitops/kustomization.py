"""A kustomization's document → what it takes in, and what it changes in that."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from svclint.deployment.gitops.key_spelling import spelled
from svclint.deployment.gitops.list_only import Plain
from svclint.deployment.gitops.patch_lists import Patch, TreeReader, inner, items, own_patches
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, Node, ScalarNode, text_at
from svclint.lazy_dataclasses import dataclass, replace

# Lists of files that say how, not what.
_TOOLS = ("configurations", "crds", "transformers", "generators")


@dataclass(frozen=True, slots=True)
class GeneratedConfigMap:
    """A ConfigMap that a generator makes: its literals (each scalar is `key=value`), and files as (key, path)."""

    name: str
    namespace: str
    literals: tuple[ScalarNode, ...]
    files: tuple[tuple[str, str], ...]
    environments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kustomization:
    """One kustomization; paths are relative to the repository.

    `values` are files of Helm values that it gives to charts, as (release, path); `consumed` are files that are no
    objects themselves, `patch_files` those of patches among them.
    """

    folder: str
    file: str
    resources: tuple[str, ...]
    components: tuple[str, ...]
    namespace: str
    prefix: str
    suffix: str
    patches: tuple[Patch, ...]
    replacements: tuple[tuple[MapNode, str], ...]
    generated: tuple[GeneratedConfigMap, ...]
    values: tuple[tuple[str, str], ...]
    consumed: frozenset[str]
    is_component: bool = False
    patch_files: tuple[str, ...] = ()


def listing(folder: str, file: str, found: Plain) -> Kustomization:
    """A kustomization that only lists."""
    lists = {
        key: tuple(inner(folder, text) for text in texts if "://" not in text)
        for key, texts in found.items()
        if isinstance(texts, list)
    }
    said = {key: text for key, text in found.items() if isinstance(text, str)}
    return Kustomization(
        folder=folder,
        file=file,
        resources=(*lists.get("resources", ()), *lists.get("bases", ())),
        components=lists.get("components", ()),
        namespace=said.get("namespace", ""),
        prefix=said.get("namePrefix", ""),
        suffix=said.get("nameSuffix", ""),
        patches=(),
        replacements=(),
        generated=(),
        values=(),
        consumed=frozenset(),
        is_component=said.get("kind") == "Component",
    )


def kustomization(folder: str, document: Document, read: TreeReader) -> Kustomization:
    """Read a kustomization; `read` gives the trees of the files that it names."""
    node = spelled(document.node)
    document = replace(document, node=node)
    patches = tuple(own_patches(folder, document, read))
    generated = tuple(_generated(folder, node))
    values = tuple(_chart_values(folder, node))
    resources = (*_texts(folder, node, "resources"), *_texts(folder, node, "bases"))
    patch_files = {*_paths(folder, node, "patches", "path"), *_paths(folder, node, "patchesJson6902", "path")}
    patch_files |= {*_texts(folder, node, "patchesStrategicMerge")}
    used = patch_files | {path for key in _TOOLS for path in _texts(folder, node, key)}
    used |= {path for one in generated for path in (*(path for _, path in one.files), *one.environments)}
    used |= {path for _, path in values}
    return Kustomization(
        folder=folder,
        file=document.file,
        resources=resources,
        components=tuple(_texts(folder, node, "components")),
        namespace=text_at(node, "namespace"),
        prefix=text_at(node, "namePrefix"),
        suffix=text_at(node, "nameSuffix"),
        patches=patches,
        replacements=tuple(_replacements(folder, document, read)),
        generated=generated,
        values=values,
        consumed=frozenset(used.difference(resources)),
        is_component=document.kind == "Component",
        patch_files=tuple(sorted(patch_files)),
    )


def _replacements(folder: str, document: Document, read: TreeReader) -> Iterator[tuple[MapNode, str]]:
    for item in items(document.node.get("replacements")):
        if not isinstance(item, MapNode):
            continue
        if path := text_at(item, "path"):
            path = inner(folder, path)
            for tree in read.trees(path):
                for one in (tree,) if isinstance(tree, MapNode) else items(tree):
                    if isinstance(one, MapNode):
                        yield one, path
        else:
            yield item, document.file


def _generated(folder: str, node: MapNode) -> Iterator[GeneratedConfigMap]:
    for item in items(node.get("configMapGenerator")):
        literals = tuple(
            one for one in items(_get(item, "literals")) if isinstance(one, ScalarNode) and "=" in one.text
        )
        files = []
        for one in items(_get(item, "files")):
            if isinstance(one, ScalarNode):
                key, equals, path = one.text.partition("=")
                files.append((key if equals else posixpath.basename(key), inner(folder, path if equals else key)))
        environments = [inner(folder, one.text) for one in items(_get(item, "envs")) if isinstance(one, ScalarNode)]
        if single := text_at(item, "env"):
            environments.append(inner(folder, single))
        yield GeneratedConfigMap(
            text_at(item, "name"), text_at(item, "namespace"), literals, tuple(files), tuple(environments)
        )


def _chart_values(folder: str, node: MapNode) -> Iterator[tuple[str, str]]:
    """(release, file) of each file of values that is handed to a chart here."""
    for item in items(node.get("helmCharts")):
        release = text_at(item, "releaseName") or text_at(item, "name")
        further = [one.text for one in items(_get(item, "additionalValuesFiles")) if isinstance(one, ScalarNode)]
        for path in (text_at(item, "valuesFile"), *further):
            if path:
                yield release, inner(folder, path)


def _paths(folder: str, node: MapNode, key: str, inside: str) -> Iterator[str]:
    for item in items(node.get(key)):
        if path := text_at(item, inside):
            yield inner(folder, path)


def _texts(folder: str, node: MapNode, key: str) -> Iterator[str]:
    for item in items(node.get(key)):
        if isinstance(item, ScalarNode) and item.text and "\n" not in item.text and "://" not in item.text:
            yield inner(folder, item.text)


def _get(node: Node, key: str) -> Node | None:
    return node.get(key) if isinstance(node, MapNode) else None
