"""What readers notice is as bad as the rule's file says, in the result and in the report."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from svclint import rule_ids
from svclint.config import Config
from svclint.findings import rule_pack, rulebook
from svclint.findings.flaws import findings_of
from svclint.model import Finding, Location, Owner, Severity, Span, flaw
from svclint.packs import Pack
from svclint.pipeline import check
from svclint.reading import RunOptions
from svclint.reports import DisplayOptions, render

MANIFESTS = """\
kind: Service
apiVersion: v1
metadata: {name: a}
spec:
  externalIPs: [10.0.0.300, "${IP}", 10.0.0.7] # svclint: ignore[external-ip-is-node] not any more
  externalIPs: [10.0.0.300, "${IP}"] # svclint: ignore[duplicate-node-port] until 2020-01-01
---
externalIPs: [
"""
INVENTORY = """\
version: 1
clusters:
- name: a
  manifests: [nowhere/**]
  kubeconfigServers: ["https://nobody:6443"]
- name: a
- {name: b, manifests: ["b/**"], podCIDRs: [10.1.0.0/16]}
"""
NESTED = """\
version: 1
clusters:
- {name: b, podCIDRs: [10.2.0.0/16]}
"""
# The first needs a tool that fails (tests/deployment/render), the second a limit (tests/test_limits.py).
OTHERS = {rule_ids.RENDER_FAILED, rule_ids.LIMIT_REACHED}
FINGERPRINTS = {
    "cluster-without-manifests": "04f64878d7837f379a9d05dad73adf21",
    "duplicate-cluster": "eb80edc6a213bab53b1c4e091a5ae13e",
    "expired-ignore": "ce67b82fe1e919cd26ec76d5f1efbf46",
    "ignore-without-reason": "aceabb5037981b61b45e7a7ab252eea3",
    "inventories-disagree": "e69a55e6145142109e73731467cd888a",
    "duplicate-key": "e57ca791d7dde80cf72cce1934445974",
    "invalid-address": "6d0d03f50c90c693bf96511bb932b8bb",
    "invalid-yaml": "f06028ebd980b8d0f14a25cadbd315b5",
    "unreadable-file": "e62fe0d0ca35ba7096206dfb76403eaf",
    "unresolved-address": "183acebc10cb0d75a656e71e122f71ec",
    "unresolved-name": "49aead452b96c7a67a03d0e40fe456a9",
    "unused-ignore": "7979b4e19bb6dc8f84ddaf69761ac635",
}
IDS = {value for name, value in vars(rule_ids).items() if name.isupper() and isinstance(value, str)}


def run(root: Path) -> tuple[tuple[Finding, ...], dict[str, set[str]], dict[str, str]]:
    """The findings; the levels of each rule's results in SARIF, and its default."""
    select = (*IDS, "external-ip-is-node")  # some rules run only where they are selected
    options = RunOptions(
        root, Config(), inventories=(root / "svclint-inventory.yaml", root / "b/svclint-inventory.yaml"), select=select
    )
    checked = check([str(root)], options)
    (log,) = json.loads(render("sarif", checked.result, checked.rules, DisplayOptions()))["runs"]
    levels: dict[str, set[str]] = {}
    for one in log["results"]:
        levels.setdefault(one["ruleId"], set()).add(one["level"])
    defaults = {one["id"]: one["defaultConfiguration"]["level"] for one in log["tool"]["driver"]["rules"]}
    return checked.result.findings, levels, defaults


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    root.mkdir()
    (root / "a.yaml").write_text(MANIFESTS)
    (root / "b.yaml").write_bytes(b"externalIPs: \xff\n")
    (root / "svclint-inventory.yaml").write_text(INVENTORY)
    (root / "b").mkdir()
    (root / "b" / "svclint-inventory.yaml").write_text(NESTED)
    (root / "b" / "c.yaml").write_text("kind: Service\napiVersion: v1\nmetadata: {name: c}\n")
    return root


@pytest.mark.parametrize("severity", ["note", "warning", "error"])
def test_the_rule_file_says_how_bad_it_is(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, severity: str
) -> None:
    before, _, _ = run(repository)
    assert {one.rule for one in before} & IDS == IDS - OTHERS
    rules = tmp_path / "rules"
    shutil.copytree(rule_pack.folder(), rules)
    for path in (rules / "input").glob("*.yaml"):
        path.write_text(re.sub(r"(?m)^severity: .*$", f"severity: {severity}", path.read_text(), count=1))
    monkeypatch.setattr(rule_pack, "folder", lambda: str(rules))
    monkeypatch.setattr(rule_pack, "PACK", Pack("rules", rule_pack.PACK.make, [str(rules)]))

    after, levels, defaults = run(repository)

    for rule in IDS - OTHERS:
        assert {str(one.severity) for one in after if one.rule == rule} == {severity}
        assert levels[rule] == {severity}
        assert severity == defaults[rule]
    assert {one.fingerprint for one in before} == {one.fingerprint for one in after}


def test_fingerprints_are_those_of_the_first_baselines(repository: Path) -> None:
    """Baselines that people keep list them."""
    found, _, _ = run(repository)
    assert {one.rule: one.fingerprint for one in found if one.rule in IDS} == FINGERPRINTS


def test_every_id_is_a_rule_of_that_kind() -> None:
    inputs = {rule.id for rule in rulebook.load_rules() if rule.policy.subject == "input"}
    assert inputs == IDS


def test_a_flaw_of_a_rule_that_does_not_run_is_no_finding() -> None:
    place = Location("a.yaml", Span(1, 1, 1, 2), Owner("", "", "File", "", "a.yaml"), "")
    (rule,) = (rule for rule in rulebook.load_rules() if rule.id == rule_ids.INVALID_YAML)
    flaws = [
        flaw(place, rule_ids.INVALID_YAML, "This is none"),
        flaw(place, rule_ids.DUPLICATE_KEY, "A key"),
        flaw(place, rule_ids.INVALID_YAML, "Is it?", lowered=1),
        flaw(place, rule_ids.INVALID_YAML, "No.", lowered=5),
    ]
    found = [(one.message, one.severity) for one in findings_of(flaws, [rule])]
    assert found == [("This is none.", Severity.ERROR), ("Is it?", Severity.WARNING), ("No.", Severity.NOTE)]
