"""Only what is new, from the command line, in real git repositories: what a branch adds, and what a baseline knows."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from svclint import lint
from svclint.cli import main
from tests.support.cli_samples import INVENTORY, Ran
from tests.support.cli_samples import SERVICE as TEXT

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")
TAKEN, FREE = "192.168.11.250", "203.0.113.7"
CONTROL_PLANE, DUPLICATE = "external-ip-is-control-plane", "duplicate-service-address"


def service(name: str, address: str) -> str:
    return TEXT.replace("name: web", f"name: {name}") % address


class Repository:
    """A repository with an inventory and one Service, on a branch `topic` that has just left `main`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet")

    def git(self, *words: str) -> str:
        done = subprocess.run([*GIT, "-C", str(self.root), *words], check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def write(self, **files: str | None) -> None:
        """Files by their name without `.yaml`, `_` for a slash; None takes one away."""
        for name, text in files.items():
            path = self.root / f"{name.replace('_', '/')}.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is None:
                path.unlink()
            else:
                path.write_text(text)

    def commit(self, **files: str | None) -> str:
        self.write(**files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", "x")
        return self.git("rev-parse", "HEAD")

    def base(self, **files: str | None) -> None:
        self.commit(**{"svclint-inventory": INVENTORY, **files})
        self.git("checkout", "--quiet", "-b", "topic")


Run = Callable[..., Ran]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    made = Repository(tmp_path / "gitops")
    monkeypatch.chdir(made.root)
    return made


@pytest.fixture
def svclint(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    def run(*words: str) -> Ran:
        ran = Ran(main(words), *capsys.readouterr())
        assert list((tmp_path / "tmp").iterdir()) == [], "a temporary folder stays"
        return ran

    return run


def told(ran: Ran) -> list[tuple[str, str, int]]:
    """The new findings of a JSON report: rule, file, line."""
    found = json.loads(ran.out)["findings"]
    return [(one["rule"], one["file"], one["line"]) for one in found if one["baselineState"] == "new"]


SINCE = ("--diff-base=main", "--format=json", f"--select={CONTROL_PLANE},{DUPLICATE}")


def test_nothing_is_new_on_a_branch_that_changes_nothing(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", TAKEN))
    ran = svclint("--diff-base", "main", f"--select={CONTROL_PLANE}")
    assert (ran.status, ran.out.split(" 1 file")[0]) == (0, "No new findings, 1 known.")
    assert ran.err == f"svclint: note: Compared with main ({repository.git('rev-parse', 'HEAD')[:12]}).\n"
    assert svclint(f"--select={CONTROL_PLANE}").status == 1


@pytest.mark.parametrize("new", ["a", "z"])
def test_a_collision_with_an_old_claim_is_reported_at_the_new_one(
    repository: Repository, svclint: Run, new: str
) -> None:
    """By place alone, it would be told at the last."""
    repository.base(m=service("old", FREE), bad=service("bad", TAKEN))
    repository.commit(**{new: service("new", FREE)})
    ran = svclint(*SINCE)
    assert (ran.status, told(ran)) == (1, [(DUPLICATE, f"{new}.yaml", 7)])
    [one] = [one for one in json.loads(ran.out)["findings"] if one["baselineState"] == "new"]
    assert [(other["location"]["file"], other["participant"]) for other in one["related"]] == [("m.yaml", True)]


def test_the_finding_is_at_the_new_one_of_two_claims_in_a_file(repository: Repository, svclint: Run) -> None:
    repository.base(a=service("old", FREE))
    repository.commit(a=service("new", FREE) + "---\n" + service("old", FREE))
    assert told(svclint(*SINCE)) == [(DUPLICATE, "a.yaml", 7)]


def test_a_change_in_the_working_tree_counts_before_it_is_committed(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", FREE))
    repository.write(new=service("new", TAKEN))
    assert told(svclint(*SINCE)) == [(CONTROL_PLANE, "new.yaml", 7)]


def test_a_third_member_of_a_known_group_is_new_wherever_it_stands(repository: Repository, svclint: Run) -> None:
    repository.base(a=service("one", FREE), c=service("three", FREE))
    repository.commit(b=service("two", FREE))
    assert told(svclint(*SINCE)) == [(DUPLICATE, "b.yaml", 7)]


def test_what_is_left_of_a_known_group_is_not_new(repository: Repository, svclint: Run) -> None:
    repository.base(a=service("one", FREE), b=service("two", FREE), c=service("three", FREE))
    repository.commit(c=None)
    assert ((ran := svclint(*SINCE)).status, told(ran)) == (0, [])


def test_lines_and_files_that_move_are_not_new(repository: Repository, svclint: Run) -> None:
    repository.base(a=service("one", FREE), b=service("two", FREE), old=service("old", TAKEN))
    repository.commit(a="# moved\n\n" + service("one", FREE), old=None, apps_zz=service("old", TAKEN), b=None)
    repository.commit(**{"0": service("two", FREE)})  # the pair is turned round
    assert told(svclint(*SINCE)) == []


def test_a_repeated_key_that_moves_is_not_new(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", FREE) + "  type: A\n  type: B\n")
    repository.commit(old="# moved\n" + service("old", FREE) + "  type: A\n  type: B\n")
    ran = svclint("--diff-base=main", "--format=json", "--select=duplicate-key")
    assert (told(ran), json.loads(ran.out)["counts"]["known"]) == ([], 1)


def test_a_copy_of_a_known_object_is_new(repository: Repository, svclint: Run) -> None:
    repository.base(m=service("old", TAKEN))
    repository.commit(a=service("old", TAKEN))
    assert told(svclint(*SINCE)) == [(CONTROL_PLANE, "a.yaml", 7)]


def test_another_address_of_a_known_object_is_new(repository: Repository, svclint: Run) -> None:
    text = INVENTORY.replace("[192.168.11.250], ports", "[192.168.11.250, 192.168.11.251], ports")
    repository.base(**{"old": service("old", TAKEN), "svclint-inventory": text})
    repository.commit(old=service("old", TAKEN) + "  - 192.168.11.251\n")
    assert told(svclint(*SINCE)) == [(CONTROL_PLANE, "old.yaml", 8)]


def test_a_change_of_the_inventory_makes_an_old_service_collide(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", FREE))
    repository.commit(**{"svclint-inventory": INVENTORY.replace(TAKEN, FREE)})
    assert told(svclint(*SINCE)) == [(CONTROL_PLANE, "old.yaml", 7)]


@pytest.mark.parametrize("words", [(), ("--inventory", "svclint-inventory.yaml")])
def test_an_inventory_that_comes_leaves_what_needs_none_known(
    repository: Repository, svclint: Run, words: tuple[str, ...]
) -> None:
    repository.base(a=service("one", FREE), b=service("two", FREE), old=service("old", TAKEN))
    repository.git("rm", "--quiet", "svclint-inventory.yaml")
    repository.git("commit", "--quiet", "--amend", "-m", "x")
    repository.git("branch", "--force", "main", "HEAD")
    repository.commit(**{"svclint-inventory": INVENTORY})
    assert told(svclint(*SINCE, *words)) == [(CONTROL_PLANE, "old.yaml", 7)]


def test_an_inventory_that_is_a_link_is_followed_on_both_sides(repository: Repository, svclint: Run) -> None:
    repository.commit(old=service("old", TAKEN), facts_real=INVENTORY)
    (repository.root / "svclint-inventory.yaml").symlink_to("facts/real.yaml")
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "topic")
    repository.commit(new=service("new", TAKEN))
    assert [one for one in told(svclint(*SINCE)) if one[0] == CONTROL_PLANE] == [(CONTROL_PLANE, "new.yaml", 7)]


def test_an_inventory_outside_of_the_repository_holds_for_both_sides(
    repository: Repository, svclint: Run, tmp_path: Path
) -> None:
    (tmp_path / "far.yaml").write_text(INVENTORY)
    repository.base(old=service("old", TAKEN))
    repository.commit(new=service("new", FREE))
    assert told(svclint(*SINCE, "--inventory", str(tmp_path / "far.yaml"))) == []


def test_a_rule_that_is_switched_on_or_made_worse_tells_what_it_finds(repository: Repository, svclint: Run) -> None:
    repository.base(**{"old": service("old", TAKEN), ".svclint": f"rules: {{{CONTROL_PLANE}: warning}}\n"})
    assert told(svclint(*SINCE)) == []
    repository.commit(**{".svclint": None})
    assert told(svclint(*SINCE)) == [(CONTROL_PLANE, "old.yaml", 7)]


def test_what_is_no_longer_ignored_is_new(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", TAKEN).rstrip() + f" # svclint: ignore[{CONTROL_PLANE}] later\n")
    assert [one for one in told(svclint(*SINCE)) if one[0] != CONTROL_PLANE] == []
    repository.commit(old=service("old", TAKEN))
    assert told(svclint(*SINCE)) == [(CONTROL_PLANE, "old.yaml", 7)]


def test_settings_of_the_base_that_cannot_be_used(repository: Repository, svclint: Run) -> None:
    repository.base(**{"old": service("old", TAKEN), ".svclint": "nope: 1\n"})
    repository.commit(**{".svclint": "failOn: error\n", "new": service("new", TAKEN)})
    ran = svclint(*SINCE)
    assert [one for one in told(ran) if one[0] == CONTROL_PLANE] == [(CONTROL_PLANE, "new.yaml", 7)]
    assert "so the current one was used: .svclint.yaml:1:1: unknown key 'nope'" in ran.err


def test_a_manifest_of_the_base_that_is_broken(repository: Repository, svclint: Run) -> None:
    """What was broken is told each time, and counts only where it is new."""
    broken = service("old", TAKEN) + "  - [\n"
    repository.base(old=broken)
    ran = svclint("--diff-base=main", f"--select={CONTROL_PLANE}")
    assert (ran.status, "error[invalid-yaml] (known): " in ran.out) == (0, True)
    assert "No new findings, 1 known" in ran.out
    repository.commit(new=broken)
    assert told(svclint(*SINCE)) == [("invalid-yaml", "new.yaml", 8)]
    repository.commit(old=service("old", TAKEN), new=None)
    assert told(svclint(*SINCE)) == [(CONTROL_PLANE, "old.yaml", 7)]


def test_paths_are_looked_at_on_both_sides(
    repository: Repository, svclint: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.base(apps_old=service("old", TAKEN), other_old=service("other", FREE))
    repository.commit(apps_new=service("new", TAKEN), fresh_new=service("fresh", TAKEN))
    only = (*SINCE[:2], f"--select={CONTROL_PLANE}")
    assert told(svclint(*only, "apps")) == [(CONTROL_PLANE, "apps/new.yaml", 7)]
    assert told(svclint(*only, "fresh")) == [(CONTROL_PLANE, "fresh/new.yaml", 7)]
    assert told(svclint(*only, "apps/old.yaml", "apps/new.yaml")) == [(CONTROL_PLANE, "apps/new.yaml", 7)]
    monkeypatch.chdir(repository.root / "apps")
    assert told(svclint(*only)) == [(CONTROL_PLANE, "apps/new.yaml", 7)]


def test_a_flaw_of_a_whole_cluster_that_shrinks_is_not_new(repository: Repository, svclint: Run) -> None:
    rule = "multiple-load-balancer-controllers"
    pools = {
        kind: f"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: {kind.lower()}}}\nspec: {{{field}: [{value}]}}\n"
        for kind, group, field, value in (
            ("IPAddressPool", "metallb.io/v1beta1", "addresses", "10.9.0.0/24"),
            ("CiliumLoadBalancerIPPool", "cilium.io/v2", "blocks", "{cidr: 10.9.1.0/24}"),
        )
    }
    metallb, cilium = pools.values()
    repository.base(a=metallb, b=cilium, c=cilium.replace("cidr: 10.9.1", "cidr: 10.9.2").replace("name: c", "name: d"))
    assert rule in svclint(f"--select={rule}").out
    repository.commit(c=None, request=service("request", FREE))
    only = ("--diff-base=main", "--format=json", f"--select={rule}")
    assert (told(ran := svclint(*only)), json.loads(ran.out)["counts"]["known"]) == ([], 1)
    repository.commit(b=None)
    assert json.loads(svclint(*only).out)["counts"]["known"] == 0


def test_links_are_followed_on_neither_side(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", TAKEN))
    (repository.root / "link.yaml").symlink_to("old.yaml")
    (repository.root / "out").symlink_to("/")
    repository.commit()
    repository.git("branch", "--force", "main", "HEAD")
    repository.commit(new=service("new", FREE))
    assert told(svclint(*SINCE)) == []


@pytest.mark.parametrize("name", ["nope", "--help", "--output=x", "$(touch PWNED)", "a\x1b[31m", ""])
def test_what_is_no_revision_is_a_mistake(repository: Repository, svclint: Run, name: str) -> None:
    repository.base(old=service("old", TAKEN))
    ran = svclint(f"--diff-base={name}")
    if not name:
        assert ran.status == 1  # as an unset variable: nothing is compared
        return
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("svclint: error: --diff-base: ")
    assert "unknown revision" in ran.err
    assert "\x1b" not in ran.err
    assert not (repository.root / "PWNED").exists()


def test_a_shallow_clone_that_has_the_revision_compares_with_it_itself(
    repository: Repository, svclint: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.base(old=service("old", TAKEN))
    repository.commit(new=service("new", TAKEN))
    shallow = tmp_path / "shallow"
    url = f"file://{repository.root}"
    repository.git("clone", "--quiet", "--depth=1", "--branch=topic", url, str(shallow))
    monkeypatch.chdir(shallow)
    assert "in a shallow clone: fetch it first" in svclint("--diff-base=origin/main").err
    subprocess.run([*GIT, "fetch", "--quiet", "--depth=1", "origin", "main:base"], check=True, capture_output=True)
    ran = svclint(*SINCE, "--diff-base=base", f"--select={CONTROL_PLANE}")
    assert [one for one in told(ran) if one[0] == CONTROL_PLANE] == [(CONTROL_PLANE, "new.yaml", 7)]
    assert "itself, because it has no common ancestor with HEAD" in ran.err


def test_a_sarif_log_has_all_and_says_which_are_new(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", TAKEN))
    repository.commit(new=service("new", TAKEN))
    ran = svclint("--diff-base=main", "--format=sarif", f"--select={CONTROL_PLANE}")
    results = json.loads(ran.out)["runs"][0]["results"]
    found = [
        (one["baselineState"], one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) for one in results
    ]
    assert found == [("new", "new.yaml"), ("unchanged", "old.yaml")]


def test_known_findings_are_shown_when_asked_for(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", TAKEN))
    ran = svclint("--diff-base=main", "--show-known", f"--select={CONTROL_PLANE}")
    assert (ran.status, f"error[{CONTROL_PLANE}] (known): Service" in ran.out) == (0, True)


def test_a_baseline_from_its_first_day_to_its_last(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", TAKEN), worse=service("worse", TAKEN))
    only = f"--select={CONTROL_PLANE}"
    ran = svclint("--write-baseline", "svclint-baseline.yaml", only)
    assert (ran.status, ran.out.startswith("No new findings, 2 known.")) == (0, True)
    assert "svclint: note: wrote 2 findings to svclint-baseline.yaml" in ran.err
    text = (repository.root / "svclint-baseline.yaml").read_text()
    assert [line.split('"')[1] for line in text.splitlines() if "file:" in line] == ["old.yaml", "worse.yaml"]

    repository.write(**{".svclint": "baseline: svclint-baseline.yaml\n"})
    assert ((ran := svclint(only)).status, ran.err) == (0, "")
    repository.write(new=service("new", TAKEN), worse=None)
    ran = svclint(only, "--format=json")
    assert (ran.status, told(ran)) == (1, [(CONTROL_PLANE, "new.yaml", 7)])
    one = "svclint: note: 1 entry of the baseline no longer occurs; run --write-baseline again to remove it.\n"
    assert one == ran.err
    assert svclint(only, "new.yaml").err == ""  # a part of the repository says nothing of the rest

    repository.write(new=None)
    svclint("--write-baseline", "svclint-baseline.yaml", only)
    again = (repository.root / "svclint-baseline.yaml").read_text()
    assert "worse.yaml" not in again
    svclint("--write-baseline", "svclint-baseline.yaml", only)
    assert (repository.root / "svclint-baseline.yaml").read_text() == again
    repository.write(old=service("old", FREE))
    assert one == svclint(only).err


def test_a_baseline_is_no_manifest(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", TAKEN))
    svclint("--write-baseline=known.yaml")
    files = json.loads(svclint("--baseline=known.yaml", "--format=json").out)["counts"]["files"]
    assert sum(files.values()) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--baseline=nope.yaml"], "nope.yaml: cannot be read: no such file or directory"),
        (["--baseline=old.yaml"], "old.yaml:1:1: "),
        (["--write-baseline=x", "--diff-base=main"], "--write-baseline and --diff-base cannot be used together"),
        (["--write-baseline=x", "--baseline=y"], "--write-baseline and --baseline cannot be used together"),
        (["--write-baseline=nowhere/x"], "cannot write nowhere/x: folder nowhere does not exist"),
    ],
)
def test_mistakes_with_baselines(repository: Repository, svclint: Run, words: list[str], message: str) -> None:
    repository.base(old=service("old", TAKEN))
    ran = svclint(*words)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert not (repository.root / "x").exists()


def test_a_repository_names_no_baseline_outside_of_itself(repository: Repository, svclint: Run) -> None:
    repository.base(**{".svclint": "baseline: ../far.yaml\n"})
    assert "is outside the repository; to use it, pass it with --baseline" in svclint().err


def test_a_hook_knows_what_a_baseline_says_that_is_in_the_commit(repository: Repository, svclint: Run) -> None:
    repository.base(**{"old": service("old", TAKEN), ".svclint": "baseline: known.yaml\n"})
    only = f"--select={CONTROL_PLANE}"
    svclint("--write-baseline=known.yaml", only)
    assert svclint("--hook", only).status == 1
    repository.git("add", "known.yaml")
    assert svclint("--hook", only).status == 0


def test_base_and_baseline_together(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", TAKEN))
    repository.commit(listed=service("listed", TAKEN))
    svclint("--write-baseline=known.yaml", f"--select={CONTROL_PLANE}", "listed.yaml")
    repository.write(new=service("new", TAKEN))
    ran = svclint(*SINCE, f"--select={CONTROL_PLANE}", "--baseline=known.yaml")
    assert [one for one in told(ran) if one[0] == CONTROL_PLANE] == [(CONTROL_PLANE, "new.yaml", 7)]


def test_python_can_ask_for_it_too(repository: Repository, svclint: Run) -> None:
    repository.base(old=service("old", TAKEN))
    repository.commit(new=service("new", TAKEN))
    found = lint(select=[CONTROL_PLANE], diff_base="main").findings
    assert [(one.location.file, one.known) for one in found] == [("new.yaml", False), ("old.yaml", True)]
    svclint("--write-baseline=known.yaml", f"--select={CONTROL_PLANE}")
    assert [one.known for one in lint(select=[CONTROL_PLANE], baseline="known.yaml").findings] == [True, True]
    assert [one.known for one in lint(select=[CONTROL_PLANE]).findings] == [False, False]
