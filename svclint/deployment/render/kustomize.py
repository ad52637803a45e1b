"""A root kustomization → the documents that kustomize builds, with positions in the files they are built from.

svclint builds a kustomization in a temporary folder that has the root as its only resource and requests annotations
with the origin of each object. No file of the repository is copied or changed, kustomize's load restriction applies to
each folder, and relative paths, links and generators work as in a build by the user.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from svclint.deployment.field_paths import Path as Keys
from svclint.deployment.render.attribution import Layer, attributed
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
_ANNOTATIONS = (_ORIGIN, "alpha.config.kubernetes.io/transformations")


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
    """Build the kustomization file `root`, with annotations; `scratch` is an empty folder that only this build uses.

    `helm` is the program that inflates charts; without it, charts are an error.
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
    out: bytes, inputs: KustomizationInputs, originals: SourceTree, scratch: Path, wanted: Callable[[bytes], bool]
) -> Iterator[Document]:
    """Yield the wanted documents of kustomize's output with source positions.

    Documents that are not valid YAML are skipped; kustomize does not write any.
    """
    placer = _Placer(inputs, originals, os.path.realpath(scratch))
    index = 0
    for part in slices(out):
        if not wanted(part.data):
            continue
        with contextlib.suppress(YamlError):
            for parsed in parse(part.data.decode(errors="replace")):
                if isinstance(parsed.node, MapNode):
                    for document in expand(inputs.root, index, parsed.node, ""):
                        yield placer.placed(document)
                        index += 1


class _Placer:
    """Finds the source positions of one root's objects."""

    def __init__(self, inputs: KustomizationInputs, originals: SourceTree, overlay: str) -> None:
        self._inputs = inputs
        self._originals = originals
        self._overlay = overlay
        self._kustomizations = tuple(map(originals.kustomization, inputs.kustomizations))
        self._replacements = tuple(
            replacement for kustomization in self._kustomizations for replacement in kustomization.replacements
        )

    def placed(self, document: Document) -> Document:
        """The object with source positions and without kustomize's annotations."""
        sources = Sources(self._inputs.root)
        node, annotation = _without_annotations(document.node)
        where, generator = self._origin(annotation)
        original = self._original(where, document)
        name = original.name if original else document.name
        layers = [*self._patched(document.kind, name, sources)]
        if original:
            layers.append(Layer(sources.take(original.node, original.file)))
            start = sources.take(_title(original.node), original.file).span
        else:
            files = [kustomization.file for kustomization in self._inputs.kustomizations]
            number = files.index(where) if where in files else 0
            creator = self._inputs.kustomizations[number]
            if generator:
                layers += generated(self._kustomizations[number], document.kind, name, self._originals, sources)
            start = sources.take(_title(creator.node), creator.file).span

        def override(path: Keys, scalar: ScalarNode) -> ScalarNode | None:
            kind, name = document.kind, document.name
            writing = (replacement for replacement in self._replacements if writes(replacement, kind, name, path))
            copies = (self._copied(replacement, scalar, sources) for replacement in writing)
            return next((copy for copy in copies if copy), None)

        tree = attributed(node, layers, override, start)
        return replace(document, node=tree, further_files=sources.further)

    def _patched(self, kind: str, name: str, sources: Sources) -> Iterator[Layer]:
        for kustomization in self._kustomizations:
            yield from patches(kustomization, kind, name, sources)

    def _copied(self, replacement: Replacement, scalar: ScalarNode, sources: Sources) -> ScalarNode | None:
        def overlays(kind: str, name: str) -> Iterator[Layer]:
            yield from self._patched(kind, name, sources)
            for kustomization in self._kustomizations:
                yield from generated(kustomization, kind, name, self._originals, sources)
            for file in self._inputs.files:
                for document in self._originals.documents(file):
                    if kind in ("", document.kind) and name in ("", document.name):
                        yield Layer(sources.take(document.node, file))

        return copied(replacement, scalar, overlays)

    def _origin(self, text: str) -> tuple[str, bool]:
        """The file of an object's origin, empty if it is outside the repository, and whether it was generated."""
        try:
            node = next((parsed.node for parsed in parse(text)), None)
        except YamlError:
            node = None
        named = text_at(node, "path") or text_at(node, "configuredIn")
        if not named or text_at(node, "repo"):
            return "", False
        full = os.path.normpath(os.path.join(self._overlay, named))
        path = os.path.relpath(full, os.path.realpath(self._originals.root)).replace(os.sep, "/")
        return path, not text_at(node, "path")

    def _original(self, file: str, document: Document) -> Document | None:
        """The object of the file from which a rendered object was built: it has the same kind, and its name is equal
        to the rendered name or a part of it.
        """
        if not file or file not in self._inputs.files:
            return None
        same = [item for item in self._originals.documents(file) if item.kind == document.kind]
        named = [item for item in same if item.name and item.name in document.name]
        exact = [item for item in named if item.name == document.name]
        if exact or named:
            return max(exact or named, key=lambda item: len(item.name))
        return same[0] if len(same) == 1 else None


def _without_annotations(node: MapNode) -> tuple[MapNode, str]:
    """The object without the annotations that svclint requested, and the value of the origin annotation."""
    metadata, annotations = node.get("metadata"), node_at(node, "metadata", "annotations")
    if not isinstance(metadata, MapNode) or not isinstance(annotations, MapNode):
        return node, ""
    own = tuple((key, value) for key, value in annotations.entries if key.text not in _ANNOTATIONS)
    inner: Node = MapNode(own, annotations.span)
    rest = tuple(
        (key, inner if value is annotations else value)
        for key, value in metadata.entries
        if value is not annotations or own
    )
    changed = MapNode(rest, metadata.span)
    entries = tuple((key, changed if value is metadata else value) for key, value in node.entries)
    return MapNode(entries, node.span), text_at(annotations, _ORIGIN)


def _title(node: MapNode) -> Node:
    """The node at which flaws of a whole object are reported: its name, or else its first key."""
    return node_at(node, "metadata", "name") or (node.entries[0][0] if node.entries else node)
