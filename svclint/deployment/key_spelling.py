"""A kustomization's tree → the same tree with its keys in the documented spelling: kustomize ignores their case."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.transform import children, folded

_KEYS = {
    key.casefold(): key
    for key in (
        *("resources", "bases", "components", "namespace", "namePrefix", "nameSuffix", "configurations", "crds"),
        *("transformers", "generators", "patches", "patchesStrategicMerge", "patchesJson6902", "path", "patch"),
        *("target", "group", "version", "kind", "name", "labelSelector", "annotationSelector", "options", "create"),
        *("delimiter", "index", "replacements", "source", "fieldPath", "targets", "select", "reject", "fieldPaths"),
        *("configMapGenerator", "literals", "files", "envs", "env", "helmCharts", "releaseName", "valuesFile"),
        *("additionalValuesFiles",),
    )
}


def spelled(root: MapNode) -> MapNode:
    """The tree with its keys in the documented spelling; a key in that spelling overrides others in its mapping."""

    def made(node: Node, new: Sequence[Node]) -> Node:
        if isinstance(node, MapNode):
            names = {key.text for key, _ in node.entries}
            return MapNode(
                tuple((_key(key, names), value) for (key, _), value in zip(node.entries, new, strict=True)), node.span
            )
        return ListNode(tuple(new), node.span) if isinstance(node, ListNode) else node

    if not _is_odd(root):
        return root
    tree = folded(root, children, made)
    return tree if isinstance(tree, MapNode) else root


def _key(key: ScalarNode, names: set[str]) -> ScalarNode:
    right = _KEYS.get(key.text.casefold(), key.text)
    return key if right in names else key._replace(text=right)


def _is_odd(root: Node) -> bool:
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, MapNode):
            if any(_KEYS.get(key.text.casefold(), key.text) != key.text for key, _ in node.entries):
                return True
            todo += (value for _, value in node.entries)
        elif isinstance(node, ListNode):
            todo += node.items
    return False
