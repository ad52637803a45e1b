"""Which documents claim nothing, whatever keys they have."""

from __future__ import annotations

import pytest

from svclint.claims.not_kubernetes import is_not_kubernetes
from svclint.documents.list_items import expand
from svclint.documents.node import MapNode
from svclint.documents.yaml import parse


def foreign(text: str, path: str = "a.yaml") -> bool:
    node = next(parse(text)).node
    assert isinstance(node, MapNode)
    (document,) = expand(path, 0, node, "")
    return is_not_kubernetes(document)


@pytest.mark.parametrize(
    "text",
    [
        "kind: feature",
        "apiVersion: v1\nkind: not-important",
        "on: push\njobs: {}",
        "version: 3\ntasks: {}",
        "$schema: x\nproperties: {}",
        "type: object\nproperties: {}",
        "swagger: '2.0'\npaths: {}",
    ],
)
def test_files_of_other_programs_are_recognised(text: str) -> None:
    assert foreign(text)


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Service",
        "jobs: {}\nservice: {}",
        "version: v1alpha1\nmachine: {}",
        "properties: {a: b}",
        "$schema: https://example.com/values\nservice: {}",
        "type: object",
        "openapi: {enabled: true}",
    ],
)
def test_manifests_are_not_taken_for_files_of_other_programs(text: str) -> None:
    assert not foreign(text)


def test_a_schema_by_its_name() -> None:
    assert [foreign("a: 1", name) for name in ("x/values.schema.json", "schema.json")] == [True, False]
