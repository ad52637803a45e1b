"""The pre-commit hooks, as pre-commit itself installs and runs them: what is staged decides, and nothing else."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.support.e2e_manifests import CONTROL_PLANE, INVENTORY, RULE, service
from tests.support.sandbox import BIN, ROOT, clean_environment, run

# The keys of a hook that pre-commit 4.7 knows (clientlib.py); it ignores others without a word.
KEYS = {
    "id", "name", "entry", "language", "alias", "files", "exclude", "types", "types_or", "exclude_types",
    "additional_dependencies", "args", "always_run", "fail_fast", "pass_filenames", "description",
    "language_version", "log_file", "minimum_pre_commit_version", "require_serial", "stages", "verbose",
}  # fmt: skip


@dataclass(frozen=True)
class Repository:
    """A user's repository with the hooks of a snapshot of svclint configured and pre-commit in .git/hooks."""

    path: Path
    env: Mapping[str, str]

    def git(self, *words: str) -> None:
        run("git", *words, cwd=self.path, env=self.env)

    def write(self, name: str, text: str) -> None:
        (self.path / name).parent.mkdir(parents=True, exist_ok=True)
        (self.path / name).write_text(text, encoding="utf-8")

    def commit(self) -> subprocess.CompletedProcess[str]:
        return run("git", "commit", "--message", "change", cwd=self.path, env=self.env, check=False)

    def commit_unchecked(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--no-verify", "--message", "before")


@pytest.fixture(scope="session")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """One PRE_COMMIT_HOME for all tests: the hook's environment is installed once."""
    home = tmp_path_factory.mktemp("home")
    return clean_environment(home, PRE_COMMIT_HOME=str(home / "pre-commit"))


@pytest.fixture
def hook() -> str:
    return "svclint"


@pytest.fixture
def repository(tmp_path: Path, snapshot: Path, environment: dict[str, str], hook: str) -> Repository:
    made = Repository(tmp_path / "gitops", environment)
    made.path.mkdir()
    made.git("init", "--quiet", "--initial-branch=main", ".")
    revision = run("git", "rev-parse", "HEAD", cwd=snapshot, env=environment).stdout.strip()
    config = {"repos": [{"repo": str(snapshot), "rev": revision, "hooks": [{"id": hook}]}]}
    made.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    made.write("svclint-inventory.yaml", INVENTORY)
    made.write("apps/good.yaml", service("good"))
    made.commit_unchecked()
    run(BIN / "pre-commit", "install", cwd=made.path, env=environment)
    return made


def test_staged_collision_stops_the_commit(repository: Repository) -> None:
    repository.write("apps/bad.yaml", service("bad", CONTROL_PLANE))
    repository.git("add", "apps/bad.yaml")
    done = repository.commit()
    assert done.returncode == 1, done.stdout
    assert RULE in done.stdout
    assert "apps/bad.yaml" in done.stdout


def test_clean_change_is_committed(repository: Repository) -> None:
    repository.write("apps/other.yaml", service("other", "203.0.113.8"))
    repository.git("add", "apps/other.yaml")
    done = repository.commit()
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_change_of_the_inventory_alone_is_checked(repository: Repository) -> None:
    repository.write("svclint-inventory.yaml", INVENTORY.replace(CONTROL_PLANE, "203.0.113.7"))
    repository.git("add", "svclint-inventory.yaml")
    done = repository.commit()
    assert done.returncode == 1, done.stdout
    assert "apps/good.yaml" in done.stdout


def test_unstaged_collision_does_not_matter(repository: Repository) -> None:
    repository.write("apps/good.yaml", service("good", "203.0.113.9"))
    repository.git("add", "apps/good.yaml")
    repository.write("apps/good.yaml", service("good", CONTROL_PLANE))
    done = repository.commit()
    assert done.returncode == 0, done.stdout
    assert CONTROL_PLANE in (repository.path / "apps/good.yaml").read_text()


def test_untracked_collision_does_not_matter(repository: Repository) -> None:
    repository.write("apps/untracked.yaml", service("untracked", CONTROL_PLANE))
    repository.write("apps/good.yaml", service("good", "203.0.113.9"))
    repository.git("add", "apps/good.yaml")
    done = repository.commit()
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout


def test_untracked_inventory_does_not_help(repository: Repository) -> None:
    """What the commit does not hold must not decide about it, on the side of the inventory either."""
    repository.git("rm", "--quiet", "--cached", "svclint-inventory.yaml")
    repository.write("apps/bad.yaml", service("bad", CONTROL_PLANE))
    repository.git("add", "apps/bad.yaml")
    done = repository.commit()
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("hook", "word"), [("svclint", "Skipped"), ("svclint-always", "Passed")])
def test_deletion_of_one_side_is_committed(repository: Repository, word: str) -> None:
    repository.write("apps/bad.yaml", service("bad", CONTROL_PLANE))
    repository.commit_unchecked()
    repository.git("rm", "--quiet", "apps/bad.yaml")
    done = repository.commit()
    assert done.returncode == 0, done.stdout
    assert word in done.stdout


@pytest.mark.parametrize(("hook", "status"), [("svclint", 0), ("svclint-always", 1)])
def test_only_the_second_hook_sees_what_a_deletion_leaves(repository: Repository, status: int) -> None:
    repository.write("apps/bad.yaml", service("bad", CONTROL_PLANE))
    repository.write("apps/gone.yaml", service("gone", "203.0.113.9"))
    repository.commit_unchecked()
    repository.git("rm", "--quiet", "apps/gone.yaml")
    done = repository.commit()
    assert done.returncode == status, done.stdout


def test_two_thousand_long_paths(repository: Repository) -> None:
    """More than one command line holds (128 KiB): with file names handed over, this would be several processes."""
    folder = "/".join(["a-rather-long-name-of-a-folder"] * 6)
    for number in range(1999):
        text = service(f"s{number}", f"198.18.{number // 250}.{number % 250 + 1}")
        repository.write(f"{folder}/service-{number:04}.yaml", text)
    repository.write(f"{folder}/the-one.yaml", service("one", CONTROL_PLANE))
    repository.git("add", "--all")
    done = repository.commit()
    assert done.returncode == 1, done.stdout[-2000:]
    assert f"{folder}/the-one.yaml" in done.stdout
    assert f"{folder}/service-" not in done.stdout


def test_a_baseline_of_the_commit_leaves_out_what_it_lists(repository: Repository) -> None:
    """As the documentation shows it, with the file in `args`."""
    config = yaml.safe_load((repository.path / ".pre-commit-config.yaml").read_text())
    config["repos"][0]["hooks"][0]["args"] = ["--baseline", "svclint-baseline.yaml"]
    repository.write(".pre-commit-config.yaml", yaml.safe_dump(config))
    repository.write("apps/old.yaml", service("old", CONTROL_PLANE))
    command = (BIN / "python", "-m", "svclint", "--write-baseline", "svclint-baseline.yaml")
    run(*command, cwd=repository.path, env={**repository.env, "PYTHONPATH": str(ROOT)})
    repository.git("add", "--all")
    done = repository.commit()
    assert done.returncode == 0, done.stdout
    repository.write("apps/new.yaml", service("new", CONTROL_PLANE))
    repository.git("add", "--all")
    done = repository.commit()
    assert done.returncode == 1, done.stdout
    assert "apps/new.yaml" in done.stdout
    assert "known" in done.stdout


def test_try_repo(repository: Repository, snapshot: Path) -> None:
    """`pre-commit try-repo` on this repository, as the documentation shows it; it installs anew each time."""
    repository.write("apps/new.yaml", service("new", CONTROL_PLANE))
    repository.git("add", "apps/new.yaml")
    command = (BIN / "pre-commit", "try-repo", snapshot, "svclint", "--all-files")
    done = run(*command, cwd=repository.path, env=repository.env, check=False)
    assert done.returncode == 1, done.stdout
    assert RULE in done.stdout


def test_manifest_of_the_hooks() -> None:
    run(BIN / "pre-commit", "validate-manifest", ROOT / ".pre-commit-hooks.yaml", cwd=ROOT, env={})
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks} == {"svclint", "svclint-always"}
    for hook in hooks:
        assert set(hook) <= KEYS
        assert hook["pass_filenames"] is False
        assert hook["require_serial"] is True
