"""A release of Istio's chart gateway, or an IstioOperator → the Services and Pods of the gateways that they install."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.claims.chart_releases import Release
from svclint.claims.created_objects import created, labels, mapping
from svclint.documents.list_items import Document
from svclint.documents.node import ListNode, Node, items_at, node_at, text_at

# The name of the chart is not distinctive, that of its repository is.
_SOURCE = "istio"
# https://github.com/istio/istio/blob/1.23.0/manifests/profiles/default.yaml
_DEFAULT = "istio-ingressgateway"
_DEFAULT_NAMESPACE = "istio-system"


def objects_of_gateway(release: Release) -> Iterator[Document]:
    """The Service and the Pods of a gateway whose ports the values state.

    https://github.com/istio/istio/blob/1.30.3/manifests/charts/gateway/templates/_helpers.tpl
    """
    ports = node_at(release.values, "service", "ports")
    if _SOURCE not in release.source.lower() or node_at(release.values, "networkGateway") is not None:
        return
    name = text_at(release.values, "name") or release.name
    chosen = {
        "app": text_at(release.values, "labels", "app") or name,
        "istio": text_at(release.values, "labels", "istio") or name.removeprefix("istio-"),
    }
    more = node_at(release.values, "labels")
    yield from _gateway(release.document, name, release.namespace, ports, (chosen, more))


def objects_of_operator(document: Document) -> Iterator[Document]:
    """The Services and Pods of the gateways of an IstioOperator that states their ports, without patches of them.

    https://github.com/istio/istio/blob/1.23.0/manifests/charts/gateways/istio-ingress/templates/service.yaml
    """
    for gateway in items_at(document.node, "spec", "components", "ingressGateways"):
        settings = node_at(gateway, "k8s")
        if text_at(gateway, "enabled") == "false" or node_at(settings, "overlays") is not None:
            continue
        name, namespace = text_at(gateway, "name") or _DEFAULT, text_at(gateway, "namespace") or _DEFAULT_NAMESPACE
        chosen = {"app": _DEFAULT, "istio": "ingressgateway"}
        ports = node_at(settings, "service", "ports")
        yield from _gateway(document, name, namespace, ports, (chosen, node_at(gateway, "label")))


def _gateway(
    document: Document, name: str, namespace: str, ports: Node | None, labelled: tuple[dict[str, str], Node | None]
) -> Iterator[Document]:
    if not isinstance(ports, ListNode) or "{" in name + namespace:
        return
    span = ports.span
    chosen = labels(labelled[0].items(), labelled[1], span)
    spec = mapping([("selector", chosen), ("ports", ports)], span)
    yield created(document, "", "Service", name, namespace, labels=chosen, spec=spec)
    containers = ListNode((mapping([], span),), span)
    metadata = mapping([("labels", chosen)], span)
    template = mapping([("metadata", metadata), ("spec", mapping([("containers", containers)], span))], span)
    yield created(document, "apps", "Deployment", name, namespace, spec=mapping([("template", template)], span))
