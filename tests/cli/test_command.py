"""What the first word means, what help says, and how little is imported."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from svclint import __version__
from svclint.cli.command import SECTIONS, root
from svclint.cli.fast_args import COMMANDS
from tests.support.cli_samples import GOOD, RULE, Run


def test_a_folder_with_a_commands_name_is_given_with_its_path(svclint: Run, repository: Path) -> None:
    (repository / "rules").mkdir()
    (repository / "rules" / "web.yaml").write_text(GOOD)
    assert "1 file: 1 read" in svclint(f"--select={RULE}", "./rules").out
    assert RULE in svclint("rules").out


def test_only_the_first_word_is_a_command(svclint: Run, repository: Path) -> None:
    (repository / "graph").mkdir()
    (repository / "graph" / "web.yaml").write_text(GOOD)
    assert "1 file: 1 read" in svclint(f"--select={RULE}", "graph").out


def test_after_two_hyphens_everything_is_a_path(svclint: Run, repository: Path) -> None:
    (repository / "--help").write_text(GOOD)
    assert "1 file: 1 read" in svclint(f"--select={RULE}", "--", "--help").out


def test_options_may_follow_paths(svclint: Run) -> None:
    assert svclint("good.yaml", f"--select={RULE}", "--format", "json").out.startswith("{")


def test_the_version(svclint: Run) -> None:
    ran = svclint("--version")
    assert (ran.status, ran.out) == (0, f"svclint {__version__}\n")


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_is_help(svclint: Run, name: str) -> None:
    ran = svclint(*([name] if name else []), "--help")
    assert ran.status == 0
    assert ran.out.startswith(f"Usage: svclint {name}".rstrip())
    assert ran.err == ""


def test_help_names_every_command(svclint: Run) -> None:
    out = svclint("--help").out
    assert [name for name in COMMANDS if f"\n  {name} " not in out] == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--nope"], "No such option"),  # the rest differs between versions of click
        (["--fail-on=often"], "Invalid value for '--fail-on': 'often' is not one of"),
        (["explain"], "Missing argument 'QUESTION'."),
        (["rules", "--format=xml"], "Invalid value for '--format': 'xml' is not one of"),
    ],
)
def test_a_wrong_word_is_a_mistake_of_one_line_and_where_help_is(svclint: Run, words: list[str], message: str) -> None:
    ran = svclint(*words)
    first, second = ran.err.splitlines()
    assert (ran.status, ran.out) == (2, "")
    assert first.startswith(f"svclint: error: {message}")
    assert second == f"svclint: see: svclint{' ' + words[0] if words[0] in COMMANDS else ''} --help"


def test_help_has_every_option_in_a_section(svclint: Run) -> None:
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted([*listed, "version"]) == sorted(str(option.name) for option in root.params)
    out = svclint("--help").out
    assert [title for title in (*SECTIONS, "Commands", "Examples") if f"\n{title}:\n" not in out] == []


def test_every_option_of_the_check_can_be_set_by_the_environment() -> None:
    without = {one.name for one in root.params if not one.envvar}
    assert without == {"version"}


def test_a_run_imports_only_what_it_needs(repository: Path) -> None:
    """Start-up is part of the product: these cost more than all of svclint, and a clean run needs none of them."""
    heavy = ("networkx", "jsonschema", "pathspec", "rich", "subprocess", "importlib.metadata", "click.testing")
    commands = list(COMMANDS.values())
    script = (
        "import sys; from svclint.cli import main; "
        f"status = main(['--select={RULE}', '--no-config', 'good.yaml']); "
        f"print([name for name in {[*heavy, *commands]!r} if name in sys.modules], status)"
    )
    run = [sys.executable, "-c", script]
    subprocess.run(run, check=True, capture_output=True)  # the first one fills the cache
    done = subprocess.run(run, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "[] 0"


def test_python_m_svclint_is_the_same_command(repository: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "svclint", f"--select={RULE}", "bad.yaml"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, RULE in done.stdout) == (1, True)


def test_the_package_itself_imports_nothing_but_its_version() -> None:
    script = (
        "import sys, svclint; print(sorted(name for name in sys.modules if name.startswith(('svclint.', 'click'))))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "['svclint.about', 'svclint.light_typing']\n"
