"""Samples, tests, archives and vendored code are recognized by name, unless a user asks for them."""

from __future__ import annotations

import pytest

from svclint.deployment.sample_paths import sample_path


@pytest.mark.parametrize(
    ("path", "asked", "sample"),
    [
        ("apps/web.yaml", ".", ""),
        ("config-sample.yaml", ".", ""),  # written by KubeKey
        ("samples/config-sample.yaml", ".", "samples/"),
        ("hosts-sample.yaml", ".", "hosts-sample.yaml"),
        ("talos/talconfig copy.yaml", ".", "talos/talconfig copy.yaml"),
        ("apps/Copy of web (2).yaml", ".", "apps/Copy of web (2).yaml"),
        ("apps/web (1).yaml", ".", "apps/web (1).yaml"),
        ("apps/copy.yaml", ".", ""),
        ("docs/use-cases/web.yaml", ".", "docs/"),
        ("apps/docs/web.yaml", ".", ""),
        ("backup/cluster-backup.yaml", ".", "backup/"),
        ("apps/backup/velero.yaml", ".", ""),
        (".archive/apps/web.yaml", ".", ".archive/"),
        ("k8s/_archive/web.yaml", ".", "k8s/_archive/"),
        ("apps/do-not-use/shop/web.yaml", ".", "apps/do-not-use/"),
        ("apps/kyverno/tests/cli/web.yaml", ".", "apps/kyverno/tests/"),
        ("shop-demo-blue/web.yaml", ".", "shop-demo-blue/"),
        ("democracy/web.yaml", ".", ""),
        ("vendor/k8s.io/api/node.yaml", ".", "vendor/"),
        ("ui/node_modules/x/y.yaml", ".", "ui/node_modules/"),
        ("third_party/x.yaml", ".", "third_party/"),
        ("test/helm/values.yaml", ".", "test/"),
        ("clusters/test/web.yaml", ".", ""),
        ("environments/test/apps/web.yaml", ".", ""),
        ("inventory/sample/group_vars/all.yml", ".", "inventory/sample/"),
        ("cluster.sample.yaml", ".", "cluster.sample.yaml"),
        ("rke/sample.cluster.yml", ".", "rke/sample.cluster.yml"),
        ("talos/config-example.yaml", ".", "talos/config-example.yaml"),
        ("example.yaml", ".", ""),
        ("sites/example.com.yaml", ".", ""),
        ("examples/founding-incident/web.yaml", "examples/founding-incident", ""),
        ("examples/founding-incident/web.yaml", "examples/founding-incident/web.yaml", ""),
        ("cluster.sample.yaml", "cluster.sample.yaml", ""),
        ("examples/a/old/web.yaml", "examples/a", "examples/a/old/"),
        ("examples/a/web.yaml", "apps", "examples/"),
        ("k8s-examples/ingress/web.yml", ".", "k8s-examples/"),
        ("tmp/web.yaml", ".", "tmp/"),
        ("templates/web.yaml", ".", ""),
        ("charts/web/ci/default-values.yaml", ".", "charts/web/ci/default-values.yaml"),
        ("clusters/ci/web-values.yaml", "clusters/ci/web-values.yaml", ""),
        ("clusters/ci/web.yaml", ".", ""),
        ("services/break-fix/01-url.yaml", ".", "services/break-fix/"),
        ("services/broken/url.yaml", ".", "services/broken/"),
        ("apps/unbroken/web.yaml", ".", ""),
        ("ZZZ-deprecated/web.yaml", ".", "ZZZ-deprecated/"),
        ("network/cilium.disabled/pool.yaml", ".", "network/cilium.disabled/"),
        ("course/SOLUTIONS/web.yaml", ".", "course/SOLUTIONS/"),
        ("__ex/web.yaml", ".", "__ex/"),
        ("e2e-tests/conf/client.yml", ".", "e2e-tests/"),
        ("apps/load-tests/web.yaml", ".", "apps/load-tests/"),
        ("apps/not-disabled-yet/web.yaml", ".", ""),
    ],
)
def test_names_of_what_is_not_deployed(path: str, asked: str, sample: str) -> None:
    assert sample_path(path, [asked]) == sample
