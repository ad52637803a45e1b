"""A kustomization → the scalars in it that name files, folders, charts and what is remote, and what would hide them.

kustomize decodes through JSON, for which `Resources` is `resources`; https://kubectl.docs.kubernetes.io/references/kustomize/
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, text_at
from svclint.documents.yaml import parse_embedded_all
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

TREES = ("resources", "bases", "components")
"""Lists of files and of folders with further kustomizations."""
PLUGINS = ("generators", "transformers", "validators")
"""The same, of files with settings that say themselves what else to read; or such settings as texts."""
_CHARTS = ("helmCharts", "helmGlobals", "helmChartInflationGenerator")
# What is a list of paths, or may be a text in place of one.
_FILES = ("crds", "configurations")
_TEXTS = ("patchesStrategicMerge",)
# Lists of mappings, and their keys that hold a path or a list of paths.
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
_KEYS = {one.casefold(): one for one in (*TREES, *PLUGINS, *_CHARTS, *_FILES, *_TEXTS, *_NESTED)}
_REMOTE = regex(
    # URLs, git's own `user@host:path`, and what kustomize takes for GitHub's.
    r"(?i)://|^git::|^https?:|^[^/@]+@[^/]*[:/]|^(?:www\.)?github\.com|[?&](?:ref|version)="
)


@dataclass(frozen=True, slots=True)
class FileReference:
    """A scalar that names a path; `tree` says that a folder with a kustomization may be there.

    `text`: it looks like an object in the place of a file. kustomize takes what it cannot read as one for a path, for
    reasons of many kinds (an item of a list, a null, an alias), so the path counts all the same.
    """

    scalar: ScalarNode
    path: str
    tree: bool = False
    text: bool = False


@dataclass(frozen=True, slots=True)
class Inflated:
    """A chart to inflate: its path from the kustomization's folder, and the repository that has it otherwise."""

    scalar: ScalarNode
    path: str
    repository: ScalarNode | None = None


def is_remote(text: str) -> bool:
    """Would kustomize fetch it?"""
    return _REMOTE.search(text) is not None


def named(node: MapNode) -> Iterator[FileReference]:
    """All that names a path, or would if kustomize could not read it as an object."""
    for key in TREES:
        yield from (FileReference(one, one.text, tree=True) for one in scalars_of(node.get(key)))
    for key in (*PLUGINS, *_TEXTS):
        for one in scalars_of(node.get(key)):
            yield FileReference(one, one.text, tree=key in PLUGINS, text=_is_text(one))
    for key in _FILES:
        yield from (FileReference(one, one.text) for one in scalars_of(node.get(key)))
    for key, names in _NESTED.items():
        for item in _items(node.get(key)):
            for name in names:
                for one in scalars_of(item.get(name)) if name in _PATHS else ():
                    yield FileReference(one, one.text.rpartition("=")[2] if name == "files" else one.text)


def inflated(node: MapNode) -> Iterator[Inflated]:
    """The charts of `helmCharts`."""
    home = text_at(node, "helmGlobals", "chartHome") or "charts"
    for item in _items(node.get("helmCharts")):
        name, repository = item.get("name"), item.get("repo")
        if isinstance(name, ScalarNode) and name.text:
            remote = repository if isinstance(repository, ScalarNode) and repository.text else None
            version = text_at(item, "version")
            above = f"{name.text}-{version}" if remote and version else ""
            yield Inflated(name, posixpath.join(home, above, name.text), remote)


def plugins(node: MapNode) -> Iterator[ScalarNode]:
    """The keys of what reads, in ways of its own, more than the kustomization itself names."""
    keys = (node.key(one) for one in (*PLUGINS, "helmChartInflationGenerator"))
    return (one for one in keys if one is not None)


def misspelled(node: MapNode) -> tuple[ScalarNode, str] | None:
    """The first key that kustomize takes for another spelling of one that names something, and that one."""
    for key, value in node.entries:
        right = _KEYS.get(key.text.casefold())
        if right is not None and right != key.text:
            return key, right
        names = {one.casefold(): one for one in _NESTED.get(key.text, ())}
        for inner in (inner for item in _items(value) for inner, _ in item.entries if names):
            right = names.get(inner.text.casefold())
            if right is not None and right != inner.text:
                return inner, right
    return None


def option_like(node: MapNode) -> ScalarNode | None:
    """What Helm would take for an option of its own, as kustomize hands it on."""
    for item in _items(node.get("helmCharts")):
        for key in ("name", "version", "repo", "releaseName"):
            one = item.get(key)
            if isinstance(one, ScalarNode) and one.text.startswith("-"):
                return one
    return None


def scalars_of(node: Node | None) -> Iterator[ScalarNode]:
    """The scalars of a list, or the one that stands in its place."""
    for one in node.items if isinstance(node, ListNode) else (node,):
        if isinstance(one, ScalarNode) and one.text:
            yield one


def _items(node: Node | None) -> Iterable[MapNode]:
    listed = node.items if isinstance(node, ListNode) else (node,)
    return (one for one in listed if isinstance(one, MapNode))


def _is_text(scalar: ScalarNode) -> bool:
    """Does it look like an object, or several?"""
    trees = parse_embedded_all(scalar)
    return bool(trees) and all(text_at(one, "kind") and text_at(one, "metadata", "name") for one in trees)
