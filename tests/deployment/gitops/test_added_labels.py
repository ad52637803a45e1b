"""The fields to which a kustomization adds labels."""

from __future__ import annotations

import pytest

from svclint.deployment.gitops.added_labels import labelled
from svclint.deployment.kustomization import AddedLabels
from svclint.documents.list_items import expand
from svclint.documents.node import MapNode, Node, text_at
from svclint.documents.yaml import parse

PAIRS = (("app", "web"),)
SELECTORS, TEMPLATES, OBJECTS = (
    AddedLabels(PAIRS, selectors=selectors, templates=templates)
    for selectors, templates in ((True, True), (False, True), (False, False))
)
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {}}}\n"
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: web, labels: {app: old}}\nspec: {ports: [{port: 80}]}\n"
POLICY = (
    "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: web}\n"
    "spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {tier: a}}}]}]}\n"
)
MONITOR = "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: web}\nspec: {selector: {}}\n"


def changed(text: str, added: AddedLabels) -> Node:
    (parsed,) = parse(text)
    assert isinstance(parsed.node, MapNode)
    (document,) = expand("a.yaml", 0, parsed.node, "")
    return labelled(document, [added]).node


@pytest.mark.parametrize(
    ("text", "path", "added", "expected"),
    [
        (SERVICE, "metadata labels", OBJECTS, "web"),
        (SERVICE, "spec selector", OBJECTS, ""),
        (SERVICE, "spec selector", SELECTORS, "web"),
        (DEPLOYMENT, "spec template metadata labels", OBJECTS, ""),
        (DEPLOYMENT, "spec template metadata labels", TEMPLATES, "web"),
        (DEPLOYMENT, "spec selector matchLabels", TEMPLATES, ""),
        (DEPLOYMENT, "spec selector matchLabels", SELECTORS, "web"),
        (POLICY, "spec podSelector matchLabels", SELECTORS, ""),
        (POLICY.replace("{}", "{matchLabels: {a: b}}", 1), "spec podSelector matchLabels", SELECTORS, "web"),
        (MONITOR, "spec selector matchLabels", SELECTORS, ""),
    ],
)
def test_where_a_label_is_added(text: str, path: str, added: AddedLabels, expected: str) -> None:
    assert text_at(changed(text, added), *path.split(), "app") == expected
