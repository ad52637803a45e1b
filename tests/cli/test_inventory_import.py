"""`svclint inventory import` and `diff`, as they are called."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from svclint.cli import main

TALCONFIG = """\
clusterName: home
endpoint: https://192.168.11.250:6443
nodes:
- {hostname: cp1, ipAddress: 192.168.11.21, controlPlane: true}
"""
WRITTEN = """\
# Facts about the clusters of this repository; the comment after each value names the file and line it comes from.
# Written by `svclint inventory import`. A later import keeps your changes.
version: 1
clusters:
  - name: home  # talconfig.yaml:1
    kubeconfigServers:
      - https://192.168.11.250:6443  # talconfig.yaml:2
    loadBalancers:
      - name: api
        vips:
          - 192.168.11.250  # talconfig.yaml:2
        ports: [6443]  # talconfig.yaml:2
        serves: control-plane
    nodes:
      - name: cp1  # talconfig.yaml:4
        addresses:
          - 192.168.11.21  # talconfig.yaml:4
        roles: [control-plane]  # talconfig.yaml:4
"""
FILE = "svclint-inventory.yaml"


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "talconfig.yaml").write_text(TALCONFIG)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_standard_output(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (main(["inventory", "import"]), capsys.readouterr()) == (0, (WRITTEN, ""))


def test_a_new_file_then_no_drift(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inventory", "import", ".", "--output", FILE]) == 0
    assert (repository / FILE).read_text() == WRITTEN
    assert (main(["inventory", "diff"]), capsys.readouterr().out) == (0, f"{FILE} matches the files\n")


def test_a_difference_is_reported_with_status_1(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / FILE).write_text(WRITTEN.replace("192.168.11.250", "192.168.11.251").replace("cp1", "old"))
    status = main(["inventory", "diff"])
    expected = f"""\
cluster home
  + kubeconfigServers: https://192.168.11.250:6443 (talconfig.yaml:2); missing from the list at {FILE}:7
  - kubeconfigServers: https://192.168.11.251:6443 ({FILE}:7); no file states it
  + loadBalancers api: vips: 192.168.11.250 (talconfig.yaml:2); missing from the list at {FILE}:11
  - loadBalancers api: vips: 192.168.11.251 ({FILE}:11); no file states it
"""
    assert (status, capsys.readouterr().out) == (1, expected)


def test_a_difference_as_json(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / FILE).write_text(
        "version: 1\nclusters: [{name: home, nodes: [{name: gone, addresses: [10.0.0.9]}]}]\n"
    )
    status = main(["inventory", "diff", FILE, ".", "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    changes = [(one["key"], one["change"]) for one in data["differences"]]
    expected = [("kubeconfigServers", "added"), ("loadBalancers", "added"), ("nodes", "added"), ("nodes", "removed")]
    assert (1, expected) == (status, changes)
    assert data["differences"][2]["found"] == {"value": "cp1 192.168.11.21", "file": "talconfig.yaml", "line": 4}
    assert data["differences"][3]["inventory"] == {"value": "gone, 10.0.0.9", "file": FILE, "line": 2}


def test_a_file_that_exists_is_filled_in(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / FILE).write_text("version: 1\nclusters:\n- name: mine  # ours\n  kubeconfigServers: [10.0.0.1]\n")
    assert main(["inventory", "import", "-o", FILE]) == 0
    assert (
        (repository / FILE)
        .read_text()
        .startswith("version: 1\nclusters:\n- name: mine  # ours\n  kubeconfigServers: [10.0.0.1]\n  loadBalancers:\n")
    )
    told = "not changed: cluster mine, kubeconfigServers: https://192.168.11.250:6443 (talconfig.yaml:2)"
    assert told in capsys.readouterr().err


def test_replace(repository: Path) -> None:
    (repository / FILE).write_text("version: 1\nclusters: [{name: mine}]\n")
    assert main(["inventory", "import", "-o", FILE, "--replace", "--cluster", "mine"]) == 0
    assert (repository / FILE).read_text() == WRITTEN.replace("home  # talconfig.yaml:1", "mine")


def test_nothing_to_import(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "talconfig.yaml").write_text("a: b\n")
    assert main(["inventory", "import"]) == 2
    assert "no file in . describes a cluster" in capsys.readouterr().err


def test_no_inventory_to_compare(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inventory", "diff"]) == 2
    assert "no inventory found" in capsys.readouterr().err


def test_a_link_is_not_written_through(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (repository / "link.yaml").symlink_to("elsewhere.yaml")
    assert main(["inventory", "import", "-o", "link.yaml"]) == 2
    assert "it is a link" in capsys.readouterr().err
