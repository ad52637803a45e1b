"""The steps of a release that need no account, and what is done dry of the workflow that runs them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from scripts.release import digests, notes, problems, sbom, series
from svclint.about import VERSION

ROOT = Path(__file__).resolve().parents[1]
WORKFLOW = ROOT / ".github/workflows/release.yml"
CHANGELOG = """# Changelog

## [1.2.3] - 2026-01-31

### Added

- A rule.

## [1.2.2] - 2025-12-01

- Another.
"""


def test_a_version_that_can_be_released() -> None:
    assert list(problems("1.2.3", CHANGELOG, "")) == []
    assert list(problems("1.2.3", CHANGELOG, "v1.2.3")) == []


@pytest.mark.parametrize(
    ("version", "changelog", "tag", "expected"),
    [
        ("1.2.3", CHANGELOG, "v1.2.4", "1.2.3 is not that of the tag v1.2.4"),
        ("1.2.3", CHANGELOG, "1.2.3", "is not that of the tag 1.2.3"),
        ("1.2.3rc1", CHANGELOG.replace("1.2.3", "1.2.3rc1"), "", "is not of the form 1.2.3"),
        ("1.2.4", CHANGELOG, "", "the first section is not [1.2.4]"),
        ("1.2.3", CHANGELOG.replace("# Changelog", "# Changelog\n\n## [Unreleased]\n"), "", "rename [Unreleased]"),
        ("1.2.3", CHANGELOG.replace(" - 2026-01-31", ""), "", "has no date"),
        ("1.2.3", CHANGELOG.replace("### Added\n\n- A rule.", ""), "", "is empty"),
        ("1.2.3", "", "", "the first section is not [1.2.3]"),
    ],
)
def test_what_keeps_a_version_from_being_released(version: str, changelog: str, tag: str, expected: str) -> None:
    (found,) = problems(version, changelog, tag)
    assert expected in found


def test_the_notes_of_a_release_are_its_section() -> None:
    assert notes("1.2.3", CHANGELOG) == "### Added\n\n- A rule.\n"
    assert notes("1.2.2", CHANGELOG) == "- Another.\n"
    with pytest.raises(KeyError):
        notes("9.9.9", CHANGELOG)


def test_the_tag_that_moves() -> None:
    assert [series(version) for version in ("0.1.0", "1.0.0", "12.3.4")] == ["v0", "v1", "v12"]


def test_the_bill_of_materials_has_every_package_of_the_lock() -> None:
    document = json.loads(json.dumps(sbom("1.2.3", (ROOT / "action/requirements.lock").read_text())))
    components = {component["name"]: component["purl"] for component in document["components"]}
    assert {"click", "pyyaml", "ahocorasick-rs"} <= {*components}
    assert len(components) == (ROOT / "action/requirements.lock").read_text().count("==")
    assert all(re.fullmatch(r"pkg:pypi/[a-z0-9.-]+@[\w.]+", url) for url in components.values())
    (own,) = document["dependencies"]
    assert own == {"ref": "pkg:pypi/svclint@1.2.3", "dependsOn": list(components.values())}


def test_equal_files_have_equal_digests(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    empty = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert digests([tmp_path / "a"]) == {"a": empty}


@pytest.fixture(scope="module")
def jobs() -> dict[str, dict[str, object]]:
    return yaml.safe_load(WORKFLOW.read_text())["jobs"]


def test_what_is_published_is_built_once_tested_before_and_attested(jobs: dict[str, dict[str, object]]) -> None:
    built = [name for name, job in jobs.items() if "scripts/release.py build" in json.dumps(job)]
    assert built == ["build"]
    assert {name: job.get("needs") for name, job in jobs.items()} == {
        "test": None, "build": "test", "attest": "build", "pypi": "attest", "image": "attest",
        "release": ["pypi", "image"],
    }  # fmt: skip


def test_what_can_write_has_an_environment_that_a_person_guards(jobs: dict[str, dict[str, object]]) -> None:
    writing = {name for name, job in jobs.items() if {"contents", "packages"} & _written(job)}
    assert writing == {"image", "release"}
    assert all("environment" in jobs[name] for name in (*writing, "pypi"))


def _written(job: dict[str, object]) -> set[str]:
    permissions = job["permissions"]
    assert isinstance(permissions, dict)
    return {name for name, value in permissions.items() if value == "write"}


def test_no_step_has_a_secret_of_its_own() -> None:
    """Trusted publishing and the token of the run: nothing is kept that can be stolen."""
    assert "secrets." not in WORKFLOW.read_text()


@pytest.mark.parametrize("step", ["sbom", "series"])
def test_the_steps_run_in_a_bare_interpreter(step: str, tmp_path: Path) -> None:
    """The jobs of the workflow that run them have installed nothing."""
    command = [sys.executable, "-S", "-I", str(ROOT / "scripts/release.py"), step]
    done = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, text=True)
    assert VERSION.partition(".")[0] in done.stdout
