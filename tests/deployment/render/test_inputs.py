"""What a kustomization is made of, read without building it."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.deployment.render.inputs import roots, walk
from svclint.deployment.source_tree import SourceTree


def originals(root: Path, files: dict[str, str]) -> SourceTree:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return SourceTree(root)


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
    assert (made.remote, made.outside) == ((), ())
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
        "configMapGenerator: [{name: a, envs: ['https://example.com/f?a=b']}]",
        "helmCharts: [{name: a, valuesFile: 'https://example.com/f'}]",
        "helmCharts: [{name: a, repo: 'oci://example.com/f'}]",
        "helmCharts: [{name: a, repo: example.com}]",
        "resources: [github.com/org/repo]",
        "resources: [GitHub.com/org/repo//deep]",
        "resources: ['github.com:org/repo']",
        "components: [www.github.com/org/repo]",
        "resources: ['git@example.com/org/repo']",
        "resources: ['git::example.com/org/repo']",
        "resources: ['GIT::a@b:c']",
        "resources: ['file:///tmp/repo']",
        "resources: ['ssh://git@example.com/a']",
        "resources: ['HTTPS:example.com/a']",
        "generators: ['https://example.com/a']",
        "openapi: {path: 'https://example.com/f'}",
    ],
)
def test_remote_inputs_are_detected(tmp_path: Path, text: str) -> None:
    made = walk("kustomization.yaml", originals(tmp_path, {"kustomization.yaml": text}))
    assert [scalar.span.line for _, scalar in made.remote] == [1]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Resources: [a]", "'Resources' is a spelling of 'resources'"),
        ("helmcharts: [{name: a}]", "'helmcharts' is a spelling of 'helmCharts'"),
        ("helmCharts: [{name: a, Repo: b}]", "'Repo' is a spelling of 'repo'"),
        ("helmGlobals: {ChartHome: b}", "'ChartHome' is a spelling of 'chartHome'"),
        ("configMapGenerator: [{name: a, ENVS: [b]}]", "'ENVS' is a spelling of 'envs'"),
        ("resources: [!!binary YQ==]", "it contains a YAML tag"),
        ("%TAG !a! tag:a,2000:\n---\nresources: [a]", "it contains a YAML tag"),
        ("helmCharts: [{name: a, releaseName: --post-renderer=/tmp/x}]", "'--post-renderer=/tmp/x' as an option"),
        ("resources: [", "as a kustomization"),
        ("kind: List\nitems: [{resources: [a]}]", "as a kustomization"),
        ("a: b\n---\nresources: [", ""),
    ],
)
def test_constructs_that_hide_a_part_of_the_tree_are_rejected(tmp_path: Path, text: str, why: str) -> None:
    files = {"kustomization.yaml": "resources: [a]", "a/kustomization.yaml": text}
    made = walk("kustomization.yaml", originals(tmp_path, files))
    assert (made.refused[0], why in made.refused[2]) == ("a/kustomization.yaml", True) if made.refused else not why


def test_other_keys_may_be_spelled_in_any_way(tmp_path: Path) -> None:
    text = "commonLabels: {Path: a, Resources: b}\nconfigMapGenerator: [{name: a, literals: [Files=b]}]\nNamespace: a\n"
    made = walk("kustomization.yaml", originals(tmp_path, {"kustomization.yaml": text}))
    assert (made.refused, made.outside) == (None, ())


def test_a_tree_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("svclint.deployment.render.inputs._MOST", 2)
    text = "resources: [a.yaml, b.yaml, 'https://example.com']"
    made = walk("kustomization.yaml", originals(tmp_path, {"kustomization.yaml": text, "a.yaml": "", "b.yaml": ""}))
    assert made.refused
    assert "more than 2 files" in made.refused[2]


def test_charts_are_found_below_the_kustomization(tmp_path: Path) -> None:
    text = (
        "helmCharts: [{name: a}, {name: b, version: '1', repo: 'https://b'}, {name: c, repo: 'https://c'}, "
        "{name: ../../../d}]\nhelmGlobals: {chartHome: ../home}"
    )
    files = {"k/kustomization.yaml": text, "home/a/Chart.yaml": "", "home/b-1/b/Chart.yaml": ""}
    made = walk("k/kustomization.yaml", originals(tmp_path, files))
    assert made.charts == ("home/a", "home/b-1/b")
    assert (
        [one.text for _, one in made.remote],
        [one.text for _, one in made.outside],
    ) == (["https://c"], ["../../../d"])


def test_a_path_begins_where_links_lead(tmp_path: Path) -> None:
    files = {"a/kustomization.yaml": "resources: [deep/link]", "b/kustomization.yaml": "resources: [../../x]"}
    found = originals(tmp_path / "r", files)
    (tmp_path / "r/a/deep").mkdir()
    (tmp_path / "r/a/deep/link").symlink_to("../../b")
    assert [one.text for _, one in walk("a/kustomization.yaml", found).outside] == ["../../x"]


def test_a_circle_has_an_end_and_no_root(tmp_path: Path) -> None:
    files = originals(tmp_path, {"a/kustomization.yaml": "resources: [../b]", "b/kustomization.yaml": "bases: [../a]"})
    assert walk("a/kustomization.yaml", files).files == ("a/kustomization.yaml", "b/kustomization.yaml")
    assert roots(["a/kustomization.yaml", "b/kustomization.yaml"], files) == []


def test_fluxs_object_of_the_same_kind_is_none(tmp_path: Path) -> None:
    text = "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nspec: {path: ./x}\n"
    assert roots(["kustomization.yaml"], originals(tmp_path, {"kustomization.yaml": text})) == []
