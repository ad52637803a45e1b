"""The labels that a kustomization adds (`labels`, `commonLabels`) and an object → the object with these labels.

Sources: https://github.com/kubernetes-sigs/kustomize/blob/kustomize/v5.7.1/api/internal/konfig/builtinpluginconsts/commonlabels.go
and, in the same folder, metadatalabels.go and templatelabels.go.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint.deployment.kustomization import AddedLabels
from svclint.documents.list_items import Document
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.lazy_dataclasses import replace
from svclint.model import Span

_TEMPLATE = ("spec", "template", "metadata", "labels")
_JOB_TEMPLATE = ("spec", "jobTemplate", "spec", "template", "metadata", "labels")
_MATCH = ("spec", "selector", "matchLabels")
# The labels of Pod templates by kind. kustomize creates all these fields.
_TEMPLATES: Mapping[str, tuple[tuple[str, ...], ...]] = {
    **dict.fromkeys(
        ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "ReplicationController", "Job"), (_TEMPLATE,)
    ),
    "CronJob": (("spec", "jobTemplate", "metadata", "labels"), _JOB_TEMPLATE),
}
# Selectors by kind, with whether kustomize creates the field; `*` is every item of a list.
_SELECTORS: Mapping[str, tuple[tuple[tuple[str, ...], bool], ...]] = {
    "Service": ((("spec", "selector"), True),),
    **dict.fromkeys(("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet"), ((_MATCH, True),)),
    "PodDisruptionBudget": ((_MATCH, False),),
    "NetworkPolicy": (
        (("spec", "podSelector", "matchLabels"), False),
        (("spec", "ingress", "*", "from", "*", "podSelector", "matchLabels"), False),
        (("spec", "egress", "*", "to", "*", "podSelector", "matchLabels"), False),
    ),
}
_GROUPS = frozenset({"", "apps", "batch", "extensions", "policy", "networking.k8s.io"})


def labelled(document: Document, added: Iterable[AddedLabels]) -> Document:
    """The object with the labels that a kustomization adds to it, its Pod template and its selectors."""
    node: Node = document.node
    for labels in added:
        for path, create in _fields(document, labels):
            node = _with_labels(node, path, labels.pairs, create=create)
    return replace(document, node=node) if isinstance(node, MapNode) else document


def _fields(document: Document, labels: AddedLabels) -> Iterator[tuple[tuple[str, ...], bool]]:
    yield ("metadata", "labels"), True
    if document.group not in _GROUPS:
        return
    if labels.selectors:
        yield from _SELECTORS.get(document.kind, ())
    if labels.selectors or labels.templates:
        yield from ((path, True) for path in _TEMPLATES.get(document.kind, ()))


def _with_labels(node: Node, path: Sequence[str], pairs: Sequence[tuple[str, str]], *, create: bool) -> Node:
    """The tree with the labels at a path; unchanged if a part of the path is missing and may not be created."""
    if not path:
        return _merged(node, pairs) if isinstance(node, MapNode) else node
    key, rest = path[0], path[1:]
    if key == "*":
        items = node.items if isinstance(node, ListNode) else ()
        return ListNode(tuple(_with_labels(item, rest, pairs, create=create) for item in items), node.span)
    if not isinstance(node, MapNode):
        return node
    inner = node.get(key)
    if inner is None:
        if not create:
            return node
        empty = MapNode((), node.span)
        entry = (_scalar(key, node.span), _with_labels(empty, rest, pairs, create=create))
        return MapNode((*node.entries, entry), node.span)
    changed = _with_labels(inner, rest, pairs, create=create)
    return MapNode(tuple((name, changed if name.text == key else old) for name, old in node.entries), node.span)


def _merged(node: MapNode, pairs: Sequence[tuple[str, str]]) -> MapNode:
    new = dict(pairs)
    kept = [(key, _scalar(new.pop(key.text), key.span) if key.text in new else old) for key, old in node.entries]
    return MapNode(
        (*kept, *((_scalar(key, node.span), _scalar(text, node.span)) for key, text in new.items())), node.span
    )


def _scalar(text: str, span: Span) -> ScalarNode:
    return ScalarNode(text, text, span, '"')
