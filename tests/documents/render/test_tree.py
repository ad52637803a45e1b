"""What a kustomization is made of, read without building it."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.documents.render.originals import Originals
from svclint.documents.render.tree import roots, walk


def originals(root: Path, files: dict[str, str]) -> Originals:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return Originals(root)


def test_a_tree_has_the_files_of_every_kind(tmp_path: Path) -> None:
    files = {
        "a/kustomization.yaml": """\
resources: [s.yaml, ../base]
components: [../part]
patches: [{path: p.yaml}, {patch: "- {op: add, path: x://y, value: 1}", target: {kind: A}}]
replacements: [{path: r.yaml}]
configMapGenerator: [{name: a, files: [key=f.txt], envs: [e.env]}]
openapi: {path: o.json}
""",
        "base/kustomization.yml": "bases: [../deep]\n",
        "deep/Kustomization": "resources: [d.yaml]\n",
        "part/kustomization.yaml": "kind: Component\n",
        **dict.fromkeys(("a/s.yaml", "a/p.yaml", "a/r.yaml", "a/f.txt", "a/e.env", "a/o.json", "deep/d.yaml"), ""),
    }
    made = walk("a/kustomization.yaml", originals(tmp_path, files))
    assert tuple(sorted(files)) == made.files
    assert ((), ()) == (made.remote, made.outside)
    names = [name for name in files if "ustomization" in name]
    assert roots(names, originals(tmp_path, files)) == ["a/kustomization.yaml"]


@pytest.mark.parametrize(
    "text",
    [
        "resources: [https://example.com/a.yaml]",
        "resources: ['git@example.com:a/b']",
        "bases: ['example.com/a/b?ref=v1']",
        "patches: [{path: 'http://example.com/p'}]",
        "configMapGenerator: [{name: a, files: ['k=https://example.com/f']}]",
        "helmCharts: [{name: a, valuesFile: 'https://example.com/f'}]",
        "openapi: {path: 'https://example.com/f'}",
    ],
)
def test_what_would_be_fetched_is_seen(tmp_path: Path, text: str) -> None:
    made = walk("kustomization.yaml", originals(tmp_path, {"kustomization.yaml": text}))
    assert [1] == [scalar.span.line for _, scalar in made.remote]


def test_a_circle_has_an_end_and_no_root(tmp_path: Path) -> None:
    files = originals(tmp_path, {"a/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "bases: [../a]"})
    assert walk("a/kustomization.yaml", files).files == ("a/kustomization.yaml", "b/kustomization.yaml")
    assert roots(["a/kustomization.yaml", "b/kustomization.yaml"], files) == []


def test_fluxs_object_of_the_same_kind_is_none(tmp_path: Path) -> None:
    text = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {path: ./x}\n"
    assert roots(["kustomization.yaml"], originals(tmp_path, {"kustomization.yaml": text})) == []
