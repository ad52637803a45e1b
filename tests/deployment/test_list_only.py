"""A kustomization told apart line by line is the one that the parser reads; what is more than lists is left to that."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.deployment.list_only import plain
from svclint.documents.node import ListNode, MapNode, ScalarNode
from svclint.documents.yaml import YamlError, parse
from tests.support.gitops_repositories import planned

LISTS = """---
# yaml-language-server: $schema=https://json.schemastore.org/kustomization
apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: "games"  # quoted

resources:
  # - ./old.yaml
  - ./a.yaml
  - "b/c.yaml" # kept
components:
- ../common
"""


def test_a_kustomization_of_lists() -> None:
    assert plain(LISTS.encode()) == {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "namespace": "games",
        "resources": ["./a.yaml", "b/c.yaml"],
        "components": ["../common"],
    }


@pytest.mark.parametrize(
    "text",
    [
        "resources: [a.yaml]\n",
        "resources:\n- a.yaml\npatches: []\n",
        "resources:\n- a: b\n",
        "resources:\n- a.yaml\n---\nresources:\n- b.yaml\n",
        "resources: &a\n- a.yaml\n",
        "resources:\n- a.yaml\nresources:\n- b.yaml\n",
        "resources:\n  - a.yaml\n - b.yaml\n",
        "resources:\r\n- a.yaml\r\n",
        "resources:\n- ä.yaml\n",
        "",
    ],
)
def test_anything_else_is_left_to_the_parser(text: str) -> None:
    assert plain(text.encode()) is None


LINES = st.sampled_from(
    ["resources:", "components:", "namespace: a", "- a.yaml", "  - b", "  - 'c'", "# - d", "", "---", "  ", "- e # f",
     "kind: Kustomization", "resources: []", "- https://example.org/x?ref=1", "-", "bases: x", " - g"]
)  # fmt: skip


@given(st.lists(LINES, max_size=9))
def test_the_line_reader_agrees_with_the_parser(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    found = plain(text.encode())
    if found is None:
        return
    try:
        (parsed,) = parse(text)
    except YamlError:
        pytest.fail(f"the parser refuses {text!r}")
    assert isinstance(parsed.node, MapNode)
    for key, value in parsed.node.entries:
        said = found[key.text]
        if isinstance(value, ListNode):
            assert [item.text for item in value.items if isinstance(item, ScalarNode)] == said
        else:
            assert isinstance(value, ScalarNode)
            assert said == (value.text if value.text else [])
    assert len(parsed.node.entries) == len(found)


def test_the_line_reader_and_the_parser_give_the_same_plan(tmp_path: Path) -> None:
    files = "=== apps/a.yaml\napiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {loadBalancerIP: 192.0.2.1}\n"
    quick = planned(tmp_path / "a", f"=== apps/kustomization.yaml\nnamespace: x\nresources:\n- a.yaml\n{files}")
    slow = planned(tmp_path / "b", f"=== apps/kustomization.yaml\nnamespace: x\nresources: [a.yaml]\n{files}")

    assert quick.objects == slow.objects
