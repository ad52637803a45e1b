"""A kustomization's tree → the same with its keys as everybody writes them: kustomize does not mind their case."""

from __future__ import annotations

from collections.abc import Sequence as Sequence_

from svclint.documents.node import Mapping, Node, Scalar, Sequence
from svclint.documents.rebuild import children, folded

_KEYS = {
    one.casefold(): one
    for one in (
        *("resources", "bases", "components", "namespace", "namePrefix", "nameSuffix", "configurations", "crds"),
        *("transformers", "generators", "patches", "patchesStrategicMerge", "patchesJson6902", "path", "patch"),
        *("target", "group", "version", "kind", "name", "labelSelector", "annotationSelector", "options", "create"),
        *("delimiter", "index", "replacements", "source", "fieldPath", "targets", "select", "reject", "fieldPaths"),
        *("configMapGenerator", "literals", "files", "envs", "env", "helmCharts", "releaseName", "valuesFile"),
        *("additionalValuesFiles",),
    )
}


def spelled(root: Mapping) -> Mapping:
    """The tree with its keys as they are documented; where one stands in both ways, the documented one counts."""

    def made(node: Node, new: Sequence_[Node]) -> Node:
        if isinstance(node, Mapping):
            names = {key.text for key, _ in node.entries}
            return Mapping(
                tuple((_key(key, names), value) for (key, _), value in zip(node.entries, new, strict=True)), node.span
            )
        return Sequence(tuple(new), node.span) if isinstance(node, Sequence) else node

    if not _is_odd(root):
        return root
    tree = folded(root, children, made)
    return tree if isinstance(tree, Mapping) else root


def _key(key: Scalar, names: set[str]) -> Scalar:
    right = _KEYS.get(key.text.casefold(), key.text)
    return key if right in names else key._replace(text=right)


def _is_odd(root: Node) -> bool:
    todo = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, Mapping):
            if any(_KEYS.get(key.text.casefold(), key.text) != key.text for key, _ in node.entries):
                return True
            todo += (value for _, value in node.entries)
        elif isinstance(node, Sequence):
            todo += node.items
    return False
