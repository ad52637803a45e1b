"""What people have written in earlier words keeps working, and they are told the words of today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from svclint import lint
from svclint.claims.catalogue import load_catalogue
from svclint.claims.roles import ROLES
from svclint.errors import UsageError
from svclint.findings.condition import replaced_names
from svclint.findings.old_names import WORDS, modern
from svclint.findings.rulebook import Rulebook, load_rules

RULE = """\
id: old-words
title: A rule in words of long ago
severity: warning
why: It was written for an earlier version, and it still has to do what it did.
fix: Nothing has to be done, it goes on working.
since: "0.1"
references: ["https://example.com/addresses"]
policy:
  for: claim
  claim: [{role}]
  when: {when}
  message: "{message}"
examples: [{{title: a, manifests: ""}}, {{title: b, manifests: ""}}]
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}], externalIPs: [192.168.9.9]}
"""


def rule(tmp_path: Path, role: str, when: str, message: str = "{claim.title} has an address of note.") -> Path:
    folder = tmp_path / "own"
    folder.mkdir(exist_ok=True)
    (folder / "old-words.yaml").write_text(RULE.format(role=role, when=when, message=message))
    return folder


@pytest.mark.parametrize("subject", ["claim", "pair"])
def test_every_word_of_today_is_one(subject: str) -> None:
    types = Rulebook((), load_catalogue().traits).types("overlap" if subject == "pair" else "claim")
    new = {name for name in WORDS.values() if not name.startswith(("other.", "pair.")) or subject == "pair"}
    assert new <= set(types)
    assert not set(WORDS) & set(types)


def test_names_are_replaced_where_they_are_names() -> None:
    text = 'claim.within.exists(w, w == "claim.within") && claim.within_reach // claim.within'
    assert replaced_names(text, {"claim.within": "claim.inside"}) == (
        'claim.inside.exists(w, w == "claim.within") && claim.within_reach // claim.within',
        {"claim.within": "claim.inside"},
    )


def test_a_rule_in_todays_words_stays_as_it_is() -> None:
    raw: dict[str, Any] = {"policy": {"for": "claim", "claim": ["node"], "when": "claim.no_effect == ''"}}
    assert modern(raw) == (raw, ())
    assert modern(raw)[0] is raw


def test_joins_cases_and_messages_are_renewed() -> None:
    policy = {
        "for": "overlap",
        "on": ["block", "any within"],
        "across": ["asked"],
        "related": "{other.held}",
        "cases": [{"when": "pair.takes", "message": "{claim.ignored}"}, {"message": "{claim.name}"}],
    }
    raw, used = modern({"policy": policy})
    assert raw["policy"] == {
        "for": "overlap",
        "on": ["block", "any inside"],
        "across": ["asked_controllers"],
        "related": "{other.address_is_held}",
        "cases": [{"when": "pair.captures", "message": "{claim.no_effect}"}, {"message": "{claim.name}"}],
    }
    assert dict(used)["pair.takes"] == "pair.captures"


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ("claim.ignored == ''", "claim.ignored is now claim.no_effect"),
        ("!claim.held", "claim.held is now claim.address_is_held"),
        (
            "claim.meets_other_pod_network",
            "claim.meets_other_pod_network is now !claim.disjoint_from_pod_networks",
        ),
    ],
)
def test_a_rule_of_ones_own_in_old_words_works_and_is_told_the_new_ones(tmp_path: Path, when: str, told: str) -> None:
    (tmp_path / "web.yaml").write_text(SERVICE)
    result = lint(tmp_path / "web.yaml", root=tmp_path, rules=[rule(tmp_path, "external-ip", f'"{when}"')])
    assert [finding.rule for finding in result.findings if finding.rule == "old-words"] == ["old-words"]
    assert [note for note in result.notes if note.endswith(told)]


def test_the_role_of_all_settings_stands_for_each_of_them(tmp_path: Path) -> None:
    folder = rule(tmp_path, "setting", "claim.setting == 'external-dns'")
    [own] = [made for made in load_rules([folder]) if made.id == "old-words"]
    assert "external-dns" in own.policy.claims
    assert set(own.policy.claims) <= set(ROLES)
    assert own.policy.when == "claim.role == 'external-dns'"
    assert [old for old, _ in own.renamed] == ["setting", "claim.setting"]


CLASH = """\
version: 1
clusters:
- name: prod
  nodes:
  - {name: a, addresses: [10.0.0.1]}
  - {name: b, addresses: [10.0.0.1]}%s
"""


def inventory(tmp_path: Path, comment: str = "") -> None:
    (tmp_path / "svclint-inventory.yaml").write_text(CLASH % comment)
    (tmp_path / "web.yaml").write_text(SERVICE)


def found(tmp_path: Path, **options: Any) -> list[str]:
    result = lint(tmp_path, root=tmp_path, **options)
    return [finding.rule for finding in result.findings if finding.suppressed is None and not finding.known]


def test_an_id_that_a_rule_was_split_from_is_for_that_rule_too(tmp_path: Path) -> None:
    inventory(tmp_path)
    assert "duplicate-inventory-entry" in found(tmp_path)
    assert "duplicate-inventory-entry" in found(tmp_path, select=["inventory-entries-clash"])
    assert "duplicate-inventory-entry" not in found(tmp_path, ignore=["inventory-entries-clash"])
    (tmp_path / ".svclint.yaml").write_text("rules: {inventory-entries-clash: off}\n")
    assert "duplicate-inventory-entry" not in found(tmp_path)
    (tmp_path / ".svclint.yaml").write_text(
        "rules: {inventory-entries-clash: off, duplicate-inventory-entry: warning}\n"
    )
    assert "duplicate-inventory-entry" in found(tmp_path)


def test_an_old_suppression_is_for_the_rule_that_was_split_off(tmp_path: Path) -> None:
    inventory(tmp_path, " # svclint: ignore[inventory-entries-clash] agreed")
    assert not {"duplicate-inventory-entry", "unused-ignore"} & set(found(tmp_path))


def test_a_role_that_does_not_exist_is_an_error_at_its_place(tmp_path: Path) -> None:
    folder = rule(tmp_path, "external-ips", "claim.name == ''")
    with pytest.raises(UsageError, match=r"unknown role 'external-ips'") as error:
        Rulebook(load_rules([folder]), load_catalogue().traits).check()
    assert (error.value.file.rpartition("/")[2], error.value.line) == ("old-words.yaml", 10)
