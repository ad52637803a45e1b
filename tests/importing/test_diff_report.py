"""How a difference is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.importing.diff import compared
from svclint.importing.diff_report import as_text
from svclint.importing.emit import written
from svclint.user_file import read_settings
from tests.support.import_repositories import TALCONFIG, read


def told(folder: Path, text: str) -> str:
    found = read(folder / "r", {"talos/talconfig.yaml": TALCONFIG})
    (folder / "i.yaml").write_text(text)
    settings = read_settings(folder / "i.yaml", folder, "inventory")
    return as_text(list(compared(settings.node, found.clusters)), "i.yaml")


def whole(folder: Path) -> str:
    return written(read(folder / "r", {"talos/talconfig.yaml": TALCONFIG}))


def test_what_was_just_written_has_not_drifted(tmp_path: Path) -> None:
    assert told(tmp_path, whole(tmp_path)) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("192.168.11.0/24", "192.168.11.7/24"),
        ('"1.33"', '"v1.33.9"'),
        ("https://192.168.11.250:6443", '"https://192.168.11.250:6443/"'),
        ("name: home", "name: what-we-call-it"),
        ("name: api\n", "name: kube-vip\n"),
    ],
)
def test_another_spelling_is_no_drift(tmp_path: Path, old: str, new: str) -> None:
    text = whole(tmp_path)
    assert old in text
    assert told(tmp_path, text.replace(old, new)) == ""


def test_the_report_shows_each_kind_of_difference(tmp_path: Path) -> None:
    text = whole(tmp_path).replace("- name: w1", "- name: w9").replace("192.168.11.31", "192.168.11.39")
    text = text.replace("10.69.0.0/16", "10.70.0.0/16").replace('"1.33"', '"1.32"')
    expected = """\
cluster home
  ~ kubernetesVersion: 1.32 (i.yaml:6), now 1.33 (talos/talconfig.yaml:2)
  + nodes: w1 192.168.11.31 (talos/talconfig.yaml:17)
  - nodes: w9, 192.168.11.39, worker (i.yaml:20); no file states it
  + podCIDRs: 10.69.0.0/16 (talos/talconfig.yaml:4); missing from the list at i.yaml:27
  - podCIDRs: 10.70.0.0/16 (i.yaml:27); no file states it
"""
    assert told(tmp_path, text) == expected


def test_facts_that_only_users_state_are_no_drift(tmp_path: Path) -> None:
    text = (
        whole(tmp_path)
        + "      - {name: dhcp, kind: dhcp, addresses: [192.168.11.100-192.168.11.199]}\n    lan: office\n"
    )
    assert told(tmp_path, text) == ""


def test_a_cluster_that_is_gone_and_one_that_came(tmp_path: Path) -> None:
    text = "version: 1\nclusters:\n- {name: old, nodes: [{name: n1, addresses: [10.0.0.1]}]}\n- name: older\n"
    expected = """\
cluster home
  + the cluster: home 192.168.11.250 (talos/talconfig.yaml:1)
cluster old
  - the cluster: old, n1, 10.0.0.1 (i.yaml:3); no file states it
cluster older
  - the cluster: older (i.yaml:4); no file states it
"""
    assert [line.split(": ")[0] for line in expected.splitlines()] == [
        line.split(": ")[0] for line in told(tmp_path, text).splitlines()
    ]


def test_no_password_is_shown(tmp_path: Path) -> None:
    text = whole(tmp_path).replace("https://192.168.11.250:6443", '"https://me:secret@192.168.11.9:6443"')
    assert "secret" not in told(tmp_path, text)
