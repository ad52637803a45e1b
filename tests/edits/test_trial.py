"""Fixes of a repository: each removes its finding, changes nothing else, and is refused where it would not work."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from svclint.api import Request, examine, options
from svclint.edits.trial import Outcome, Trial
from svclint.pipeline import load

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: NAME}
spec:
  type: LoadBalancer
  loadBalancerIP: ADDRESS # by hand
  ports: [{port: 80}]
"""
POOL = """\
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: lan, namespace: metallb-system}
spec:
  addresses:
  - 192.168.1.10-192.168.1.20 # of the LAN
"""
INVENTORY = """\
version: 1
clusters:
- name: prod
  nodes:
  - {name: n1, addresses: [192.168.1.11]}
  - {name: n2, addresses: [192.168.1.14]}
"""


def tried(root: Path, files: Mapping[str, str], *, unsafe: bool = False, rounds: int = 5) -> Outcome:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode())
    request = Request(root=str(root), use_config=False)
    run_options = options([str(root)], request)

    def check():  # noqa: ANN202 - as the trial wants it
        return examine([str(root)], request, run_options)

    return Trial(check, check(), load().book, run_options, unsafe=unsafe).run(rounds)


def texts(outcome: Outcome) -> dict[str, str]:
    return {file: after.decode() for file, (_, after) in outcome.files.items()}


def rules(outcome: Outcome) -> list[str]:
    return [finding.rule for finding in outcome.checked.result.findings if finding.counted]


def test_a_spelling_becomes_canonical_and_every_other_byte_stays(tmp_path: Path) -> None:
    text = (
        SERVICE.replace("loadBalancerIP: ADDRESS", "externalIPs: ['010.1.2.3']")
        .replace("\n", "\r\n")
        .removesuffix("\r\n")
    )
    outcome = tried(tmp_path, {"a.yaml": "\ufeff" + text})
    assert texts(outcome) == {"a.yaml": "\ufeff" + text.replace("010.1.2.3", "10.1.2.3")}
    assert rules(outcome) == []
    assert (tmp_path / "a.yaml").read_bytes().decode() == "\ufeff" + text, "a trial writes nothing"


def test_what_only_other_programs_read_needs_a_decision(tmp_path: Path) -> None:
    files = {"a.yaml": SERVICE.replace("ADDRESS", "192.168.001.30").replace("loadBalancerIP", "clusterIP").replace(
        "metadata: {name: NAME}", 'metadata: {name: web, annotations: {metallb.io/loadBalancerIPs: "192.168.001.9"}}'
    )}  # fmt: skip
    assert texts(tried(tmp_path, files)) == {"a.yaml": files["a.yaml"].replace("192.168.001.30", "192.168.1.30")}
    assert "192.168.1.9" in texts(tried(tmp_path, files, unsafe=True))["a.yaml"]


@pytest.mark.parametrize(("cidr", "safe"), [("192.168.1.200/28", False), ("192.168.7.1/24", True)])
def test_a_range_that_may_have_been_meant_otherwise_needs_a_decision(tmp_path: Path, cidr: str, *, safe: bool) -> None:
    files = {"pool.yaml": POOL.replace("192.168.1.10-192.168.1.20", cidr)}
    assert bool(texts(tried(tmp_path, files))) == safe
    assert texts(tried(tmp_path, files, unsafe=True))


def test_suppressions_without_effect_go_and_others_stay(tmp_path: Path) -> None:
    text = SERVICE.replace("ADDRESS # by hand", "ADDRESS # svclint: ignore[unknown-pool, request-outside-pools] ours")
    files = {"pool.yaml": POOL, "a.yaml": "# svclint: ignore[pool-off-subnet]\n" + text.replace("ADDRESS", "10.0.0.9")}
    after = text.replace("ADDRESS", "10.0.0.9").replace("unknown-pool, ", "")
    assert texts(tried(tmp_path, files)) == {"a.yaml": after}


def test_services_get_different_free_addresses_of_their_pool(tmp_path: Path) -> None:
    services = {f"{name}.yaml": SERVICE.replace("NAME", name).replace("ADDRESS", "192.168.1.11") for name in "ab"}
    files = {
        **services,
        "pool.yaml": POOL.replace("192.168.1.10-", "192.168.1.9-"),
        "svclint-inventory.yaml": INVENTORY,
    }
    changed = texts(tried(tmp_path, files, unsafe=True))
    assert changed["a.yaml"] == files["a.yaml"].replace("192.168.1.11", "192.168.1.9")
    assert changed["b.yaml"] == files["b.yaml"].replace("192.168.1.11", "192.168.1.10")


def test_a_pool_leaves_out_the_addresses_of_others(tmp_path: Path) -> None:
    outcome = tried(tmp_path, {"pool.yaml": POOL, "svclint-inventory.yaml": INVENTORY}, unsafe=True)
    items = "192.168.1.10/32 # of the LAN\n  - 192.168.1.12/31\n  - 192.168.1.15-192.168.1.20\n"
    assert texts(outcome) == {"pool.yaml": POOL.replace("192.168.1.10-192.168.1.20 # of the LAN\n", items)}
    assert texts(tried(tmp_path, {"pool.yaml": POOL}, unsafe=False)) == {}, "not without --unsafe-fixes"


def test_a_pool_leaves_out_the_ends_of_a_node_subnet(tmp_path: Path) -> None:
    inventory = INVENTORY + "  nodeCIDRs: [192.168.1.0/28]\n"
    pool = POOL.replace("192.168.1.10-192.168.1.20", "192.168.1.8/29")
    outcome = tried(tmp_path, {"pool.yaml": pool, "svclint-inventory.yaml": inventory}, unsafe=True)
    items = "192.168.1.8-192.168.1.10 # of the LAN\n  - 192.168.1.12/31\n"
    assert texts(outcome) == {"pool.yaml": pool.replace("192.168.1.8/29 # of the LAN\n", items)}


def test_blocks_of_cilium_keep_their_form_where_they_can(tmp_path: Path) -> None:
    head = "apiVersion: cilium.io/v2\nkind: CiliumLoadBalancerIPPool\nmetadata: {name: lan}\nspec:\n  blocks:\n"
    blocks = "  - cidr: 192.168.1.8/29 # ours\n  - {start: 192.168.1.11, stop: 192.168.1.13}\n"
    after = (
        "  - start: 192.168.1.8 # ours\n    stop: 192.168.1.10\n"
        "  - cidr: 192.168.1.12/31\n"
        "  - cidr: 192.168.1.15/32\n"
        "  - {cidr: 192.168.1.12/31}\n"
    )
    outcome = tried(tmp_path, {"pool.yaml": head + blocks, "svclint-inventory.yaml": INVENTORY}, unsafe=True)
    assert texts(outcome) == {"pool.yaml": head + after}


def test_a_fix_that_causes_another_finding_is_refused_and_the_others_are_made(tmp_path: Path) -> None:
    full = POOL.replace("192.168.1.10-192.168.1.20", "192.168.1.11-192.168.1.11")
    files = {
        "svclint-inventory.yaml": INVENTORY,
        "full.yaml": full,
        "taken.yaml": SERVICE.replace("NAME", "taken").replace("ADDRESS", "192.168.1.11"),
        "other.yaml": SERVICE.replace("NAME", "other").replace("loadBalancerIP: ADDRESS", "externalIPs: [010.1.2.3]"),
    }
    outcome = tried(tmp_path, files, unsafe=True)
    assert set(texts(outcome)) == {"other.yaml"}
    assert "lb-address-is-node" in rules(outcome)


def test_a_variable_is_changed_where_it_is_set(tmp_path: Path) -> None:
    files = {
        "clusters/prod/apps.yaml": (
            "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\n"
            "metadata: {name: apps, namespace: flux-system}\n"
            "spec:\n  path: ./apps\n  sourceRef: {kind: GitRepository, name: flux-system}\n"
            "  postBuild:\n    substitute:\n      WEB_IP: 010.1.2.3 # web\n"
        ),
        "apps/web.yaml": SERVICE.replace("loadBalancerIP: ADDRESS", "externalIPs: ['${WEB_IP}']"),
    }
    changed = {"clusters/prod/apps.yaml": files["clusters/prod/apps.yaml"].replace("010.1.2.3", "10.1.2.3")}
    assert texts(tried(tmp_path, files)) == changed


@pytest.mark.parametrize(
    ("file", "head"),
    [
        ("vendor/a.yaml", ""),
        ("chart/charts/dep/a.yaml", ""),
        ("a.yaml", "# Code generated by tool. DO NOT EDIT.\n"),
        ("a.yaml", "---\n# Source: web/templates/service.yaml\n"),
    ],
)
def test_what_people_do_not_edit_is_not_changed(tmp_path: Path, file: str, head: str) -> None:
    text = head + SERVICE.replace("loadBalancerIP: ADDRESS", "externalIPs: [010.1.2.3]")
    outcome = tried(tmp_path, {file: text, "chart/Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\n"})
    assert texts(outcome) == {}


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    files = {
        "pool.yaml": POOL,
        "svclint-inventory.yaml": INVENTORY,
        "a.yaml": SERVICE.replace("ADDRESS", "192.168.1.99"),
    }
    first = texts(tried(tmp_path, files, unsafe=True))
    assert set(first) == {"pool.yaml", "a.yaml"}
    assert texts(tried(tmp_path, files | first, unsafe=True)) == {}
