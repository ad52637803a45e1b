"""What the values of a chart request for a component that is switched off."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.api import lint

INVENTORY = """version: 1
clusters:
- {name: prod, kubeconfigServers: ["https://192.0.2.250:6443"]}
"""


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ("service: {loadBalancerIP: 192.0.2.250}", True),
        ("web: {enabled: true, service: {loadBalancerIP: 192.0.2.250}}", True),
        ("web: {enabled: 'false', service: {loadBalancerIP: 192.0.2.250}}", True),
        ("web: {enabled: false, service: {loadBalancerIP: 192.0.2.250}}", False),
        ("web: {metrics: {enabled: false}, service: {loadBalancerIP: 192.0.2.250}}", True),
        ("web: {service: {enabled: false, loadBalancerIP: 192.0.2.250}}", False),
        ("clustermesh: {useAPIServer: false, apiserver: {service: {loadBalancerIP: 192.0.2.250}}}", False),
        ("clustermesh: {useAPIServer: true, apiserver: {service: {loadBalancerIP: 192.0.2.250}}}", True),
    ],
)
@pytest.mark.parametrize("release", [False, True])
def test_a_request_counts_only_if_its_component_is_on(
    tmp_path: Path, values: str, release: bool, *, found: bool
) -> None:
    (tmp_path / "svclint-inventory.yaml").write_text(INVENTORY)
    text = f"""apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {{name: web, namespace: web}}
spec:
  values: {{{values}}}
"""
    (tmp_path / "values.yaml").write_text(text if release else values + "\n")

    rules = {finding.rule for finding in lint(tmp_path).findings}

    assert ("lb-request-is-control-plane" in rules) == found
