"""What a few lines can make of each other is followed to an end, or not at all, and said."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from svclint.documents.expand import Setting
from svclint.documents.gitops import work
from svclint.documents.gitops.variables import Variables, filled
from svclint.documents.gitops.work import TooMuchWork, Work
from svclint.model import Span
from tests.documents.gitops.repositories import addresses, planned, service

KS = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {{name: k{0}, namespace: flux-system}}
spec: {{path: ./apps, sourceRef: {{kind: GitRepository, name: flux-system}}}}
---
"""


def test_steps_are_counted() -> None:
    one = Work()
    one.spend(work.MOST_STEPS)
    with pytest.raises(TooMuchWork):
        one.spend()


def test_too_many_deployers_of_everything_are_not_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MOST_STEPS", 5000)
    many = "".join(KS.format(number) for number in range(60))
    found = planned(tmp_path, f"=== ks.yaml\n{many}=== apps/web.yaml\n{service('web', '192.0.2.1')}")

    assert {"/web": ["192.0.2.1"]} == addresses(found)
    (note,) = found.notes
    assert "every file was checked as it stands" in note


def test_variables_made_of_variables_do_not_fill_the_memory() -> None:
    setting = Setting("A", "x" * 10_000, "a.yaml", Span(1, 1, 1, 2))
    variables = Variables({"A": setting}, complete=True)

    assert "${A}" * 1000 == filled("${A}" * 1000, variables)
    assert 20_000 == len(filled("${A}${A}", variables))


def test_a_substitution_that_is_too_large_is_refused_before_it_is_built() -> None:
    variables = Variables({"A": Setting("A", "x" * 400_000, "a.yaml", Span(1, 1, 1, 2))}, complete=True)
    text = "${A}" * 40_000
    tracemalloc.start()
    assert text == filled(text, variables)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 2_000_000


def test_many_substitutions_that_are_each_small_enough_come_to_an_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "MOST_STEPS", 1_000_000)
    labels = "".join(f"    l{number}: '${{A}}'\n" for number in range(100))
    manifest = service("web", "192.0.2.1").replace("metadata:\n", f"metadata:\n  labels:\n{labels}", 1)
    found = {}
    for size in (5, 50_000):
        variables = f", postBuild: {{substitute: {{A: {'x' * size}}}}}"
        deployer = KS.format(0).replace("name: flux-system}}", f"name: flux-system}}{variables}}}")
        assert variables in deployer
        (tmp_path / str(size)).mkdir()
        found[size] = planned(tmp_path / str(size), f"=== ks.yaml\n{deployer}=== apps/web.yaml\n{manifest}")

    assert not found[5].notes
    (note,) = found[50_000].notes
    assert "every file was checked as it stands" in note
