"""A kustomization → the scalars in it that name files, folders, charts and remote sources; and keys that hide them.

kustomize decodes JSON, for which the key `Resources` is `resources`: https://kubectl.docs.kubernetes.io/references/kustomize/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, text_at
from svclint.documents.yaml import parse_embedded_all
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

TREES = ("resources", "bases", "components")
"""Keys with lists of files and of folders with kustomizations."""
PLUGINS = ("generators", "transformers", "validators")
"""Keys with such lists of plugin configurations, or with their texts; these may name further files in other keys."""
_CHARTS = ("helmCharts", "helmGlobals", "helmChartInflationGenerator")
# Keys with lists of paths, and keys with lists of paths or texts.
_FILES = ("crds", "configurations")
_TEXTS = ("patchesStrategicMerge",)
# Keys with lists of mappings, and the keys of these mappings that kustomize reads.
_NESTED = {
    "patches": ("path",),
    "patchesJson6902": ("path",),
    "replacements": ("path",),
    "configMapGenerator": ("files", "envs", "env"),
    "secretGenerator": ("files", "envs", "env"),
    "helmCharts": ("name", "version", "repo", "releaseName", "valuesFile", "additionalValuesFiles"),
    "helmGlobals": ("chartHome", "configHome"),
    "openapi": ("path",),
}
_PATHS = frozenset(("path", "files", "envs", "env", "valuesFile", "additionalValuesFiles", "chartHome", "configHome"))
_KEYS = {key.casefold(): key for key in (*TREES, *PLUGINS, *_CHARTS, *_FILES, *_TEXTS, *_NESTED)}
_REMOTE = regex(
    # URLs, git's `user@host:path`, and forms that kustomize reads as repositories of GitHub.
    r"(?i)://|^git::|^https?:|^[^/@]+@[^/]*[:/]|^(?:www\.)?github\.com|[?&](?:ref|version)="
)


@dataclass(frozen=True, slots=True)
class FileReference:
    """A scalar that names a path. `tree`: the path may be a folder with a kustomization.

    `text`: the scalar looks like an object in place of a path. If kustomize cannot read it as an object, for any of
    many reasons (an item of a list, a null, an alias), it reads it as a path: the path counts in any case.
    """

    scalar: ScalarNode
    path: str
    tree: bool = False
    text: bool = False


@dataclass(frozen=True, slots=True)
class Inflated:
    """A chart to inflate: its path relative to the kustomization's folder, and its remote repository, if any."""

    scalar: ScalarNode
    path: str
    repository: ScalarNode | None = None


def is_remote(text: str) -> bool:
    """Would kustomize fetch this path?"""
    return _REMOTE.search(text) is not None


def named(node: MapNode) -> Iterator[FileReference]:
    """Yield every scalar that names a path, or would if kustomize could not read it as an object."""
    for key in TREES:
        yield from (FileReference(scalar, scalar.text, tree=True) for scalar in scalars_of(node.get(key)))
    for key in (*PLUGINS, *_TEXTS):
        for scalar in scalars_of(node.get(key)):
            yield FileReference(scalar, scalar.text, tree=key in PLUGINS, text=_is_text(scalar))
    for key in _FILES:
        yield from (FileReference(scalar, scalar.text) for scalar in scalars_of(node.get(key)))
    for key, names in _NESTED.items():
        for item in _items(node.get(key)):
            for name in names:
                for scalar in scalars_of(item.get(name)) if name in _PATHS else ():
                    path = scalar.text.rpartition("=")[2] if name == "files" else scalar.text
                    yield FileReference(scalar, path)


def inflated(node: MapNode) -> Iterator[Inflated]:
    """Yield the charts of `helmCharts`."""
    home = text_at(node, "helmGlobals", "chartHome") or "charts"
    for item in _items(node.get("helmCharts")):
        name, repository = item.get("name"), item.get("repo")
        if isinstance(name, ScalarNode) and name.text:
            remote = repository if isinstance(repository, ScalarNode) and repository.text else None
            version = text_at(item, "version")
            above = f"{name.text}-{version}" if remote and version else ""
            yield Inflated(name, posixpath.join(home, above, name.text), remote)


def plugins(node: MapNode) -> Iterator[ScalarNode]:
    """The keys of plugins, which may read more files than the kustomization names."""
    keys = (node.key(name) for name in (*PLUGINS, "helmChartInflationGenerator"))
    return (key for key in keys if key is not None)


def misspelled(node: MapNode) -> tuple[ScalarNode, str] | None:
    """The first key in a spelling that only kustomize accepts, and its documented spelling; None if there is none."""
    for key, value in node.entries:
        right = _KEYS.get(key.text.casefold())
        if right is not None and right != key.text:
            return key, right
        names = {name.casefold(): name for name in _NESTED.get(key.text, ())}
        for inner in (inner for item in _items(value) for inner, _ in item.entries if names):
            right = names.get(inner.text.casefold())
            if right is not None and right != inner.text:
                return inner, right
    return None


def option_like(node: MapNode) -> ScalarNode | None:
    """The first scalar that kustomize passes to Helm and Helm would read as an option; None if there is none."""
    for item in _items(node.get("helmCharts")):
        for key in ("name", "version", "repo", "releaseName"):
            value = item.get(key)
            if isinstance(value, ScalarNode) and value.text.startswith("-"):
                return value
    return None


def scalars_of(node: Node | None) -> Iterator[ScalarNode]:
    """Yield the scalars of a list, or the scalar in place of a list."""
    for item in node.items if isinstance(node, ListNode) else (node,):
        if isinstance(item, ScalarNode) and item.text:
            yield item


def _items(node: Node | None) -> Iterable[MapNode]:
    listed = node.items if isinstance(node, ListNode) else (node,)
    return (item for item in listed if isinstance(item, MapNode))


def _is_text(scalar: ScalarNode) -> bool:
    """Does the scalar look like one or more objects?"""
    trees = parse_embedded_all(scalar)
    return bool(trees) and all(text_at(tree, "kind") and text_at(tree, "metadata", "name") for tree in trees)
