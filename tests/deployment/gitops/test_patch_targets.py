"""Which patches and replacements are for an object, found without asking each of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.deployment.gitops.patch_targets import Matchers
from tests.support.gitops_repositories import addresses, planned, service

MANY = 60


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The targets that objects were compared with."""
    found: list[object] = []
    fits = Matchers.fits

    def counted(self: Matchers, target: object, document: object) -> bool:
        found.append(target)
        return fits(self, target, document)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(Matchers, "fits", counted)
    return found


def repository(changes: str) -> str:
    names = [f"s{i}" for i in range(MANY)]
    files = "".join(f"=== {name}.yaml\n{service(name, '192.0.2.1')}\n" for name in names)
    return f"=== kustomization.yaml\nresources: [{', '.join(f'{name}.yaml' for name in names)}]\n{changes}{files}"


def test_patches_of_other_objects_are_not_asked(tmp_path: Path, asked: list[object]) -> None:
    patches = "patches:\n" + "".join(
        f"- target: {{kind: Service, name: s{i}}}\n"
        f'  patch: "[{{op: replace, path: /spec/loadBalancerIP, value: 198.51.100.{i}}}]"\n'
        for i in range(MANY)
    )
    found = planned(tmp_path, repository(patches))
    assert addresses(found) == {f"/s{i}": [f"198.51.100.{i}"] for i in range(MANY)}
    assert len(asked) == MANY


def test_replacements_of_other_objects_are_not_asked(tmp_path: Path, asked: list[object]) -> None:
    replacements = "replacements:\n" + "".join(
        f"- source: {{kind: Service, name: s{(i + 1) % MANY}, fieldPath: metadata.name}}\n"
        f"  targets: [{{select: {{kind: Service, name: s{i}}}, fieldPaths: [spec.loadBalancerIP]}}]\n"
        for i in range(MANY)
    )
    found = planned(tmp_path, repository(replacements))
    assert addresses(found) == {f"/s{i}": [f"s{(i + 1) % MANY}"] for i in range(MANY)}
    assert len(asked) == 2 * MANY  # for its source, and for its object


def test_a_patch_is_for_the_labels_that_earlier_ones_gave(tmp_path: Path) -> None:
    patches = """patches:
- target: {labelSelector: app=second}
  patch: "[{op: replace, path: /spec/loadBalancerIP, value: 198.51.100.1}]"
- target: {name: s0}
  patch: "[{op: add, path: /metadata/labels, value: {app: first}}]"
- target: {labelSelector: app=first}
  patch: "[{op: replace, path: /metadata/labels/app, value: second}]"
- target: {labelSelector: "app in (second, third)"}
  patch: "[{op: replace, path: /spec/loadBalancerIP, value: 198.51.100.2}]"
- target: {labelSelector: app=first}
  patch: "[{op: replace, path: /spec/loadBalancerIP, value: 198.51.100.3}]"
"""
    assert addresses(planned(tmp_path, repository(patches)))["/s0"] == ["198.51.100.2"]
