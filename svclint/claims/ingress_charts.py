"""A release of Traefik or ingress-nginx → the DaemonSet that takes ports of the nodes, as the values describe it."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.claims.chart_releases import Release
from svclint.claims.created_objects import created, labels, mapping, scalar
from svclint.documents.list_items import Document
from svclint.documents.node import ListNode, MapNode, Node, node_at, text_at

_NAME = "app.kubernetes.io/name"
_DAEMON_SET = "DaemonSet"
_SCHEDULING = ("nodeSelector", "tolerations", "affinity")
# https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/charts/ingress-nginx/values.yaml
_PORTS = {"http": "80", "https": "443"}


def objects_of_traefik(release: Release) -> Iterator[Document]:
    """The DaemonSet of a Traefik with host ports.

    https://github.com/traefik/traefik-helm-chart/blob/v41.3.0/traefik/templates/_podtemplate.tpl
    """
    values, entry_points = release.values, node_at(release.values, "ports")
    if text_at(values, "deployment", "kind") != _DAEMON_SET or text_at(values, "deployment", "enabled") == "false":
        return
    ports = []
    for key, entry in entry_points.entries if isinstance(entry_points, MapNode) else ():
        if node_at(entry, "hostPort") is not None:
            items = [(name, node_at(entry, name)) for name in ("hostPort", "hostIP", "protocol")]
            ports.append(mapping([("containerPort", node_at(entry, "port")), *items], key.span))
    yield from _daemon_set(release, "traefik", values, ports)


def objects_of_ingress_nginx(release: Release) -> Iterator[Document]:
    """The DaemonSet of an ingress-nginx with host ports, or on the host network.

    https://github.com/kubernetes/ingress-nginx/blob/controller-v1.15.1/charts/ingress-nginx/templates/controller-daemonset.yaml
    """
    controller = node_at(release.values, "controller")
    if not isinstance(controller, MapNode) or text_at(controller, "kind") != _DAEMON_SET:
        return
    has_host_ports = text_at(controller, "hostPort", "enabled") == "true"
    place = ("hostPort", "ports") if has_host_ports else ("containerPort",)
    switch = controller.key("hostPort" if has_host_ports else "hostNetwork")
    if switch is None or not (has_host_ports or text_at(controller, "hostNetwork") == "true"):
        return
    key = "hostPort" if has_host_ports else "containerPort"
    ports = [
        mapping([(key, node_at(controller, *place, name) or scalar(number, switch.span))], switch.span)
        for name, number in _PORTS.items()
    ]
    yield from _daemon_set(release, "ingress-nginx", controller, ports)


def _daemon_set(release: Release, name: str, settings: Node, ports: list[MapNode]) -> Iterator[Document]:
    if not ports:
        return
    span = ports[0].span
    container = mapping([("name", scalar(name, span)), ("ports", ListNode(tuple(ports), span))], span)
    items = [(key, node_at(settings, key)) for key in ("hostNetwork", *_SCHEDULING)]
    pod = mapping([*items, ("containers", ListNode((container,), span))], span)
    metadata = mapping([("labels", labels([(_NAME, name)], None, span))], span)
    spec = mapping([("template", mapping([("metadata", metadata), ("spec", pod)], span))], span)
    yield created(release.document, "apps", _DAEMON_SET, release.name, release.namespace, spec=spec)
