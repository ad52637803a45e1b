"""A kustomization root → the documents that kustomize builds of it, at the places of the files it was built from.

Annotations that say where each object is from are asked for by a kustomization of our own, in a temporary folder, that
has the root as its only resource: no file of the repository is copied or changed, kustomize's load restriction holds
for each folder as ever, and relative paths, links and generators mean what they mean to the user.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from svclint.deployment.field_paths import Path as Keys
from svclint.deployment.render.attribution import Layer, at_their_places
from svclint.deployment.render.copied_values import copied, writes
from svclint.deployment.render.generators import generated
from svclint.deployment.render.inputs import KustomizationInputs
from svclint.deployment.render.patch_layers import patches
from svclint.deployment.render.process import Limits, Ran, run
from svclint.deployment.render.tools import Tool
from svclint.deployment.replacements import Replacement
from svclint.deployment.source_tree import SourceTree
from svclint.documents.list_items import expand
from svclint.documents.node import MapNode, Node, ScalarNode, node_at, text_at
from svclint.documents.provenance import Sources
from svclint.documents.read import Document
from svclint.documents.split import slices
from svclint.documents.yaml import YamlError, parse
from svclint.lazy_dataclasses import replace

_ORIGIN = "config.kubernetes.io/origin"
_TOLD = (_ORIGIN, "alpha.config.kubernetes.io/transformations")


def build(
    root: str,
    originals: SourceTree,
    tool: Tool,
    scratch: Path,
    environment: Mapping[str, str],
    limits: Limits,
    *,
    helm: str = "",
) -> Ran:
    """Build the kustomization file `root`, with annotations; `scratch` is an empty folder of this build's own.

    `helm` is the program for the charts that the kustomization inflates; without it they are an error.
    """
    folder = os.path.dirname(os.path.realpath(originals.full(root)))
    overlay = os.path.realpath(scratch)
    resource = os.path.relpath(folder, overlay).replace(os.sep, "/").replace("'", "''")
    text = f"resources: ['{resource}']\nbuildMetadata: [originAnnotations, transformerAnnotations]\n"
    Path(overlay, "kustomization.yaml").write_text(text, encoding="utf-8")
    words = ["--load-restrictor", "LoadRestrictionsRootOnly"]
    if helm:
        words += ["--enable-helm", "--helm-command", helm]
    return run([*tool.words, *words, overlay], scratch, environment, limits)


def documents(
    out: bytes, made: KustomizationInputs, originals: SourceTree, scratch: Path, wanted: Callable[[bytes], bool]
) -> Iterator[Document]:
    """The documents that kustomize printed and that are wanted, each value at the place where people wrote it.

    A document that is not YAML as Kubernetes reads it is passed over: kustomize itself wrote it, so there is none.
    """
    placer = _Placer(made, originals, os.path.realpath(scratch))
    index = 0
    for part in slices(out):
        if not wanted(part.data):
            continue
        with contextlib.suppress(YamlError):
            for parsed in parse(part.data.decode(errors="replace")):
                if isinstance(parsed.node, MapNode):
                    for one in expand(made.root, index, parsed.node, ""):
                        yield placer.placed(one)
                        index += 1


class _Placer:
    """Finds the places of one root's objects."""

    def __init__(self, made: KustomizationInputs, originals: SourceTree, overlay: str) -> None:
        self._made = made
        self._originals = originals
        self._overlay = overlay
        self._kustomizations = tuple(map(originals.kustomization, made.kustomizations))
        self._replacements = tuple(one for own in self._kustomizations for one in own.replacements)

    def placed(self, document: Document) -> Document:
        """The object without kustomize's annotations, its values at their places."""
        sources = Sources(self._made.root)
        node, told = _without(document.node)
        where, generator = self._origin(told)
        original = self._original(where, document)
        name = original.name if original else document.name
        layers = [*self._patched(document.kind, name, sources)]
        if original:
            layers.append(Layer(sources.take(original.node, original.file)))
            start = sources.take(_title(original.node), original.file).span
        else:
            files = [one.file for one in self._made.kustomizations]
            number = files.index(where) if where in files else 0
            made = self._made.kustomizations[number]
            if generator:
                layers += generated(self._kustomizations[number], document.kind, name, self._originals, sources)
            start = sources.take(_title(made.node), made.file).span

        def override(path: Keys, scalar: ScalarNode) -> ScalarNode | None:
            written = (one for one in self._replacements if writes(one, document.kind, document.name, path))
            return next((found for one in written if (found := self._copied(one, scalar, sources))), None)

        tree = at_their_places(node, layers, override, start)
        return replace(document, node=tree, further_files=sources.further)

    def _patched(self, kind: str, name: str, sources: Sources) -> Iterator[Layer]:
        for kustomization in self._kustomizations:
            yield from patches(kustomization, kind, name, sources)

    def _copied(self, one: Replacement, scalar: ScalarNode, sources: Sources) -> ScalarNode | None:
        def overlays(kind: str, name: str) -> Iterator[Layer]:
            yield from self._patched(kind, name, sources)
            for kustomization in self._kustomizations:
                yield from generated(kustomization, kind, name, self._originals, sources)
            for file in self._made.files:
                for document in self._originals.documents(file):
                    if kind in ("", document.kind) and name in ("", document.name):
                        yield Layer(sources.take(document.node, file))

        return copied(one, scalar, overlays)

    def _origin(self, told: str) -> tuple[str, bool]:
        """The file that an object is from, empty where it is not of the repository, and whether one generated it."""
        try:
            node = next((one.node for one in parse(told)), None)
        except YamlError:
            node = None
        named = text_at(node, "path") or text_at(node, "configuredIn")
        if not named or text_at(node, "repo"):
            return "", False
        full = os.path.normpath(os.path.join(self._overlay, named))
        path = os.path.relpath(full, os.path.realpath(self._originals.root)).replace(os.sep, "/")
        return path, not text_at(node, "path")

    def _original(self, file: str, document: Document) -> Document | None:
        """The object of the file that became the rendered one: of its kind, and the name is its name or in it."""
        if not file or file not in self._made.files:
            return None
        same = [one for one in self._originals.documents(file) if one.kind == document.kind]
        named = [one for one in same if one.name and one.name in document.name]
        exact = [one for one in named if one.name == document.name]
        if exact or named:
            return max(exact or named, key=lambda one: len(one.name))
        return same[0] if len(same) == 1 else None


def _without(node: MapNode) -> tuple[MapNode, str]:
    """The object without the annotations that we asked kustomize for, and what the origin's says."""
    metadata, annotations = node.get("metadata"), node_at(node, "metadata", "annotations")
    if not isinstance(metadata, MapNode) or not isinstance(annotations, MapNode):
        return node, ""
    kept = tuple((key, value) for key, value in annotations.entries if key.text not in _TOLD)
    inner: Node = MapNode(kept, annotations.span)
    rest = tuple(
        (key, inner if value is annotations else value)
        for key, value in metadata.entries
        if value is not annotations or kept
    )
    changed = MapNode(rest, metadata.span)
    entries = tuple((key, changed if value is metadata else value) for key, value in node.entries)
    return MapNode(entries, node.span), text_at(annotations, _ORIGIN)


def _title(node: MapNode) -> Node:
    """What stands for an object where no single value does: its name, else its first key."""
    return node_at(node, "metadata", "name") or (node.entries[0][0] if node.entries else node)
