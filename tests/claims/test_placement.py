"""Which files the globs of an inventory's clusters name, found without matching each file with each glob."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.claims.placement import _clusters_by_file
from svclint.documents.globs import globs
from svclint.model import Cluster
from tests.support.effort import steps

PARTS = st.sampled_from(["a", "b", "c*", "*", "**", "a.b", "?", "[ab]", ".", "..", "a ", "\\a", "#a", "é", "x-y"])
GLOBS = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "", "/", "!"]),
    st.lists(PARTS, min_size=1, max_size=3),
    st.sampled_from(["", "/", "/**", " "]),
)
NAMES = st.sampled_from(["a", "b", "cc", "a.b", "é", "x-y", "!a", "#a", "a "])
FILES = st.lists(st.lists(NAMES, min_size=1, max_size=4).map("/".join), max_size=4)


@given(st.lists(st.lists(GLOBS, max_size=3), max_size=3), FILES)
def test_a_file_is_of_every_cluster_whose_globs_match_it(patterns: list[list[str]], files: list[str]) -> None:
    known = []
    for number, one in enumerate(patterns):
        try:
            globs(one)
        except ValueError:
            continue
        known.append(Cluster(f"c{number}", manifests=tuple(one)))
    specs = [(one.name, globs(one.manifests)) for one in known if one.manifests]
    expected = {file: tuple(name for name, spec in specs if spec.match_file(file)) for file in files}
    assert _clusters_by_file(files, known) == expected


@pytest.mark.parametrize("glob", ["c{}/**", "/c{}", "clusters/c{}/app-*.yaml", "c{}"])
def test_files_are_not_matched_with_the_globs_of_all_clusters(glob: str, monkeypatch: pytest.MonkeyPatch) -> None:
    matched = []

    class Spec:
        def __init__(self, patterns: tuple[str, ...]) -> None:
            self._patterns = patterns

        def match_file(self, file: str) -> bool:
            matched.append((self._patterns, file))
            return True

    monkeypatch.setattr("svclint.documents.globs.globs", Spec)
    known = [Cluster(f"c{number}", manifests=(glob.format(number),)) for number in range(50)]
    files = [f"{folder}c{number}/app-1.yaml" for number in range(50) for folder in ("", "clusters/")]
    assert steps(lambda: _clusters_by_file(files, known)) < 50_000
    assert 0 < len(matched) <= len(files)
