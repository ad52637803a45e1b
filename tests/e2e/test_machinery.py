"""The files that machines read (workflows, action, scripts, image, locks), before the linters made for each."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.support.sandbox import BIN, ROOT, clean_environment, run

WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
SCRIPTS = [*sorted((ROOT / "action").glob("*.sh")), ROOT / ".ci/run", *sorted((ROOT / "tests/tools").glob("install-*"))]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^( *)```yaml[^\n]*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
PIN = re.compile(r"^[\w./-]+@[0-9a-f]{40}$")


def shown_workflows() -> list[tuple[str, str]]:
    """The workflows that the documentation tells people to copy, each with the page it stands on."""
    shown = []
    for page in PAGES:
        for number, (indent, text) in enumerate(FENCE.findall(page.read_text(encoding="utf-8"))):
            if re.search(r"^ *jobs:", text, re.MULTILINE):
                plain = "".join(line.removeprefix(indent) for line in text.splitlines(keepends=True))
                shown.append((f"{page.stem}-{number}", plain))
    return shown


@pytest.fixture(scope="module")
def workflows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository-like folder with this project's workflows, those of its documentation, and action.yml."""
    folder = tmp_path_factory.mktemp("repository")
    (folder / ".github/workflows").mkdir(parents=True)
    for path in WORKFLOWS:
        (folder / ".github/workflows" / path.name).write_text(path.read_text())
    for name, text in shown_workflows():
        # The one name in them that is the reader's to fill in.
        (folder / f".github/workflows/shown-{name}.yml").write_text(text.replace("<commit>", "0" * 40))
    (folder / "action.yml").write_text((ROOT / "action.yml").read_text())
    run("git", "init", "--quiet", ".", cwd=folder, env=clean_environment(folder / ".home"))
    return folder


def test_documentation_shows_a_workflow() -> None:
    assert shown_workflows()


def test_zizmor(workflows: Path, tmp_path: Path) -> None:
    command = (BIN / "zizmor", "--offline", "--quiet", "--persona=auditor", "--strict-collection", ".")
    run(*command, cwd=workflows, env=clean_environment(tmp_path))


def test_actionlint(workflows: Path, tmp_path: Path) -> None:
    run(BIN / "actionlint", "-shellcheck", BIN / "shellcheck", cwd=workflows, env=clean_environment(tmp_path))


def test_schemas(workflows: Path, tmp_path: Path) -> None:
    env = clean_environment(tmp_path)
    check = (BIN / "check-jsonschema", "--builtin-schema")
    run(*check, "vendor.github-actions", "action.yml", cwd=workflows, env=env)
    run(*check, "vendor.github-workflows", *sorted(workflows.glob(".github/workflows/*")), cwd=workflows, env=env)
    run(*check, "vendor.dependabot", ROOT / ".github/dependabot.yml", cwd=workflows, env=env)


def test_shellcheck(tmp_path: Path) -> None:
    run(BIN / "shellcheck", *SCRIPTS, cwd=ROOT, env=clean_environment(tmp_path))


def test_hadolint(tmp_path: Path) -> None:
    run(BIN / "hadolint", "--failure-threshold=style", "Dockerfile", cwd=ROOT, env=clean_environment(tmp_path))


def test_scripts_can_be_executed() -> None:
    assert [path for path in SCRIPTS if not path.stat().st_mode & 0o111] == []


def test_every_use_is_pinned_and_every_workflow_asks_for_nothing(workflows: Path) -> None:
    for path in (*workflows.glob(".github/workflows/*"), workflows / "action.yml"):
        text = path.read_text()
        used = [name for name in re.findall(r"uses: ([^\s#]+)", text) if not name.startswith("./")]
        assert [name for name in used if not PIN.match(name)] == [], path.name
        if path.name != "action.yml":
            document = yaml.safe_load(text)
            assert document["permissions"] == {}, path.name
            # YAML 1.1 reads the key `on` as true.
            assert "pull_request_target" not in (document.get("on") or document[True])


def test_image_runs_as_nobody_in_particular() -> None:
    words = (ROOT / "Dockerfile").read_text().splitlines()
    (user,) = (line for line in words if line.startswith("USER "))
    assert user.split()[1] not in ("root", "0")
    assert words.index(user) < next(number for number, line in enumerate(words) if line.startswith("ENTRYPOINT"))


def pins(name: str) -> dict[str, Version]:
    """name → version of a lock file; a name that stands twice (one a marker) fails."""
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", (ROOT / name).read_text(), re.MULTILINE)
    assert len(found) == len({canonicalize_name(package) for package, _ in found})
    return {canonicalize_name(package): Version(version) for package, version in found}


def required() -> list[Requirement]:
    document = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [Requirement(text) for text in (*document["project"]["dependencies"], *document["build-system"]["requires"])]


def test_action_lock_has_what_the_package_needs() -> None:
    locked = pins("action/requirements.lock")
    unmet = [
        str(need) for need in required() if locked.get(canonicalize_name(need.name), Version("0")) not in need.specifier
    ]
    assert unmet == [], "make lock"


def test_action_lock_names_the_build_backend_as_pyproject_does() -> None:
    lines = (ROOT / "action/requirements.in").read_text().splitlines()
    given = sorted(line for line in lines if line and not line.startswith("#"))
    assert given == sorted(tomllib.loads((ROOT / "pyproject.toml").read_text())["build-system"]["requires"])


def test_action_lock_is_what_uv_makes_of_pyproject(tmp_path: Path) -> None:
    """The pins only: an index may gain a file, and so a hash, for a version that is there already."""
    for name in ("pyproject.toml", "action/requirements.in", "action/requirements.lock"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text((ROOT / name).read_text())
    options = ("--universal", "--fork-strategy", "fewest", "--python-version", "3.11", "--no-annotate", "--no-header")
    command = (str(BIN / "uv"), "pip", "compile", "--quiet", *options, "pyproject.toml", "action/requirements.in")
    env = clean_environment(tmp_path / "home")
    words = [*command, "--output-file", "action/requirements.lock"]
    done = subprocess.run(words, cwd=tmp_path, env=env, check=False, capture_output=True, text=True)
    if "Failed to fetch" in done.stderr:
        pytest.skip(f"the package index does not answer uv: {done.stderr.strip().splitlines()[0]}")
    assert done.returncode == 0, done.stderr
    made = [line for line in (tmp_path / "action/requirements.lock").read_text().splitlines() if "==" in line]
    kept = [line.rstrip(" \\") for line in (ROOT / "action/requirements.lock").read_text().splitlines() if "==" in line]
    assert made == kept, "make lock"


@pytest.mark.parametrize("lock", ["action/requirements.lock", ".github/requirements/release.lock"])
def test_every_locked_package_has_hashes(lock: str) -> None:
    entries = re.split(r"^(?=[\w.-]+==)", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


def test_every_python_that_is_promised_is_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    named = {one.rpartition(" ")[2] for one in project["classifiers"] if "Python :: 3." in one}
    workflow = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())
    tested = [str(one) for one in workflow["jobs"]["test"]["strategy"]["matrix"]["python"]]

    assert named == {".".join(one.split(".")[:2]) for one in tested}
    # Of the oldest its first release: what a later one brought is missed where it is not (Debian 12 has 3.11.2).
    assert tested[0] == project["requires-python"].removeprefix(">=") + ".0"
