"""What a few lines can make of each other is followed to an end, or not at all, and said."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from svclint import limits
from svclint.deployment.gitops import appset_generators
from svclint.deployment.gitops.step_budget import StepBudget, TooMuchWork
from svclint.deployment.gitops.template_objects import templated
from svclint.deployment.gitops.variables import Variables, filled
from svclint.documents.list_items import VariableValue
from svclint.documents.node import MapNode
from svclint.documents.yaml import parse
from svclint.limits import Limits
from svclint.model import Span
from tests.support.gitops_repositories import addresses, planned, service

KS = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: k{0}, namespace: flux-system}}
spec: {{path: ./apps, sourceRef: {{kind: GitRepository, name: flux-system}}}}
---
"""


def test_steps_are_counted() -> None:
    one = StepBudget()
    one.spend(Limits().expansions)
    with pytest.raises(TooMuchWork):
        one.spend()


def test_too_many_deployers_of_everything_are_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "current", lambda: Limits(expansions=5000))
    many = "".join(KS.format(number) for number in range(60))
    found = planned(tmp_path, f"=== ks.yaml\n{many}=== apps/web.yaml\n{service('web', '192.0.2.1')}")

    assert addresses(found) == {"/web": ["192.0.2.1"]}
    (flaw,) = found.flaws
    assert "every file was checked as written" in flaw.message


@pytest.fixture
def peak() -> Iterator[Callable[[], int]]:
    """The most bytes that were held since the test began."""
    tracemalloc.start()
    yield lambda: tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()


def test_a_substitution_is_refused_before_it_is_built(peak: Callable[[], int]) -> None:
    variables = Variables({"A": VariableValue("A", "x" * 100_000, "a.yaml", Span(1, 1, 1, 2))}, complete=True)
    text = "${A}" * 20_000

    assert filled(text, variables) == text
    assert peak() < 20_000_000


def test_texts_that_shrink_again_are_made() -> None:
    variables = Variables(
        {
            name: VariableValue(name, text, "a.yaml", Span(1, 1, 1, 2))
            for name, text in (("A", "x" * 60_000), ("B" * 70, ""))
        },
        complete=True,
    )
    assert len(filled("${A}${A}" + f"${{{'B' * 70}}}" * 1000, variables)) == 120_000


def test_what_all_texts_grow_by_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "current", lambda: Limits(expansions=50_000))
    flux = KS.format(0).replace("path: ./apps", f"path: ./apps, postBuild: {{substitute: {{A: {'x' * 10_000}}}}}")
    listed = "".join(f"    a{number}: 'x${{A}}'\n" for number in range(100))
    text = (
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  annotations:\n"
        + listed
        + ("spec: {externalIPs: [192.0.2.1]}\n")
    )
    found = planned(tmp_path, f"=== ks.yaml\n{flux}=== apps/web.yaml\n{text}")

    assert "every file was checked as written" in found.flaws[0].message


def test_what_patches_give_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "current", lambda: Limits(expansions=50_000))
    services = "".join(service(f"web{number}", "192.0.2.1") + "---\n" for number in range(50))
    listed = ", ".join(f"198.51.100.{number}" for number in range(200))
    patch = f"- target: {{kind: Service}}\n  patch: '[{{op: add, path: /spec/externalIPs, value: [{listed}]}}]'\n"
    found = planned(tmp_path, f"=== kustomization.yaml\nresources: [a.yaml]\npatches:\n{patch}=== a.yaml\n{services}")

    assert "every file was checked as written" in found.flaws[0].message


def test_no_prefix_is_put_before_every_name_that_no_object_can_have(tmp_path: Path, peak: Callable[[], int]) -> None:
    services = "".join(service(f"web{number}", "192.0.2.1") + "---\n" for number in range(300))
    text = f"=== kustomization.yaml\nnamePrefix: {'x' * 1_000_000}\nresources: [a.yaml]\n=== a.yaml\n{services}"
    found = planned(tmp_path, text)

    assert "/web0" in addresses(found)
    assert peak() < 150_000_000


def test_parameters_of_generators_do_not_fill_the_memory(peak: Callable[[], int]) -> None:
    long = {"a": "x" * 100_000}
    assert appset_generators.filled("{{a}}" * 500, {"a": "x" * 4000}) == "*" * 500
    assert (
        appset_generators.filled("{{a}}" * 20_000, long),
        appset_generators.filled("{{.a}}-b", long),
    ) == ("*", "*-b")
    assert appset_generators.filled("{{ a }}/{{ c }}", {"a": "b"}) == "b/*"
    many = {str(number): "x" for number in range(700)}
    one, other = (
        [appset_generators.ParameterSet(many)] * 2000,
        [appset_generators.ParameterSet({**many, "c": "d"})] * 2000,
    )
    made = list(appset_generators._product([tuple(one), tuple(other)]))

    assert (len(made), made[0].parameters) == (500, {})
    assert peak() < 20_000_000


def test_a_chart_s_values_do_not_fill_the_memory(peak: Callable[[], int]) -> None:
    values = next(parse("a: " + "x" * 50_000)).node
    assert isinstance(values, MapNode)
    head = "apiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: a}\nspec: {source: {path: b}}\nc:\n"

    found = templated("a.yaml", (head + '- "{{ .Values.a }}"\n' * 2000).encode(), lambda: values)
    assert found == ()
    found = templated("a.yaml", (head + '- "' + "{{ .Values.a }}" * 2000 + '"\n').encode(), lambda: values)
    assert len(found) == 1
    assert peak() < 20_000_000


def test_variables_made_of_variables_do_not_fill_the_memory() -> None:
    setting = VariableValue("A", "x" * 10_000, "a.yaml", Span(1, 1, 1, 2))
    variables = Variables({"A": setting}, complete=True)

    assert filled("${A}" * 1000, variables) == "${A}" * 1000
    assert len(filled("${A}${A}", variables)) == 20_000
