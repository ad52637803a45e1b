"""svclint with the lowest and with the newest version of each of its dependencies."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.support.sandbox import BIN, ROOT, clean_environment, run

# What meets the dependencies: YAML and its edits, patterns, schemas, conditions, arguments, the graph, the terminal.
TESTS = (
    "tests/documents/test_yaml.py", "tests/documents/test_scalars.py", "tests/documents/test_rewrite.py",
    "tests/documents/test_globs.py", "tests/documents/test_scan.py", "tests/test_schema.py", "tests/test_config.py",
    "tests/findings/test_cel.py", "tests/findings/test_graph.py", "tests/cli/test_command.py",
    "tests/cli/test_check.py", "tests/cli/test_graph.py", "tests/cli/test_inventory_import.py",
    "tests/reports/test_terminal.py",
    "tests/reports/test_text.py", "tests/reports/test_sarif.py",
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("versions", ["lowest-direct", "highest"])
def test_the_versions_that_pyproject_admits(versions: str, tmp_path: Path) -> None:
    env = clean_environment(tmp_path / "home", PYTHONPATH=str(ROOT))
    run(BIN / "uv", "venv", "--quiet", "--python", sys.executable, tmp_path / "venv", cwd=tmp_path, env=env)
    python = tmp_path / "venv/bin/python"
    words = ("pip", "install", "--quiet", "--python", python, "--resolution", versions, "--only-binary", ":all:")
    done = run(BIN / "uv", *words, "--requirements", ROOT / "pyproject.toml", cwd=tmp_path, env=env, check=False)
    if "Failed to fetch" in done.stdout:
        pytest.skip("the package index does not answer uv")
    assert done.returncode == 0, done.stdout
    # pytest and what else the tests need are this environment's, behind its own packages.
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path, env=env)
    Path(own.stdout.strip(), "tests.pth").write_text(sysconfig.get_path("purelib") + "\n")
    there = run(python, "-c", "import click; print(click.__file__)", cwd=tmp_path, env=env).stdout.strip()
    assert Path(there).is_relative_to(tmp_path)

    command = [
        str(python),
        "-m",
        "pytest",
        "-q",
        "-n0",
        "-p",
        "no:cacheprovider",
        f"--basetemp={tmp_path}/inner",
        *TESTS,
    ]
    tested = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, timeout=600, check=False)
    assert tested.returncode == 0, tested.stdout[-6000:]
