"""The objects that a release of app-template creates: their names, labels, ports and backends."""

from __future__ import annotations

import pytest

from svclint.claims.catalogue import load_catalogue
from svclint.claims.chart_objects import objects_of
from svclint.claims.extract import extract
from svclint.documents.read import Document, read
from svclint.documents.scan import Scanner
from svclint.model import Claim

CATALOGUE = load_catalogue()


def release(values: str, spec: str = "chart: {spec: {chart: app-template, version: 4.0.1}}") -> Document:
    text = f"""
kind: HelmRelease
apiVersion: helm.toolkit.fluxcd.io/v2
metadata: {{name: web, namespace: shop}}
spec:
  {spec}
  values: {values}
"""
    return read("release.yaml", text.encode(), Scanner([(frozenset(), frozenset({":"}))])).documents[0]


def names(document: Document) -> list[str]:
    return [f"{item.kind} {item.namespace}/{item.name}" for item in objects_of(document)]


def traits(document: Document, role: str) -> list[dict[str, object]]:
    claims = [claim for claim in extract(document, "", CATALOGUE) if isinstance(claim, Claim) and claim.role == role]
    return [dict(claim.traits) for claim in claims]


ONE = "{service: {app: {ports: {http: {port: 80}}}}}"
TWO = "{service: {app: {ports: {http: {port: 80}}}, db: {ports: {sql: {port: 5432}}}}}"


def test_one_service_has_the_name_of_the_release() -> None:
    assert names(release(ONE)) == ["Service shop/web"]


def test_several_services_have_their_identifiers_in_their_names() -> None:
    assert names(release(TWO)) == ["Service shop/web-app", "Service shop/web-db"]


def test_a_service_that_is_switched_off_does_not_exist() -> None:
    values = "{service: {app: {ports: {http: {port: 80}}}, db: {enabled: false, ports: {sql: {port: 5432}}}}}"
    assert names(release(values)) == ["Service shop/web"]


@pytest.mark.parametrize(
    "values",
    [
        "{service: {app: {nameOverride: x, ports: {http: {port: 80}}}}}",
        "{service: {app: {forceRename: x, ports: {http: {port: 80}}}}}",
        "{service: {app: {primary: true, ports: {http: {port: 80}}}, web: {ports: {sql: {port: 5432}}}}}",
        "{fullnameOverride: x, service: {app: {ports: {http: {port: 80}}}}}",
        "{global: {nameOverride: x}, service: {app: {ports: {http: {port: 80}}}}}",
    ],
)
def test_names_that_depend_on_the_version_or_another_value_are_left_out(values: str) -> None:
    assert names(release(values)) == []


@pytest.mark.parametrize(
    "spec",
    [
        "chart: {spec: {chart: app-template, version: 1.5.1}}",
        "chart: {spec: {chart: other, version: 4.0.1}}",
        "valuesFrom: [{kind: ConfigMap, name: web}]\n  chartRef: {kind: OCIRepository, name: app-template}",
        'releaseName: "${NAME}"\n  chartRef: {kind: OCIRepository, name: app-template}',
    ],
)
def test_other_releases_create_nothing_that_is_known(spec: str) -> None:
    assert names(release(ONE, spec)) == []


def test_the_names_of_the_release_and_of_its_target_count() -> None:
    chart = "chartRef: {kind: OCIRepository, name: app-template}"
    assert names(release(ONE, f"targetNamespace: prod\n  {chart}")) == ["Service prod/prod-web"]
    assert names(release(ONE, f"releaseName: site\n  {chart}")) == ["Service shop/site"]


def test_a_service_selects_the_pods_of_its_controller() -> None:
    values = (
        "{controllers: {main: {containers: {app: {ports: [{name: http, containerPort: 8080}]}}}, "
        "worker: {type: cronjob, containers: {app: {}}}}, "
        "service: {app: {controller: main, ports: {http: {port: 80, targetPort: http, protocol: HTTP}, "
        "dns: {port: 53, protocol: UDP}, off: {enabled: false, port: 81}}}}}"
    )
    (service,) = traits(release(values), "service-ports")
    (pods,) = traits(release(values), "pod-ports")
    labels = {
        "app.kubernetes.io/name=web",
        "app.kubernetes.io/instance=web",
        "app.kubernetes.io/controller=main",
        "app.kubernetes.io/component=main",
    }
    assert service["served_ports"] == ("80/TCP/http/http/0", "53/UDP/dns//0")
    assert set(pods["pod_labels"]) == labels  # type: ignore[call-overload]
    assert all(label in str(service["service_selection"]) for label in labels)
    assert pods["served_ports"] == ("8080/TCP/http//0",)


def test_labels_of_pods_and_the_host_network_come_from_the_controller_or_the_defaults() -> None:
    values = (
        "{defaultPodOptions: {hostNetwork: true, labels: {tier: front, team: a}}, "
        "controllers: {web: {pod: {labels: {team: b}}, containers: {app: {}}}}}"
    )
    (pods,) = traits(release(values), "pod-ports")
    assert {"tier=front", "team=b"} < set(pods["pod_labels"])  # type: ignore[call-overload]
    assert pods["host_network"] is True


def test_backends_name_services_by_identifier() -> None:
    backends = "{identifier: db, port: 80}, {identifier: app}, {name: other, port: 81}, {name: db, port: 82}"
    paths = "{service: {identifier: app, port: http}}, {service: {identifier: none, port: 80}}"
    route, ingress = f"{{rules: [{{backendRefs: [{backends}]}}]}}", f"{{hosts: [{{paths: [{paths}]}}]}}"
    values = f"{TWO[:-1]}, route: {{web: {route}}}, ingress: {{web: {ingress}}}}}"
    targets = [item["target_name"] for item in traits(release(values), "backend-port")]
    assert sorted(map(str, targets)) == ["other", "web-app", "web-db"]


def test_a_policy_is_for_the_pods_of_its_controller_or_selector() -> None:
    rules = "rules: {ingress: [{ports: [{port: 80}]}]}"
    own, other = f"{{controller: main, {rules}}}", f"{{podSelector: {{matchLabels: {{app: x}}}}, {rules}}}"
    values = f"{{networkpolicies: {{a: {own}, b: {other}}}}}"
    first, second = traits(release(values), "policy-port")
    assert "app.kubernetes.io/controller=main" in str(first["target_selections"])
    assert second["target_selections"] == ("app=x @ .",)
