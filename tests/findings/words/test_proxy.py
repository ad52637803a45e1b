"""Words of the service proxy."""

from __future__ import annotations

from pathlib import Path

from svclint.findings.words.proxy import external_ips_off
from tests.support.repository_claims import claims_of

PROXY = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nfeatureGates: {%s}\n"
API = """\
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
apiServer: {extraArgs: [{name: enable-admission-plugins, value: "NodeRestriction,DenyServiceExternalIPs"}]}
"""


def test_what_switches_external_addresses_off(tmp_path: Path) -> None:
    def off(folder: str, **files: str) -> int:
        claims = claims_of(tmp_path / folder, {f"{name}.yaml": text for name, text in files.items()})
        return len(external_ips_off(claims, claims.claims[0].owner.cluster))

    assert off("a", proxy=PROXY % "AllowServiceExternalIPs: false", api=API) == 2
    assert off("b", api=API) == 1
    assert off("c", proxy=PROXY % "AllowServiceExternalIPs: true") == 0
