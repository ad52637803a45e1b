"""Kinds 6-10, 29, 30 and 39 of the dirt in real repositories: variables, archives, objects stored twice."""

from __future__ import annotations

import pytest

from svclint.model import Severity
from tests.support.messy_repositories import ASKS, VIP, Repository, service

TWICE = "duplicate-service-address"
SOURCE = (
    "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: main, namespace: flux-system}\n"
    "spec: {url: 'ssh://git@example.com/home'}\n"
)


def flux(name: str, build: str = "") -> str:
    """A Flux Kustomization of apps/NAME, with variables."""
    return (
        "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
        f"metadata: {{name: {name}, namespace: flux-system}}\n"
        f"spec:\n  path: ./apps/{name}\n  sourceRef: {{kind: GitRepository, name: main}}\n  postBuild: {{{build}}}\n"
    )


def settings(kind: str, value: str, more: str = "") -> str:
    data = "data" if kind == "ConfigMap" else "stringData"
    meta = f"{{name: settings, namespace: flux-system{more}}}"
    return f"apiVersion: v1\nkind: {kind}\nmetadata: {meta}\n{data}:\n  LB_IP: {value}\n"


def asks(address: str, name: str = "web") -> str:
    return service("type: LoadBalancer", f"loadBalancerIP: {address}", name=name)


@pytest.fixture
def followed(repository: Repository) -> Repository:
    """A repository that Flux follows."""
    repository.write("flux/source.yaml", SOURCE)
    return repository


FROM = "substituteFrom: [{kind: %s, name: settings}]"


def test_a_variable_of_a_configmap(followed: Repository) -> None:
    followed.write("flux/a.yaml", flux("a", FROM % "ConfigMap"))
    followed.write("flux/settings.yaml", settings("ConfigMap", VIP))
    followed.write("apps/a/service.yaml", asks("${LB_IP}"))
    (finding,) = followed.result().findings

    assert (finding.rule, finding.location.file) == (ASKS, "apps/a/service.yaml")
    assert ("flux/settings.yaml", 5) in {
        (one.location.file, one.location.span.line) for one in finding.related if one.location
    }


def test_the_location_of_a_variable_is_reported_once_after_the_other_side(followed: Repository) -> None:
    followed.write("flux/a.yaml", flux("a", FROM % "ConfigMap"))
    followed.write("flux/settings.yaml", settings("ConfigMap", "10.0.0.9"))
    followed.write("apps/a/one.yaml", asks("${LB_IP}", name="one"))
    followed.write("apps/a/two.yaml", asks("${LB_IP}", name="two"))
    (finding,) = followed.result().findings

    assert [one.location.file for one in finding.related if one.location] == ["apps/a/one.yaml", "flux/settings.yaml"]


def test_a_variable_that_nothing_sets_is_unresolved(followed: Repository) -> None:
    followed.write("flux/a.yaml", flux("a", FROM % "ConfigMap"))
    followed.write("apps/a/service.yaml", asks("${LB_IP}"))

    assert followed.findings() == []
    assert followed.unresolved() == {"Flux variable": 1}


@pytest.mark.parametrize(("second", "expected"), [("10.0.0.2", []), ("10.0.0.1", [TWICE])])
def test_a_variable_has_its_deployment_s_value(followed: Repository, second: str, expected: list[str]) -> None:
    for name, value in (("a", "10.0.0.1"), ("b", second)):
        followed.write(f"flux/{name}.yaml", flux(name, f"substitute: {{LB_IP: '{value}'}}"))
        followed.write(f"apps/{name}/service.yaml", asks("${LB_IP}", name))

    assert [one.rule for one in followed.result().findings] == expected


@pytest.mark.parametrize(("build", "expected"), [(FROM % "Secret", []), ("substitute: {OTHER: x}", [ASKS])])
@pytest.mark.parametrize("sign", [":=", ":-"])
def test_a_default_counts_only_where_nothing_else_can_set_it(
    followed: Repository, build: str, expected: list[str], sign: str
) -> None:
    followed.write("flux/a.yaml", flux("a", build))
    followed.write("apps/a/service.yaml", asks(f"${{LB_IP{sign}{VIP}}}"))

    assert [one.rule for one in followed.result().findings] == expected


@pytest.mark.parametrize("more", ["", ", annotations: {kustomize.toolkit.fluxcd.io/ssa: IfNotPresent}"])
def test_a_secret_in_the_repository_is_a_placeholder(followed: Repository, more: str) -> None:
    followed.write("flux/a.yaml", flux("a", FROM % "Secret"))
    followed.write("flux/settings.yaml", settings("Secret", VIP, more))
    followed.write("apps/a/service.yaml", asks("${LB_IP}"))

    assert followed.findings() == []
    assert followed.unresolved() == {"Flux variable": 1}


@pytest.mark.parametrize("text", ["${LB_IP/./-}", "$${LB_IP}", "${LB_IP%.*}", "${#LB_IP}", "${LB_IP^^}", "${!LB_IP}"])
def test_other_forms_of_bash_are_left_alone(followed: Repository, text: str) -> None:
    followed.write("flux/a.yaml", flux("a", f"substitute: {{LB_IP: {VIP}}}"))
    followed.write("apps/a/service.yaml", service(f"externalIPs: ['{text}']"))

    assert followed.findings() == []
    assert sum(followed.unresolved().values()) == 1


def test_a_broken_address_in_a_source_of_variables(followed: Repository) -> None:
    followed.write("flux/a.yaml", flux("a", FROM % "ConfigMap"))
    followed.write("flux/settings.yaml", settings("ConfigMap", "fdd5:aa8:9535:22::.108"))
    followed.write("other.yaml", settings("ConfigMap", "fdd5:aa8:9535:22::.108").replace("name: settings", "name: x"))

    assert followed.findings() == ["invalid-address flux/settings.yaml:5:10"]


@pytest.mark.parametrize("folder", [".archive", "archive", "_archive", "deprecated"])
def test_findings_in_archived_files_have_a_lower_severity(followed: Repository, folder: str) -> None:
    followed.write("flux/a.yaml", flux("a"))
    followed.write("apps/a/service.yaml", asks("10.0.0.1"))
    followed.write(f"{folder}/b/service.yaml", asks(VIP, "old"))
    (finding,) = followed.result().findings

    assert finding.rule == ASKS
    assert finding.severity < Severity.ERROR
    assert "Severity lowered because Service shop/old is not deployed" in finding.message


def test_findings_in_commented_out_files_have_a_lower_severity(followed: Repository) -> None:
    followed.write("flux/a.yaml", flux("a"))
    head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n"
    followed.write("apps/a/kustomization.yaml", f"{head}- ./live\n# - ./gone\n")
    for name, address in (("live", "10.0.0.1"), ("gone", VIP)):
        followed.write(f"apps/a/{name}/kustomization.yaml", f"{head}- service.yaml\n")
        followed.write(f"apps/a/{name}/service.yaml", asks(address, name))
    (finding,) = followed.result().findings

    assert finding.severity < Severity.ERROR
    assert "Severity lowered because Service shop/gone is not deployed" in finding.message


def test_one_object_stored_twice_is_one(repository: Repository) -> None:
    for path in ("a/service.yaml", "a/service copy.yaml", "nested/a/service.yaml"):
        repository.write(path, asks("10.0.0.1"))

    assert repository.findings() == []


def test_a_namespace_of_a_kustomization_tells_objects_apart(repository: Repository) -> None:
    for name in ("one", "two"):
        repository.write(f"{name}/service.yaml", asks("10.0.0.1").replace(", namespace: shop", ""))
        repository.write(
            f"{name}/kustomization.yaml",
            f"apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nnamespace: {name}\n"
            "resources: [service.yaml]\n",
        )

    assert [one.rule for one in repository.result().findings] == [TWICE]


def test_names_that_are_variables_tell_no_objects_alike(repository: Repository) -> None:
    for name in ("one", "two"):
        repository.write(f"{name}/service.yaml", asks("10.0.0.1", '"${APP}"'))
    (finding,) = repository.result().findings

    assert finding.rule == TWICE
    assert "Service shop/${APP} (two/service.yaml)" in finding.message
