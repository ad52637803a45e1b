"""Filling in a file: what people wrote stays, byte for byte; what was missing is there afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svclint.errors import UsageError
from svclint.importing.diff import compared
from svclint.importing.edit import Merged, merged
from svclint.importing.emit import written
from svclint.importing.imported import Imported
from svclint.user_file import UserFile, read_settings
from tests.support.import_repositories import TALCONFIG, read


def opened(folder: Path, text: str) -> UserFile:
    (folder / "inventory.yaml").write_bytes(text.encode())
    return read_settings(folder / "inventory.yaml", folder, "inventory")


def filled(folder: Path, text: str) -> Merged:
    found = read(folder / "repository", {"talos/talconfig.yaml": TALCONFIG})
    return merged(opened(folder, text), found)


EDITED = """\
# ours
version: 1
clusters:
- name: "home"   # as everybody calls it
  nodes:
  # the old one
  - name: w1
    addresses: [192.168.11.31]  # by hand
    ports: [22, 9100]
  podCIDRs: [10.70.0.0/16]

  reserved:
  - {name: office-dhcp, kind: dhcp, addresses: [192.168.11.100-192.168.11.199]}   # the router's

  # end of home
  lan: office
"""

FILLED = """\
# ours
version: 1
clusters:
- name: "home"   # as everybody calls it
  nodes:
  # the old one
  - name: w1
    addresses: [192.168.11.31]  # by hand
    ports: [22, 9100]
    roles: [worker]  # talos/talconfig.yaml:17
  - name: cp1  # talos/talconfig.yaml:8
    addresses:
      - 192.168.11.21  # talos/talconfig.yaml:8
    roles: [control-plane]  # talos/talconfig.yaml:8
  podCIDRs: [10.70.0.0/16]

  reserved:
  - {name: office-dhcp, kind: dhcp, addresses: [192.168.11.100-192.168.11.199]}   # the router's
  - name: gateway
    kind: gateway
    addresses:
      - 192.168.11.1  # talos/talconfig.yaml:14
  - name: dns
    kind: dns
    addresses:
      - 192.168.11.2  # talos/talconfig.yaml:10

  # end of home
  lan: office
  kubernetesVersion: "1.33"  # talos/talconfig.yaml:2
  kubeconfigServers:
    - https://192.168.11.250:6443  # talos/talconfig.yaml:3
  loadBalancers:
    - name: api
      vips:
        - 192.168.11.250  # talos/talconfig.yaml:3
      ports: [6443]  # talos/talconfig.yaml:3
      serves: control-plane
  nodeCIDRs:
    - 192.168.11.0/24  # talos/talconfig.yaml:13
  serviceCIDRs:
    - 10.96.0.0/16  # talos/talconfig.yaml:5
"""


def test_what_is_missing_is_filled_in(tmp_path: Path) -> None:
    assert filled(tmp_path, EDITED).text == FILLED


def test_statements_of_users_are_kept_and_reported(tmp_path: Path) -> None:
    found = filled(tmp_path, EDITED)
    assert [one.path for one in found.conflicts] == ["podCIDRs"]


def test_a_second_time_nothing_changes(tmp_path: Path) -> None:
    assert filled(tmp_path, FILLED).text == FILLED


@pytest.mark.parametrize(
    "text", ["", "# nothing yet", "version: 1\n", "version: 1\nclusters:\n", "version: 1\nclusters: []\n"]
)
def test_a_file_without_clusters(tmp_path: Path, text: str) -> None:
    if "version" not in text:
        with pytest.raises(UsageError):
            filled(tmp_path, text)
        return
    result = filled(tmp_path, text).text
    assert result.startswith(text.rstrip("[]\n"))
    assert list(compared(opened(tmp_path, result).node, found_again(tmp_path).clusters)) == []


def found_again(folder: Path) -> Imported:
    return read(folder / "repository", {"talos/talconfig.yaml": TALCONFIG})


def test_windows_lines_stay(tmp_path: Path) -> None:
    result = filled(tmp_path, EDITED.replace("\n", "\r\n")).text
    assert result == FILLED.replace("\n", "\r\n")


def test_a_byte_order_mark_stays(tmp_path: Path) -> None:
    assert filled(tmp_path, "\ufeff" + EDITED).text == "\ufeff" + FILLED


def test_an_inventory_in_utf_16_is_left_to_people(tmp_path: Path) -> None:
    found = found_again(tmp_path)
    (tmp_path / "inventory.yaml").write_bytes(EDITED.encode("utf-16"))
    with pytest.raises(UsageError, match="UTF-16; save it as UTF-8"):
        merged(read_settings(tmp_path / "inventory.yaml", tmp_path, "inventory"), found)


def test_json_stays_json(tmp_path: Path) -> None:
    text = filled(tmp_path, json.dumps({"version": 1, "clusters": [{"name": "home"}]}, indent="\t")).text
    assert json.loads(text)["clusters"][0]["name"] == "home"
    assert json.loads(text)["clusters"][0]["kubernetesVersion"] == "1.33"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("  lan: |#\n    office\n", "ruamel.yaml, which svclint writes with, cannot read it"),
        ("  nodes: *a\n", "/clusters/1/nodes/0 is written elsewhere, behind the alias '[*]a'"),
    ],
)
def test_a_form_that_is_not_safe_is_left_to_people(tmp_path: Path, lines: str, reason: str) -> None:
    other = "- name: other\n  nodes: &a [{name: w1, addresses: [192.168.11.31]}]\n"
    with pytest.raises(UsageError, match=f"{reason}.*; nothing was written: fill it in by hand"):
        filled(tmp_path, f"version: 1\nclusters:\n{other}- name: home\n{lines}")


def test_braces_are_filled_in_too(tmp_path: Path) -> None:
    text = '{"version": 1, "clusters": [{"name": "home", "nodes": []}]}\n'
    result = filled(tmp_path, text).text
    assert list(compared(opened(tmp_path, result).node, found_again(tmp_path).clusters)) == []


def test_a_key_set_to_nothing_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="'nodes' has no value here"):
        filled(tmp_path, "version: 1\nclusters:\n- name: home\n  nodes: null\n")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_taken_out_comes_back(tmp_path: Path, data: st.DataObject) -> None:
    found = found_again(tmp_path)
    whole = written(found)
    lines = whole.splitlines(keepends=True)
    keys = [number for number, line in enumerate(lines) if line.startswith("    ") and line[4] not in " -"]
    start = data.draw(st.sampled_from(keys))
    end = next(number for number in [*keys, len(lines)] if number > start)
    left = "".join(lines[:start] + lines[end:])
    result = merged(opened(tmp_path, left), found)
    assert sorted(lines) == sorted(result.text.splitlines(keepends=True))
    assert result.conflicts == ()
