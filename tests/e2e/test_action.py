"""The GitHub Action: its own steps run as the runner runs them, on repositories with and without a collision."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from svclint.rule_skeleton import rule_skeleton
from tests.support.action_runner import Job, Runner, commands
from tests.support.e2e_manifests import CONTROL_PLANE, INVENTORY, RULE, service
from tests.support.sandbox import BIN, ROOT, clean_environment, run

Use = Callable[..., Job]


@pytest.fixture(scope="session")
def runner(tmp_path_factory: pytest.TempPathFactory, snapshot: Path) -> Runner:
    """The action as GitHub lays it out: a folder without git's own files, outside the workspace."""
    folder = tmp_path_factory.mktemp("actions") / "svclint"
    shutil.copytree(snapshot, folder, ignore=shutil.ignore_patterns(".git"))
    environment = clean_environment(tmp_path_factory.mktemp("home"))
    return Runner(folder, environment, {"actions/setup-python": {"python-path": str(BIN / "python")}})


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory, runner: Runner) -> Mapping[str, Mapping[str, str]]:
    """The outputs of the installing steps, which are run once: the check itself is what differs between tests."""
    workspace = tmp_path_factory.mktemp("empty")
    (workspace / "venv.py").write_text("raise SystemExit('a file of the repository was imported')\n")
    job = runner.use(tmp_path_factory.mktemp("install") / "temp", workspace, {})
    assert Path(job.steps["install"]["venv"]).is_dir(), job.log
    return {name: outputs for name, outputs in job.steps.items() if name in ("python", "setup", "install")}


@pytest.fixture
def workspace(tmp_path: Path, runner: Runner) -> Path:
    """A checked-out repository with an inventory and a Service that takes nobody's address."""
    folder = tmp_path / "workspace"
    (folder / "apps").mkdir(parents=True)
    (folder / "svclint-inventory.yaml").write_text(INVENTORY)
    (folder / "apps/good.yaml").write_text(service("good"))
    run("git", "init", "--quiet", "--initial-branch=main", ".", cwd=folder, env=runner.environment)
    return folder


@pytest.fixture
def use(tmp_path: Path, runner: Runner, installed: Mapping[str, Mapping[str, str]], workspace: Path) -> Use:
    def use(given: Mapping[str, str] | None = None, event: Mapping[str, str] | None = None) -> Job:
        run("git", "add", "--all", cwd=workspace, env=runner.environment)
        return runner.use(tmp_path / "temp", workspace, given or {}, installed, event)

    return use


def test_collision_fails_after_everything_is_written(use: Use, workspace: Path) -> None:
    (workspace / "apps/bad.yaml").write_text(service("bad", CONTROL_PLANE))
    job = use()
    assert job.outcome == "failure"
    assert job.outputs["exit-code"] == "1"
    assert int(job.outputs["findings"]) >= 1
    log = json.loads(Path(job.outputs["sarif-file"]).read_text())
    assert RULE in {result["ruleId"] for result in log["runs"][0]["results"]}
    assert RULE in job.summary
    assert CONTROL_PLANE in job.summary
    assert "```mermaid" in job.summary
    line = service("bad", CONTROL_PLANE).splitlines().index(f"    - {CONTROL_PLANE}") + 1
    errors = [properties for command, properties, _ in commands(job.log) if command == "error"]
    assert any("file=apps/bad.yaml" in properties and f"line={line}," in properties for properties in errors), job.log


def test_nothing_found_passes(use: Use) -> None:
    job = use()
    assert (job.outcome, job.outputs["exit-code"], job.outputs["findings"]) == ("success", "0", "0"), job.log
    assert json.loads(Path(job.outputs["sarif-file"]).read_text())["runs"][0]["results"] == []
    assert commands(job.log) == []


def test_workspace_is_left_as_it_was(use: Use, workspace: Path) -> None:
    before = sorted(workspace.rglob("*.yaml"))
    use()
    outside_git = [path for path in workspace.rglob("*") if path.is_file() and ".git" not in path.parts]
    assert sorted(outside_git) == before


def test_fail_on_never_passes_with_findings(use: Use, workspace: Path) -> None:
    (workspace / "apps/bad.yaml").write_text(service("bad", CONTROL_PLANE))
    job = use({"fail-on": "never"})
    assert (job.outcome, job.outputs["exit-code"]) == ("success", "0")
    assert int(job.outputs["findings"]) >= 1


def test_outputs_can_be_switched_off(use: Use, workspace: Path) -> None:
    (workspace / "apps/bad.yaml").write_text(service("bad", CONTROL_PLANE))
    job = use({"annotations": "false", "summary": "false"})
    assert job.outcome == "failure"
    assert job.summary == ""
    assert commands(job.log) == []
    assert CONTROL_PLANE in job.log


def test_paths_inventories_and_sarif_file(use: Use, workspace: Path) -> None:
    (workspace / "apps/bad.yaml").write_text(service("bad", CONTROL_PLANE))
    (workspace / "other").mkdir()
    (workspace / "other/fine.yaml").write_text(service("fine"))
    (workspace / "svclint-inventory.yaml").rename(workspace / "own.yaml")
    job = use({"paths": "other\n", "inventory": "own.yaml\n", "sarif-file": "out/log.sarif"})
    assert (job.outcome, job.outputs["findings"]) == ("success", "0"), job.log
    assert str(workspace / "out/log.sarif") == job.outputs["sarif-file"]
    assert (workspace / "out/log.sarif").is_file()


def test_cluster_rules_baseline_and_arguments(use: Use, workspace: Path) -> None:
    (workspace / "apps/bad.yaml").write_text(service("bad", CONTROL_PLANE))
    (workspace / "mine").mkdir()
    (workspace / "mine/own-rule.yaml").write_text(rule_skeleton("own-rule", "claim"))
    (workspace / "list.yaml").write_text("version: 1\nfindings: []\n")
    given = {"cluster": "test", "rules": "mine\n", "baseline": "list.yaml", "render": "false"}
    job = use({**given, "arguments": "--select=own-rule\n\n--severity=warning\r\n"})
    assert (job.outcome, job.outputs["exit-code"]) == ("failure", "1"), job.log
    assert "[own-rule]" in job.log
    assert RULE not in job.log


def test_working_directory(use: Use, workspace: Path) -> None:
    (workspace / "apps/bad.yaml").write_text(service("bad", CONTROL_PLANE))
    (workspace / "other").mkdir()
    (workspace / "other/fine.yaml").write_text(service("fine"))
    assert use({"working-directory": "other"}).outputs["findings"] == "0"


@pytest.mark.parametrize(
    "given",
    [
        {"paths": "no/such/path"},
        {"fail-on": "sometimes"},
        {"config": "no-such.yaml"},
        {"diff-base": "no-such-revision"},
        {"annotations": "yes"},
        {"render": "maybe"},
        {"cluster": "nowhere"},
        {"rules": "no/such/folder"},
        {"baseline": "no-such.yaml"},
        {"arguments": "--no-such-option"},
        {"arguments": "apps"},
        {"arguments": "--"},
        {"arguments": "--report=json=out.json"},
        {"arguments": "--severity=warning\n--write-baseline=out.yaml"},
        {"working-directory": "no/such/folder"},
    ],
    ids=lambda given: "-".join(*given.items()),
)
def test_mistakes_in_the_inputs_fail_with_2(use: Use, given: dict[str, str]) -> None:
    job = use(given)
    assert (job.outcome, job.outputs["exit-code"], job.outputs["findings"]) == ("failure", "2", ""), job.log
    assert job.outputs["sarif-file"] == ""
    assert [command for command, _, _ in commands(job.log)] == ["error"]


HOSTILE = [
    "apps; touch PWNED $(touch PWNED) `touch PWNED`",
    '"; touch PWNED; "',
    "$(touch PWNED)\n`touch PWNED`",
    "--output=PWNED",
    "-\n--rules=apps",
    "::error::PWNED",
    "##[error]PWNED",
    "${{ github.token }}",
]


NAMES = ("paths", "config", "inventory", "diff-base", "fail-on", "working-directory")
# They reach svclint in the same two ways as the inputs above.
OTHER_NAMES = ("cluster", "rules", "render", "baseline", "arguments")


@pytest.mark.parametrize(
    ("name", "text"),
    [*((name, text) for name in NAMES for text in HOSTILE), *((name, HOSTILE[2]) for name in OTHER_NAMES)],
)
def test_hostile_inputs_stay_inert(use: Use, workspace: Path, name: str, text: str) -> None:
    job = use({name: text})
    assert job.outcome == "failure"
    assert [path for path in workspace.rglob("*") if "PWNED" in path.name] == []
    assert [found for found in commands(job.log) if "PWNED" in "".join(found)] == []


@pytest.mark.parametrize("name", ["out/log.sarif", "out/new/log.sarif"])
def test_a_sarif_file_behind_a_link_of_the_checkout_is_refused(
    use: Use, workspace: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "home").mkdir()
    (workspace / "out").symlink_to(tmp_path / "home")
    job = use({"sarif-file": name})
    assert (job.outputs["exit-code"], job.outputs["sarif-file"]) == ("2", "")
    assert [*(tmp_path / "home").iterdir()] == []


def test_hostile_sarif_file_is_only_a_name(use: Use, workspace: Path) -> None:
    name = "a b/$(touch PWNED); x\nfindings=99\ny.sarif"
    job = use({"sarif-file": name})
    assert str(workspace / name) == job.outputs["sarif-file"]
    assert job.outputs["findings"] == "0"
    assert (workspace / name).is_file()
    assert not (workspace / "PWNED").exists()


def test_hostile_repository_gives_no_commands(use: Use, workspace: Path) -> None:
    """File names and values of the pull request are its author's: the runner must obey only what svclint means."""
    text = service("bad", CONTROL_PLANE).replace("namespace: apps", r'namespace: "x\n::error::PWNED\n##[warning]PWNED"')
    (workspace / "apps/::warning::PWNED.yaml").write_text(text)
    (workspace / "apps/a\n::error title=PWNED::x.yaml").write_text(service("worse", CONTROL_PLANE))
    job = use()
    assert (job.outcome, job.outputs["exit-code"]) == ("failure", "1"), job.log
    obeyed = commands(job.log)
    assert {command for command, _, _ in obeyed} <= {"error", "warning", "notice"}
    titles = {dict(part.split("=", 1) for part in properties.split(",")).get("title") for _, properties, _ in obeyed}
    assert RULE in titles
    assert [title for title in titles if title is None or "PWNED" in title] == []
    assert [message for _, _, message in obeyed if message.startswith(("PWNED", "x.yaml"))] == []


@dataclass(frozen=True)
class PullRequest:
    """A pull request's merge commit, checked out in the workspace: `old` is in its base, `new` comes with it."""

    workspace: Path
    environment: Mapping[str, str]
    base: str

    def git(self, *words: str, cwd: Path | None = None) -> str:
        return run("git", *words, cwd=cwd or self.workspace, env=self.environment).stdout.strip()

    def event(self, **more: str) -> dict[str, str]:
        """As GitHub tells of it, with the revision that is checked out."""
        found = {"pull_request.base.sha": self.base, "GITHUB_REF": "refs/pull/1/merge"}
        return {**found, "GITHUB_SHA": self.git("rev-parse", "HEAD"), **more}


@pytest.fixture
def pull_request(workspace: Path, runner: Runner) -> PullRequest:
    def git(*words: str) -> str:
        return run("git", *words, cwd=workspace, env=runner.environment).stdout.strip()

    def commit(name: str) -> str:
        (workspace / f"apps/{name}.yaml").write_text(service(name, CONTROL_PLANE))
        git("add", "--all")
        git("commit", "--quiet", "-m", name)
        return git("rev-parse", "HEAD")

    base = commit("old")
    git("checkout", "--quiet", "-b", "topic")
    commit("new")
    git("checkout", "--quiet", "main")
    commit("elsewhere")  # the base branch went on, and the merge commit has that too
    git("merge", "--quiet", "--no-ff", "-m", "merge", "topic")
    return PullRequest(workspace, runner.environment, base)


def told(job: Job) -> list[str]:
    """The files with errors of this rule. Errors of one kind in three files are one finding with all locations."""
    sections = re.split(r"(?m)^(?=error\[|\d+ findings? )", job.log)
    sections = [section for section in sections if section.startswith(f"error[{RULE}]")]
    annotated = [words for command, words, _ in commands(job.log) if command == "error" and RULE in words]
    assert len(annotated) == len(sections)
    return sorted(set(re.findall(r"(?m)^ *--> (apps/[a-z]+\.yaml):", "".join(sections))))


def test_a_pull_request_is_told_only_what_it_adds(use: Use, pull_request: PullRequest) -> None:
    job = use({}, pull_request.event())
    assert (job.outcome, job.outputs["exit-code"]) == ("failure", "1"), job.log
    assert told(job) == ["apps/new.yaml"]
    assert "known" in job.summary
    results = json.loads(Path(job.outputs["sarif-file"]).read_text())["runs"][0]["results"]
    states = {
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: one["baselineState"]
        for one in results
        if one["ruleId"] == RULE
    }
    assert states == {"apps/new.yaml": "new", "apps/old.yaml": "unchanged", "apps/elsewhere.yaml": "unchanged"}


def test_a_pull_request_that_adds_nothing_passes(use: Use, pull_request: PullRequest) -> None:
    (pull_request.workspace / "apps/new.yaml").write_text(service("new", "203.0.113.8"))
    job = use({}, pull_request.event())
    assert (job.outcome, job.outputs["exit-code"], told(job)) == ("success", "0", []), job.log


def test_the_head_of_a_pull_request_is_compared_with_the_event_s_base(use: Use, pull_request: PullRequest) -> None:
    pull_request.git("checkout", "--quiet", "topic")
    assert told(use({}, pull_request.event())) == ["apps/new.yaml"]


@pytest.mark.parametrize(
    ("given", "event", "found"),
    [
        ({"diff-base": ""}, {}, ["apps/elsewhere.yaml", "apps/new.yaml", "apps/old.yaml"]),
        ({}, {"pull_request.base.sha": ""}, ["apps/elsewhere.yaml", "apps/new.yaml", "apps/old.yaml"]),
        ({"diff-base": "topic"}, {}, ["apps/elsewhere.yaml"]),
    ],
    ids=["switched off", "a push", "a revision of one's own"],
)
def test_the_revision_to_compare_with_can_be_set(
    use: Use, pull_request: PullRequest, given: dict[str, str], event: dict[str, str], found: list[str]
) -> None:
    job = use(given, pull_request.event(**event))
    assert (job.outputs["exit-code"], told(job)) == ("1", found), job.log
    assert "is not in this checkout" not in job.log


@pytest.mark.parametrize("depth", [1, 2])
def test_a_shallow_checkout(
    tmp_path: Path, runner: Runner, installed: Mapping[str, Mapping[str, str]], pull_request: PullRequest, depth: int
) -> None:
    """Depth 2 has the base as it was merged; with less, everything counts, and the log says so."""
    url = f"file://{pull_request.workspace}"
    pull_request.git("clone", "--quiet", f"--depth={depth}", url, str(tmp_path / "shallow"))
    job = runner.use(tmp_path / "temp", tmp_path / "shallow", {}, installed, pull_request.event())
    everything = ["apps/elsewhere.yaml", "apps/new.yaml", "apps/old.yaml"]
    assert told(job) == (everything if depth == 1 else ["apps/new.yaml"]), job.log
    warnings = [message for command, _, message in commands(job.log) if command == "warning"]
    assert ("is not in this checkout" in "".join(warnings)) is (depth == 1)


@pytest.mark.parametrize("base", ["--help", "$(touch PWNED)", "main", "0" * 39 + "\n::error::PWNED"])
def test_a_base_that_is_no_hash_is_none(use: Use, pull_request: PullRequest, base: str) -> None:
    job = use({}, pull_request.event(**{"pull_request.base.sha": base}))
    assert len(told(job)) == 3, job.log
    assert [path for path in pull_request.workspace.rglob("*") if "PWNED" in path.name] == []
    assert [found for found in commands(job.log) if "PWNED" in "".join(found)] == []


def test_summary_stays_below_the_limit(use: Use, workspace: Path) -> None:
    """GitHub refuses a summary over 1 MiB whole, so one of 2,500 findings is cut, and says so."""
    addresses = [f"10.9.{number // 250}.{number % 250 + 1}" for number in range(2500)]
    (workspace / "svclint-inventory.yaml").write_text(
        INVENTORY.replace(f"vips: [{CONTROL_PLANE}]", f"vips: {addresses}")
    )
    manifests = (service(f"{'x' * 60}-{number}", address) for number, address in enumerate(addresses))
    (workspace / "apps/bad.yaml").write_text("---\n".join(manifests))
    job = use({"annotations": "false"})
    assert job.outputs["exit-code"] == "1"
    assert int(job.outputs["findings"]) >= 2500
    assert len(job.summary.encode()) < 1024 * 1024
    assert "more finding" in job.summary
    assert job.summary.count("```") % 2 == 0


def test_python_is_set_up_only_when_the_runner_has_none(tmp_path: Path, runner: Runner) -> None:
    """An old python3 on PATH makes the action ask for a newer one; a new one is used as it is."""
    old = tmp_path / "bin"
    old.mkdir()
    (old / "python3").write_text("#!/bin/sh\nexit 1\n")
    (old / "python3").chmod(0o755)
    environment = {**runner.environment, "PATH": f"{old}:{runner.environment['PATH']}"}
    done = {"install": {"venv": ""}, "check": {"exit-code": "0"}}
    asked = Runner(runner.action, environment, runner.stubs).use(tmp_path / "a", tmp_path, {}, done)
    assert asked.ran == ["python", "setup", "4"]
    had = runner.use(tmp_path / "b", tmp_path, {}, done)
    assert had.ran == ["python", "4"]
    assert had.steps["python"]["path"]


def test_nothing_but_the_lock_is_fetched() -> None:
    """Every fetch of the installation is bound to hashes; the package itself is built from the action's folder."""
    script = (ROOT / "action/install.sh").read_text()
    installs = [line for line in script.splitlines() if line.startswith('"${pip[@]}"')]
    assert len(installs) == 2
    assert all("--require-hashes" in line or "--no-index" in line for line in installs)
