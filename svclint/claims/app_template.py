"""A release of the chart app-template → the Services, Pods, routes and policies that the chart makes of its values.

The values of this chart describe the objects field by field, so they are known without rendering. What depends on the
version of the chart in a way that the release does not state is left out.
https://github.com/bjw-s/helm-charts/tree/app-template-4.0.1/charts/library/common/templates
"""

from __future__ import annotations

from collections.abc import Iterator

from svclint.claims.chart_releases import Release
from svclint.claims.created_objects import created, labels, mapping, present, scalar
from svclint.documents.list_items import Document
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, items_at, node_at, text_at
from svclint.model import Span

# Since version 3, a release with one Service gives it its own name; before, the Service had to be the primary one.
# https://github.com/bjw-s/helm-charts/blob/common-3.0.0/charts/library/common/templates/lib/service/_valuesToObject.tpl
_FIRST_VERSION = 3
_RENAMING = ("nameOverride", "fullnameOverride")
# Keys of a Service that change its name, in one version or another.
_NAMING = ("nameOverride", "primary", "forceRename", "prefix", "suffix")
# https://github.com/bjw-s/helm-charts/blob/common-4.0.1/charts/library/common/templates/classes/_service.tpl
_TCP = frozenset({"", "HTTP", "HTTPS", "TCP"})
_NAME = "app.kubernetes.io/name"
_INSTANCE = "app.kubernetes.io/instance"
# The label for the controller of a Pod: of version 3, and since version 4.
_CONTROLLER = ("app.kubernetes.io/component", "app.kubernetes.io/controller")
_WORKLOADS = {"": "Deployment", "deployment": "Deployment", "daemonset": "DaemonSet", "statefulset": "StatefulSet"}


def objects_of_release(release: Release) -> Iterator[Document]:
    """The objects that a release of the chart creates; none if their names do not follow from the release alone."""
    chart = _AppTemplate(release)
    if chart.is_known:
        yield from chart.services()
        yield from chart.workloads()
        yield from chart.routes()
        yield from chart.ingresses()
        yield from chart.policies()


class _AppTemplate:
    """The values of one release."""

    def __init__(self, release: Release) -> None:
        self._release = release
        self._name, self._values = release.name, release.values
        self._services = _enabled(node_at(self._values, "service"))
        self._controllers = _enabled(node_at(self._values, "controllers"))

    @property
    def is_known(self) -> bool:
        """Whether the names of the objects follow from that of the release."""
        version = self._release.version.partition(".")[0]
        is_old = version.isdecimal() and int(version) < _FIRST_VERSION
        values = (self._values, node_at(self._values, "global"))
        return not is_old and not any(node_at(node, key) for node in values for key in _RENAMING)

    def services(self) -> Iterator[Document]:
        """The Services whose names are known."""
        for key, service in self._services:
            ports = node_at(service, "ports")
            name = self._service_name(key.text)
            if not name or not isinstance(ports, MapNode):
                continue
            controller = text_at(service, "controller") or self._only_controller()
            spec = [
                ("type", node_at(service, "type")),
                ("clusterIP", node_at(service, "clusterIP")),
                ("selector", self._labels(key.span, controller, node_at(service, "extraSelectorLabels"))),
            ]
            entries = [*present(spec, key.span), (_key(service, "ports"), ListNode(tuple(_ports(ports)), ports.span))]
            own = self._labels(key.span, "", node_at(service, "labels"))
            yield self._object("", "Service", name, labels=own, spec=MapNode(tuple(entries), key.span))

    def workloads(self) -> Iterator[Document]:
        """The workloads whose Pods run all the time."""
        for key, controller in self._controllers:
            kind = _WORKLOADS.get(text_at(controller, "type").lower())
            containers = node_at(controller, "containers")
            if kind is None or not isinstance(containers, MapNode):
                continue
            defaults, pod = node_at(self._values, "defaultPodOptions"), node_at(controller, "pod")
            own = _merged(node_at(defaults, "labels"), node_at(pod, "labels"))
            host_network = node_at(pod, "hostNetwork") or node_at(defaults, "hostNetwork")
            items = tuple(container for _, container in containers.entries if isinstance(container, MapNode))
            spec = [("hostNetwork", host_network), ("containers", ListNode(items, containers.span))]
            metadata = mapping([("labels", self._labels(key.span, key.text, own))], key.span)
            template = mapping([("metadata", metadata), ("spec", mapping(spec, key.span))], key.span)
            name = self._name if len(self._controllers) == 1 else f"{self._name}-{key.text}"
            yield self._object("apps", kind, name, spec=mapping([("template", template)], key.span))

    def routes(self) -> Iterator[Document]:
        """The routes of the Gateway API, with the backends that state a port."""
        for key, route in _enabled(node_at(self._values, "route")):
            backends = [
                self._backend(backend) for rule in items_at(route, "rules") for backend in items_at(rule, "backendRefs")
            ]
            rule = mapping([("backendRefs", ListNode(tuple(filter(None, backends)), key.span))], key.span)
            spec = mapping([("rules", ListNode((rule,), key.span))], key.span)
            kind = text_at(route, "kind") or "HTTPRoute"
            yield self._object("gateway.networking.k8s.io", kind, self._name, spec=spec)

    def ingresses(self) -> Iterator[Document]:
        """The Ingresses, with the paths whose Service has a port."""
        for key, ingress in _enabled(node_at(self._values, "ingress")):
            paths = [self._path(path) for host in items_at(ingress, "hosts") for path in items_at(host, "paths")]
            http = mapping([("paths", ListNode(tuple(filter(None, paths)), key.span))], key.span)
            rule = mapping([("http", http)], key.span)
            spec = [("ingressClassName", node_at(ingress, "className")), ("rules", ListNode((rule,), key.span))]
            yield self._object("networking.k8s.io", "Ingress", self._name, spec=mapping(spec, key.span))

    def policies(self) -> Iterator[Document]:
        """The NetworkPolicies."""
        for key, policy in _enabled(node_at(self._values, "networkpolicies")):
            chosen = self._labels(key.span, text_at(policy, "controller"), node_at(policy, "extraSelectorLabels"))
            selector = node_at(policy, "podSelector") or mapping([("matchLabels", chosen)], key.span)
            rules = node_at(policy, "rules")
            spec = [
                ("podSelector", selector),
                ("policyTypes", node_at(policy, "policyTypes")),
                ("ingress", node_at(rules, "ingress")),
                ("egress", node_at(rules, "egress")),
            ]
            yield self._object("networking.k8s.io", "NetworkPolicy", self._name, spec=mapping(spec, key.span))

    def _service_name(self, identifier: str) -> str:
        """The name of a Service; empty if it depends on the version of the chart."""
        service = next((node for key, node in self._services if key.text == identifier), None)
        if service is None or any(node_at(service, key) for key in _NAMING):
            return ""
        if len(self._services) == 1:
            return self._name.lower()
        depends = self._name == identifier or self._name.endswith(f"-{identifier}")
        return "" if depends else f"{self._name}-{identifier}".lower()

    def _only_controller(self) -> str:
        return self._controllers[0][0].text if len(self._controllers) == 1 else ""

    def _labels(self, span: Span, controller: str, own: Node | None) -> MapNode:
        stated = [(_NAME, self._name), (_INSTANCE, self._name)]
        return labels([*stated, *((label, controller) for label in _CONTROLLER if controller)], own, span)

    def _backend(self, backend: Node) -> Node | None:
        """A backend with a port and a known Service.

        Version 3 takes the name for an identifier if it is one; since version 4, there is a key for each.
        """
        identifier, name = text_at(backend, "identifier"), text_at(backend, "name")
        port = node_at(backend, "port")
        service = self._service_name(identifier) if identifier else name
        depends = name in (key.text for key, _ in self._services) and name != self._service_name(name)
        if not isinstance(backend, MapNode) or port is None or not service or depends or "{" in service:
            return None
        items = [(key, node_at(backend, key)) for key in ("group", "kind", "namespace")]
        named = present([("name", scalar(service, backend.span)), *items], backend.span)
        return MapNode((*named, (_key(backend, "port"), port)), backend.span)

    def _path(self, path: Node) -> Node | None:
        service = node_at(path, "service")
        port = node_at(service, "port")
        identifier = text_at(service, "identifier")
        name = text_at(service, "name") or self._service_name(identifier)
        if not isinstance(service, MapNode) or not isinstance(port, ScalarNode) or not name or "{" in name:
            return None
        kind = "number" if type(port.value) is int else "name"
        number = mapping([(kind, port)], service.span)
        backend = mapping([("name", scalar(name, service.span)), ("port", number)], service.span)
        inner = mapping([("service", backend)], service.span)
        return mapping([("backend", inner)], service.span)

    def _object(self, group: str, kind: str, name: str, **parts: Node | None) -> Document:
        return created(self._release.document, group, kind, name, self._release.namespace, **parts)


def _enabled(node: Node | None) -> list[tuple[ScalarNode, MapNode]]:
    """The items of a map of values, without those that are switched off."""
    entries = node.entries if isinstance(node, MapNode) else ()
    return [(key, item) for key, item in entries if isinstance(item, MapNode) and text_at(item, "enabled") != "false"]


def _ports(ports: MapNode) -> Iterator[Node]:
    """The ports of a Service; those of HTTP are TCP."""
    for key, port in _enabled(ports):
        items = ((name, node_at(port, name)) for name in ("port", "targetPort", "nodePort", "protocol"))
        kept: list[tuple[str, Node | None]] = [("name", key)]
        kept += [(name, node) for name, node in items if name != "protocol" or text_at(port, name) not in _TCP]
        yield mapping(kept, key.span)


def _merged(first: Node | None, second: Node | None) -> MapNode | None:
    """Both mappings, without the entries of the first that the second replaces."""
    if not isinstance(first, MapNode) or not isinstance(second, MapNode):
        return next((node for node in (second, first) if isinstance(node, MapNode)), None)
    kept = (entry for entry in first.entries if second.get(entry[0].text) is None)
    return MapNode((*kept, *second.entries), second.span)


def _key(mapping: MapNode, key: str) -> ScalarNode:
    return mapping.key(key) or scalar(key, mapping.span)
