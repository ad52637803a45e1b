"""What each kind of run imports: a hook runs on every commit, and imports are most of its time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.startup import INVENTORY, SERVICE

# Prints the modules besides those of `python -c pass`.
CODE = """
import sys
before = set(sys.modules)
from svclint.documents.libyaml import load_binding
load_binding()
from svclint.cli import main
import io
out, sys.stdout = sys.stdout, io.StringIO()
main(sys.argv[1:])
sys.stdout = out
print(*sorted(set(sys.modules) - before))
"""
# Modules that take long, and that no check of plain manifests needs.
NEVER = {
    "cel_expr_python", "click", "dataclasses", "hashlib", "inspect", "jsonschema", "logging", "networkx", "pathspec",
    "random", "ruamel.yaml", "shutil", "socket", "subprocess", "tempfile", "typing", "wcwidth", "yaml.reader",
}  # fmt: skip
# Imported when there is a finding, a folder or an option.
WITHOUT_FINDINGS = {"svclint.findings.finding_builder", "svclint.findings.messages", "svclint.reports.snippet", "json"}


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("repository")
    (folder / "svclint-inventory.yaml").write_text(INVENTORY)
    (folder / "fine.yaml").write_text(SERVICE % "203.0.113.7")
    (folder / "wrong.yaml").write_text(SERVICE % "192.168.11.250")
    (folder / "other.yaml").write_text("kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata: {a: b}\n")
    imported(folder, "fine.yaml")  # fills the cache
    return folder


def imported(folder: Path, *arguments: str) -> set[str]:
    """The modules that a run imports."""
    # Any SVCLINT_ variable of the caller, as of CI, could be an option, which click would have to read.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SVCLINT_")}
    environment |= {"SVCLINT_CACHE_DIR": str(folder.parent / "cache"), "PYTHONPATH": str(Path(__file__).parents[1])}
    command = [sys.executable, "-c", CODE, *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("file", "most", "without"),
    [
        ("other.yaml", 167, WITHOUT_FINDINGS),
        ("fine.yaml", 171, WITHOUT_FINDINGS),
        ("wrong.yaml", 176, {"json"}),
    ],
)
def test_a_check_of_one_file_imports_only_what_it_needs(
    repository: Path, file: str, most: int, without: set[str]
) -> None:
    modules = imported(repository, file)
    assert modules & (NEVER | without) == set()
    own = {name for name in modules if name.startswith("svclint")}
    assert len(own) <= most, f"{len(own)} modules of svclint"
    assert len(modules - own) <= 58, sorted(modules - own)


def test_themes_of_words_are_imported_when_a_rule_uses_one_of_their_words(repository: Path) -> None:
    prefix = "svclint.findings.words."
    themes = {name for name in imported(repository, "fine.yaml") if name.startswith(prefix)}
    assert f"{prefix}addresses" in themes
    assert {f"{prefix}{name}" for name in ("policies", "txt_records", "vrrp")} & themes == set()
