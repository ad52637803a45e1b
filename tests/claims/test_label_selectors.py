"""What a selector matches, in each of its forms; and what cannot be read."""

from __future__ import annotations

import pytest

from svclint.claims.calico_selectors import selector_text as calico
from svclint.claims.label_selectors import contradicts, matches, selector_text
from svclint.documents.node import Node
from svclint.documents.yaml import parse

LABELS = {"app": "web", "tier": "front"}


def tree(text: str) -> Node:
    (parsed,) = parse(text)
    assert parsed.node is not None
    return parsed.node


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("{}", True),
        ("matchLabels: {app: web}", True),
        ("matchLabels: {app: web, tier: back}", False),
        ("matchLabels: {zone: a}", False),
        ('matchLabels: {app: "${APP}"}', None),
        ('matchLabels: {app: "${APP}", tier: back}', False),
        ("matchExpressions: [{key: app, operator: In, values: [web, api]}]", True),
        ("matchExpressions: [{key: app, operator: NotIn, values: [web]}]", False),
        ("matchExpressions: [{key: zone, operator: NotIn, values: [a]}]", True),
        ("matchExpressions: [{key: tier, operator: Exists}]", True),
        ("matchExpressions: [{key: zone, operator: Exists}]", False),
        ("matchExpressions: [{key: tier, operator: DoesNotExist}]", False),
        ("matchExpressions: [{key: app, operator: Like, values: [w]}]", None),
    ],
)
def test_a_selector_matches_labels(selector: str, expected: bool | None) -> None:
    assert matches(selector_text(tree(selector)), LABELS) is expected


def test_a_label_that_is_not_stated_contradicts_nothing() -> None:
    text = selector_text(tree("matchLabels: {zone: a}\nmatchExpressions: [{key: node, operator: Exists}]"))

    assert not contradicts(text, LABELS)
    assert contradicts(text, {"zone": "b"})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("all()", True),
        ("app == 'web' && has(tier)", True),
        ('app != "web"', False),
        ("app in {'api', 'web'} && tier not in {'back'}", True),
        ("!has(tier)", False),
        ("app == 'web' || tier == 'back'", None),
        ("app starts with 'w'", None),
    ],
)
def test_an_expression_of_calico_matches_labels(expression: str, expected: bool | None) -> None:
    assert matches(calico(expression), LABELS) is expected
