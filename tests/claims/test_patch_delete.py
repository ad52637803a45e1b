"""What a patch deletes is gone from the tree; all else stays as it is."""

from __future__ import annotations

from svclint.claims.patch_delete import without_deleted
from svclint.documents.node import MapNode, Node, ScalarNode, scalars
from svclint.documents.yaml import parse


def tree(text: str) -> Node:
    node = next(parse(text)).node
    assert node is not None
    return node


def texts(text: str) -> list[str]:
    left = without_deleted(tree(text))
    return [] if left is None else [scalar.text for scalar in scalars(left)]


def test_mappings_that_are_to_be_deleted() -> None:
    assert texts("k: [a, {b: c, $patch: delete}, {d: e}]\nf: {$patch: delete, g: h}\n") == ["a", "e"]
    assert texts("a: b\n$patch: delete\n") == []


def test_a_mapping_of_the_directive_only_stays() -> None:
    assert texts("labels: {a: {$patch: delete}, b: c}\n") == ["delete", "c"]


def test_other_directives_stay() -> None:
    assert texts("$patch: replace\na: b\nc: [{$patch: [delete]}]\n") == ["replace", "b", "delete"]


def test_a_tree_without_any_is_the_same() -> None:
    node = tree("a: [1, {b: [c, []]}]\nd: {}\n")

    assert without_deleted(node) == node


def test_depth_costs_no_recursion() -> None:
    node: Node = tree("a: b")
    for _ in range(20_000):
        node = MapNode(((ScalarNode("k", "k", node.span), node),), node.span)

    assert isinstance(without_deleted(node), MapNode)
