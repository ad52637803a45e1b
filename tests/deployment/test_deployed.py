"""The plan of a repository without GitOps structure."""

from __future__ import annotations

from svclint.deployment.deployed import unplanned
from svclint.deployment.unread_values import without_unread_values
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode
from svclint.documents.read import SourceFile
from svclint.documents.yaml import parse
from svclint.model import Reading, Span

NODE = MapNode((), Span(1, 1, 1, 1))


def source(path: str) -> SourceFile:
    document = Document(path, 0, NODE, "", "v1", "Service", "", "web", "")
    return SourceFile(path, Reading.READ, "", (document,))


def test_a_repository_with_nothing_but_samples_is_checked() -> None:
    mixed = unplanned([source("samples/a.yaml"), source("b.yaml")], ["."])
    alone = unplanned([source("samples/a.yaml"), source("examples/b.yaml")], ["."])

    assert [bool(deployed.status.latent) for objects in mixed.objects.values() for deployed in objects] == [True, False]
    assert [deployed.status.latent for objects in alone.objects.values() for deployed in objects] == ["", ""]


def test_a_repository_with_nothing_but_tests_deploys_none_of_them() -> None:
    tests = unplanned([source("tests/assets/a.yaml"), source("charts/web/ci/b-values.yaml")], ["."])
    some = unplanned([source("tests/a.yaml"), source("examples/b.yaml")], ["."])
    asked = unplanned([source("tests/a.yaml")], ["tests"])

    assert [bool(deployed.status.latent) for objects in tests.objects.values() for deployed in objects] == [True, True]
    assert [bool(deployed.status.latent) for objects in some.objects.values() for deployed in objects] == [True, False]
    assert [deployed.status.latent for objects in asked.objects.values() for deployed in objects] == [""]


def test_a_repository_with_nothing_but_exercises_deploys_none_of_them() -> None:
    plan = unplanned([source("course/SOLUTIONS/a.yaml"), source("course/exercises/b.yaml")], ["."])

    assert [bool(deployed.status.latent) for objects in plan.objects.values() for deployed in objects] == [True, True]


def test_values_next_to_the_chart_s_output_are_not_deployed_too() -> None:
    values = Document("web/values.yaml", 0, NODE, "", "", "", "", "", "")
    output = Document("web/all.yaml", 0, NODE, "", "v1", "Service", "", "web", "web/templates/service.yaml")
    other = Document("db/values.yaml", 0, NODE, "", "", "", "", "", "")
    files = [SourceFile(document.file, Reading.READ, "", (document,)) for document in (values, output, other)]

    plan = without_unread_values(unplanned(files, ["."]))

    assert [path for path, (deployed,) in plan.objects.items() if deployed.status.latent] == ["web/values.yaml"]


def test_values_of_a_release_that_contains_its_own_are_not_deployed_too() -> None:
    node = next(parse("spec: {source: {chart: traefik, helm: {releaseName: traefik, values: 'a: 1'}}}")).node
    assert isinstance(node, MapNode)
    release = Document("argocd/traefik.yaml", 0, node, "argoproj.io", "v1alpha1", "Application", "argocd", "t", "")
    values = Document("traefik/values.yaml", 0, NODE, "", "", "", "", "", "")
    other = Document("db/values.yaml", 0, NODE, "", "", "", "", "", "")
    files = [SourceFile(document.file, Reading.READ, "", (document,)) for document in (release, values, other)]

    plan = without_unread_values(unplanned(files, ["."]))

    assert {path: deployed.status.latent for path, (deployed,) in plan.objects.items() if deployed.status.latent} == {
        "traefik/values.yaml": "argocd/traefik.yaml contains the values of this release"
    }


def test_the_values_of_a_chart_and_those_that_override_them_are_variants() -> None:
    paths = ["vpn/values.yaml", "vpn/office-values.yaml", "two/values.yaml", "two/web-values.yaml", "one/values.yaml"]
    files = [SourceFile(path, Reading.READ, "", (Document(path, 0, NODE, "", "", "", "", "", ""),)) for path in paths]

    plan = without_unread_values(unplanned(files, ["."]), {"vpn", "one"})

    assert {path: deployed.status.variant for path, (deployed,) in plan.objects.items() if deployed.status.variant} == {
        "vpn/values.yaml": (("values of vpn", "vpn/values.yaml"),),
        "vpn/office-values.yaml": (("values of vpn", "vpn/office-values.yaml"),),
    }
