"""The check as people call it: exit statuses, what goes where, and what is said when nothing can be done."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.cli_samples import BAD, GOOD, RULE, Run

ONLY = f"--select={RULE}"
YOUNG = """\
id: young-rule
title: A Service takes an external address
severity: warning
preview: true
why: A rule whose precision is not yet known, so that it runs only on request.
fix: Ask for an address of your own.
since: "0.1"
references: ["https://example.com/addresses"]
policy:
  for: claim
  claim: [external-ip]
  message: "{claim.title} takes {claim.address}."
examples:
- {title: An external address, manifests: "kind: Service"}
- {title: No external address, manifests: "kind: Service"}
"""


def test_a_finding_is_status_1_and_on_standard_output(svclint: Run) -> None:
    ran = svclint(ONLY, "bad.yaml")
    assert ran.status == 1
    assert "bad.yaml:7:5" in ran.out
    assert ran.err == ""


def test_nothing_found_is_status_0(svclint: Run) -> None:
    assert svclint(ONLY, "good.yaml").status == 0


def test_statistics_take_the_place_of_findings_in_the_report_for_people(svclint: Run) -> None:
    ran = svclint(ONLY, "bad.yaml", "--statistics", "--report", "concise=all.txt")
    assert ran.status == 1
    assert ran.out.startswith(f"1  error[{RULE}]  A Service takes the address of the control plane\n\n1 finding")
    assert Path("all.txt").read_text().startswith(f"bad.yaml:7:5 error[{RULE}] ")


def test_statistics_are_text(svclint: Run) -> None:
    ran = svclint(ONLY, "bad.yaml", "--statistics", "--format=json")
    assert (ran.status, ran.out) == (2, "")
    assert "--statistics is text: it cannot be used with --format json" in ran.err


def test_the_current_folder_is_checked_when_no_path_is_given(svclint: Run) -> None:
    ran = svclint(ONLY)
    assert ran.status == 1
    assert "bad.yaml:7:5" in ran.out


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["--fail-on=warning"], 1),
        (["--fail-on=error"], 1),
        (["--fail-on=never"], 0),
        (["--exit-zero"], 0),
    ],
)
@pytest.mark.parametrize("form", ["text", "concise", "json", "sarif", "github", "markdown"])
def test_the_status_is_the_same_for_every_format(svclint: Run, words: list[str], status: int, form: str) -> None:
    assert svclint(ONLY, *words, "--format", form, "bad.yaml").status == status


@pytest.mark.parametrize(("level", "status"), [("note", 0), ("warning", 1), ("error", 1)])
def test_a_warning_fails_and_a_note_does_not(svclint: Run, repository: Path, level: str, status: int) -> None:
    (repository / ".svclint.yaml").write_text(f"rules: {{{RULE}: {level}}}\n")
    assert svclint(ONLY, "bad.yaml").status == status


def test_fail_on_is_what_the_configuration_says_unless_the_command_does(svclint: Run, repository: Path) -> None:
    (repository / ".svclint.yaml").write_text("failOn: never\n")
    assert svclint(ONLY, "bad.yaml").status == 0
    assert svclint(ONLY, "--fail-on=error", "bad.yaml").status == 1
    assert svclint(ONLY, "--no-config", "bad.yaml").status == 1


def test_ignored_findings_do_not_fail(svclint: Run, repository: Path) -> None:
    (repository / "bad.yaml").write_text(BAD.rstrip() + f" # svclint: ignore[{RULE}] it is being moved\n")
    assert svclint(ONLY, "bad.yaml").status == 0


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_a_list_without_a_rule_is_a_mistake(svclint: Run, option: str) -> None:
    ran = svclint(option, " , ", "bad.yaml")
    assert (ran.status, ran.out) == (2, "")
    assert f"{option}: no rule is named" in ran.err


def test_a_group_is_the_rules_of_a_folder(svclint: Run) -> None:
    assert svclint("--select=control-plane/*", "bad.yaml").status == 1
    assert svclint("--select=control-plane/*", "--ignore=control-plane/*", "bad.yaml").status == 0
    assert "unknown rule: controlplane/* (did you mean control-plane/*?)" in svclint("--select=controlplane/*").err


@pytest.mark.parametrize("options", [["--preview"], ["--select=young-rule"]])
def test_a_preview_rule_runs_on_request(svclint: Run, repository: Path, options: list[str]) -> None:
    (repository / "own").mkdir()
    (repository / "own" / "young.yaml").write_text(YOUNG)
    assert svclint("--rules=own", *options, "good.yaml").status == 1
    assert svclint("--rules=own", "good.yaml").status == 0


def test_all_missing_paths_are_named(svclint: Run) -> None:
    ran = svclint("nope.yaml", "bad.yaml", "nada")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "svclint: error: no such file or folder: nope.yaml, nada\n"


def test_a_mistyped_command_is_recognised(svclint: Run) -> None:
    assert "did you mean the command 'explain'?" in svclint("explian", "x").err


def test_nothing_to_check_is_a_mistake_unless_it_is_allowed(svclint: Run, repository: Path) -> None:
    (repository / "empty").mkdir()
    ran = svclint("empty")
    assert ran.status == 2
    assert re.search(r"nothing to check: no \*\.yaml .* files in empty \(pass --allow-empty", ran.err)
    assert svclint("--allow-empty", "empty").status == 0


def test_standard_input_is_a_path(svclint: Run) -> None:
    ran = svclint(ONLY, "--stdin-filename", "clusters/web.yaml", "-", stdin=BAD.encode())
    assert ran.status == 1
    assert "clusters/web.yaml:7:5" in ran.out


def test_standard_input_and_files_are_checked_together(svclint: Run) -> None:
    ran = svclint(ONLY, "--format=json", "-", "good.yaml", stdin=BAD.encode())
    assert [one["file"] for one in json.loads(ran.out)["findings"]] == ["<stdin>"]


def test_a_report_goes_to_a_file_and_others_beside_it(svclint: Run, repository: Path) -> None:
    ran = svclint(ONLY, "-o", "out.txt", "--report=json=report.json", "--report", "sarif=report.sarif", "bad.yaml")
    assert (ran.status, ran.out) == (1, "")
    assert RULE in (repository / "out.txt").read_text()
    assert json.loads((repository / "report.json").read_text())["version"] == 1
    assert json.loads((repository / "report.sarif").read_text())["version"] == "2.1.0"
    assert sorted(path.name for path in repository.iterdir()) == [
        "bad.yaml", "good.yaml", "out.txt", "report.json", "report.sarif", "svclint-inventory.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("report", "message"),
    [
        ("json", "--report must be FORMAT=FILE, not json"),
        (
            "nope=x",
            (
                "--report: unknown format nope; choose from text, concise, sarif, json, jsonl, github, "
                "gitlab, junit, rdjson, markdown"
            ),
        ),
        ("json=-", "two reports have the same target: standard output"),
        ("json=nowhere/x", "cannot write nowhere/x: folder nowhere does not exist"),
    ],
)
def test_a_report_that_cannot_be_is_a_mistake(svclint: Run, report: str, message: str) -> None:
    ran = svclint("--report", report, "bad.yaml")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"svclint: error: {message}\n"


def test_without_an_inventory_one_note_says_what_it_would_add(svclint: Run, repository: Path) -> None:
    (repository / "svclint-inventory.yaml").unlink()
    ran = svclint(ONLY, "good.yaml")
    assert [
        line for line in ran.err.splitlines() if line.startswith("svclint: note: No inventory found")
    ] == ran.err.splitlines()
    assert svclint(ONLY, "--quiet", "good.yaml").err == ""


def test_verbose_names_what_could_not_be_resolved(svclint: Run, repository: Path) -> None:
    (repository / "var.yaml").write_text(GOOD.replace("139.198.19.140", "${VIP}"))
    assert "var.yaml:7:5: ${VIP} (Flux variable)" in svclint(ONLY, "-v", "--format=json", "var.yaml").err
    assert "${VIP}" not in svclint(ONLY, "--format=json", "var.yaml").err


def test_a_broken_inventory_is_told_with_its_place(svclint: Run, repository: Path) -> None:
    (repository / "svclint-inventory.yaml").write_text("version: 1\nclusters:\n- nmae: x\n")
    ran = svclint("bad.yaml")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("svclint: error: svclint-inventory.yaml:3:3: ")


def test_an_unknown_rule_is_a_mistake(svclint: Run) -> None:
    ran = svclint("--select=nope,nada", "bad.yaml")
    assert ran.status == 2
    assert "nada, nope" in ran.err


def test_rules_of_ones_own(svclint: Run, repository: Path) -> None:
    ran = svclint("--rules", "missing", "bad.yaml")
    assert (ran.status, ran.err) == (2, "svclint: error: rule folder not found: missing\n")


def test_the_hook_sees_only_what_git_tracks(svclint: Run, repository: Path) -> None:
    subprocess.run(["git", "init", "-q"], cwd=repository, check=True)
    subprocess.run(["git", "add", "good.yaml", "svclint-inventory.yaml"], cwd=repository, check=True)
    assert svclint(ONLY, "--hook").status == 0
    assert svclint(ONLY).status == 1


def test_the_environment_sets_options(svclint: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SVCLINT_SELECT", RULE)
    monkeypatch.setenv("SVCLINT_FORMAT", "json")
    monkeypatch.setenv("SVCLINT_FAIL_ON", "never")
    ran = svclint("bad.yaml")
    assert ran.status == 0
    assert [one["rule"] for one in json.loads(ran.out)["findings"]] == [RULE]


def test_color_is_for_people_and_whoever_asks(svclint: Run) -> None:
    assert "\x1b[" not in svclint(ONLY, "bad.yaml").out
    assert "\x1b[" in svclint(ONLY, "--color=always", "bad.yaml").out


def test_quiet_prints_findings_and_nothing_else(svclint: Run) -> None:
    loud, quiet = svclint(ONLY, "bad.yaml"), svclint(ONLY, "-q", "bad.yaml")
    assert loud.out.startswith(quiet.out.rstrip("\n"))
    assert "1 file: 1 read" in loud.out
    assert "1 file" not in quiet.out
    assert svclint(ONLY, "-q", "good.yaml").out == ""


def test_an_old_baseline_is_for_the_rule_that_was_split_off(svclint: Run, repository: Path) -> None:
    nodes = "  nodes: [{name: a, addresses: [10.0.0.1]}, {name: b, addresses: [10.0.0.1]}]\n"
    inventory, baseline = repository / "svclint-inventory.yaml", repository / "known.yaml"
    inventory.write_text(inventory.read_text() + nodes)
    svclint("--write-baseline", "known.yaml", ".")
    known = baseline.read_text()
    assert "duplicate-inventory-entry" in known
    baseline.write_text(known.replace("duplicate-inventory-entry", "inventory-entries-clash"))
    assert svclint("--baseline", "known.yaml", "--fail-on", "note", ".").status == 0
