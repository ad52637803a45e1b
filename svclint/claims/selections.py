"""A selection of Pods by a policy, in the dialects of Kubernetes, Cilium, Calico and Antrea ⇄ its text.

A text is `PODS @ NAMESPACES`: two label selectors (`label_selectors`), or `.` for the namespace of the object itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from svclint.claims.label_selectors import (
    NAME_LABEL,
    UNKNOWN,
    Requirement,
    labels_text,
    readable,
    requirements,
    selector_text,
    text_of,
)
from svclint.documents.node import MapNode, Node, ScalarNode, items_at, node_at, text_at
from svclint.lazy_tuples import NamedTuple

OWN = "."
"""The namespace of the object that selects."""
_SEPARATOR = " @ "
# https://github.com/cilium/cilium/blob/019c1234ad2c8a8110423a1fd620d82e1233dadb/pkg/k8s/apis/cilium.io/const.go
_SOURCES = ("k8s:", "any:", "k8s.", "any.")
_NAMESPACE_NAME = "io.kubernetes.pod.namespace"
_NAMESPACE_LABELS = "io.cilium.k8s.namespace.labels."


class Selection(NamedTuple):
    """The Pods that match the selector `pods` in the namespaces that match `namespaces`; `OWN`: the object's own."""

    pods: str
    namespaces: str

    def __str__(self) -> str:
        return f"{self.pods}{_SEPARATOR}{self.namespaces}"


UNKNOWN_SELECTION = Selection(UNKNOWN, UNKNOWN)


def selections(texts: Iterable[str]) -> tuple[Selection, ...]:
    """The texts of a trait of type `selections` → Selections."""
    return tuple(Selection(*text.split(_SEPARATOR)) for text in texts)


def selection_text(node: Node) -> str:
    """The text of a peer of a policy, or of a label selector of Pods; unknown for what is not a selection of Pods."""
    return str(_selection(node))


def _selection(node: Node) -> Selection:
    if isinstance(node, ScalarNode):
        return Selection(_calico(node), OWN)
    keys = {key.text for key, _ in node.entries} if isinstance(node, MapNode) else {UNKNOWN}
    if keys <= {"matchLabels", "matchExpressions"}:  # a label selector; Cilium's peers are label selectors too
        return _of_endpoints(node)
    pods, namespaces = node_at(node, "podSelector"), node_at(node, "namespaceSelector")
    if keys <= {"podSelector", "namespaceSelector"}:
        return Selection(
            "" if pods is None else selector_text(pods), OWN if namespaces is None else selector_text(namespaces)
        )
    selector = node_at(node, "selector")
    if keys <= {"selector", "namespaceSelector", "ports"} and not isinstance(selector, MapNode):
        return Selection(_calico(selector), _calico(namespaces) if namespaces is not None else OWN)
    return UNKNOWN_SELECTION


def cluster_selection(node: Node) -> str:
    """The same for a policy of the whole cluster, or for its spec in Calico: without a namespace, in all namespaces."""
    selection = _selection(node)
    if isinstance(node, MapNode) and isinstance(node_at(node, "selector"), ScalarNode):
        namespaces = node_at(node, "namespaceSelector")
        selection = Selection(_calico(node_at(node, "selector")), "" if namespaces is None else _calico(namespaces))
    return str(selection._replace(namespaces="") if selection.namespaces == OWN else selection)


def service_selection(node: Node) -> str | None:
    """The text of `spec.selector` of a Service: labels of Pods in its own namespace; None for `{}`: no selector.

    https://github.com/kubernetes/kubernetes/blob/v1.36.2/pkg/controller/endpoint/endpoints_controller.go
    """
    if isinstance(node, MapNode) and not node.entries:
        return None
    return str(Selection(labels_text(node), OWN))


def label_selection(node: Node) -> str:
    """The text of a mapping of labels that selects Pods of all namespaces."""
    return str(Selection(labels_text(node), ""))


def monitor_selection(node: Node) -> str:
    """The text of the spec of a ServiceMonitor or PodMonitor: labels of Services or Pods, and names of namespaces.

    https://github.com/prometheus-operator/prometheus-operator/blob/v0.85.0/pkg/apis/monitoring/v1/types.go
    (NamespaceSelector)
    """
    selector = node_at(node, "selector")
    names = tuple(
        item.text for item in items_at(node, "namespaceSelector", "matchNames") if isinstance(item, ScalarNode)
    )
    if text_at(node, "namespaceSelector", "any").lower() == "true":
        namespaces = ""
    else:
        namespaces = text_of([readable(Requirement(NAME_LABEL, "In", frozenset(names)))]) if names else OWN
    return str(Selection(UNKNOWN if selector is None else selector_text(selector), namespaces))


def _calico(node: Node | None) -> str:
    if not isinstance(node, ScalarNode):
        return "" if node is None else UNKNOWN
    from svclint.claims.calico_selectors import selector_text

    return selector_text(node.text)


def _of_endpoints(node: Node) -> Selection:
    """Cilium writes labels of the namespace among those of the Pods, and their source before the key."""
    pods: list[Requirement] = []
    namespaces: list[Requirement] = []
    for requirement in requirements(node, _plain):
        if requirement.key == _NAMESPACE_NAME:
            namespaces.append(requirement._replace(key=NAME_LABEL))
        elif requirement.key.startswith(_NAMESPACE_LABELS):
            namespaces.append(requirement._replace(key=requirement.key.removeprefix(_NAMESPACE_LABELS)))
        else:
            pods.append(requirement)
    return Selection(text_of(pods), text_of(namespaces) if namespaces else OWN)


def _plain(key: str) -> str:
    """The key of a label without its source, in the spelling of Kubernetes."""
    return next((key.removeprefix(source) for source in _SOURCES if key.startswith(source)), key)
