"""`svclint test`: the examples of rules of one's own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.cli_samples import Run

OWN = """\
id: no-example-addresses
title: A Service takes an address that the platform team keeps
severity: warning
why: The address belongs to somebody else here, and whoever takes it breaks what they run on it.
fix: Ask the platform team for an address of your own.
since: "0.1"
references: ["https://example.com/addresses"]
policy:
  for: claim
  claim: [external-ip]
  when: claim.address == "192.168.9.9"
  message: "{claim.title} takes {claim.address}, which is kept."
examples:
- title: The kept address
  manifests: |
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec:
      ports: [{port: 80}]
      externalIPs:
      - 192.168.9.9%s
- title: Another one
  manifests: |
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {ports: [{port: 80}], externalIPs: [192.168.9.10]}
"""
MARK = " # expect: no-example-addresses"


@pytest.fixture
def own(repository: Path) -> Path:
    (repository / "own").mkdir()
    (repository / "own" / "no-example-addresses.yaml").write_text(OWN % MARK)
    return repository / "own" / "no-example-addresses.yaml"


def test_examples_that_show_what_they_say(svclint: Run, own: Path) -> None:
    ran = svclint("test", "own")
    assert (ran.status, ran.out) == (0, "")
    assert ran.err == "svclint: 2 examples of 1 rule passed\n"


def test_verbose_names_them(svclint: Run, own: Path) -> None:
    assert svclint("test", "-v", "own").out.splitlines() == [
        "ok   no-example-addresses: The kept address",
        "ok   no-example-addresses: Another one",
    ]


def test_an_example_that_says_something_else(svclint: Run, own: Path) -> None:
    own.write_text(OWN % "")
    ran = svclint("test", "own")
    assert ran.status == 1
    assert ran.out.splitlines() == [
        "FAIL no-example-addresses: The kept address",
        "       manifest.yaml:7: unexpected finding: externalIPs of Service web takes 192.168.9.9, which is kept.",
        "FAIL no-example-addresses: at least one bad example",
        "       the rule has no bad example",
    ]
    assert ran.err == "svclint: 3 examples of 1 rule, 2 failed\n"


def test_the_rule_runs_beside_svclints_own(svclint: Run, own: Path, repository: Path) -> None:
    (repository / "kept.yaml").write_text(
        (repository / "good.yaml").read_text().replace("139.198.19.140", "192.168.9.9")
    )
    ran = svclint("--rules=own", "--fail-on=warning", "--select=no-example-addresses", "kept.yaml")
    assert (ran.status, "kept.yaml:7:5" in ran.out) == (1, True)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("claim.address ==", "claim.adress ==", "own/no-example-addresses.yaml:11:14: rule no-example-addresses: "),
        ("{claim.title} takes", "{claim.tilte} takes", "unknown name in a message: 'claim.tilte'"),
        ("severity: warning", "severity: bad", "no-example-addresses.yaml:3:11: "),
        ("id: no-example-addresses", "id: external-ip-is-control-plane", "is already defined in "),
    ],
)
def test_a_rule_that_is_none_is_a_mistake_with_its_place(
    svclint: Run, own: Path, old: str, new: str, message: str
) -> None:
    own.write_text((OWN % MARK).replace(old, new))
    for words in (["test", "own"], ["--rules", "own", "good.yaml"]):
        ran = svclint(*words)
        assert (ran.status, ran.out) == (2, "")
        assert message in ran.err


def test_a_folder_that_is_not_there_or_empty(svclint: Run, repository: Path) -> None:
    assert svclint("test", "nope").err == "svclint: error: no such folder: nope\n"
    (repository / "none").mkdir()
    ran = svclint("test", "none")
    assert (ran.status, ran.err) == (2, "svclint: error: no rules in none: rules are .yaml files\n")


def test_mutants_that_survive(svclint: Run, own: Path) -> None:
    ran = svclint("test", "--mutate", "own")
    assert ran.status == 1
    assert ran.out == "no-example-addresses: survived: severity error\n"
    assert ran.err == "svclint: 3 mutants of 1 rule, 1 survived, 0 change only a message\n"


def test_no_mutant_survives(svclint: Run, own: Path) -> None:
    own.write_text(OWN % f"{MARK}[warning]")
    ran = svclint("test", "--mutate", "own")
    assert (ran.status, ran.out) == (0, "")
