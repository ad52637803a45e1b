"""What README.md and the site show of the terminal is what the program prints; `make generate` writes it anew."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.console_blocks import ROOT, Block, blocks, pages, replay, rewrite
from tests.support.tutorial import MARK, carry_out, steps

# From the end of a page to its start, so that writing one block does not move another.
BLOCKS = [block for page in pages() for block in reversed(blocks(page))]

# Pages whose files and commands belong together.
TUTORIALS = [page for page in pages() if MARK in page.read_text()]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all tests here, so that svclint's cache is filled once."""
    return tmp_path_factory.mktemp("home")


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.page.stem}-{block.number}")
def test_block_is_what_the_commands_print(block: Block, home: Path) -> None:
    printed, status = replay(block, home)
    if os.environ.get("SVCLINT_UPDATE_BLOCKS"):
        rewrite(block, printed)
    else:
        assert printed == block.body, "make generate"
    assert block.status == status


@pytest.mark.parametrize("tutorial", TUTORIALS, ids=lambda page: page.stem)
def test_every_step_of_a_page_does_what_it_says(tutorial: Path, tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "repository"
    folder.mkdir()
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    text = tutorial.read_text(encoding="utf-8")
    shown, end = "", 0
    for step in steps(tutorial):
        printed, status = carry_out(step, folder, home)
        assert status == step.status, printed
        shown += text[end : step.start] + printed
        end = step.end
    shown += text[end:]
    if os.environ.get("SVCLINT_UPDATE_BLOCKS"):
        tutorial.write_text(shown, encoding="utf-8")
    assert shown == text or os.environ.get("SVCLINT_UPDATE_BLOCKS"), "make generate"


def test_readme_shows_the_program() -> None:
    assert any(block.page == ROOT / "README.md" for block in BLOCKS)


SVCLINT = Path(sys.executable).parent / "svclint"
FENCED = re.compile(r"^```(yaml|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown(language: str, word: str) -> list[tuple[str, str]]:
    """The fenced blocks in a language that hold a line beginning with `word`, each with its page's name."""
    pairs = [(page, found) for page in pages() for found in FENCED.findall(page.read_text())]
    return [(page.name, text) for page, (kind, text) in pairs if kind == language and re.search(f"^{word}", text, re.M)]


def svclint(*words: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    command = [str(SVCLINT), *words]
    return subprocess.run(command, cwd=cwd, env={"HOME": str(home)}, text=True, check=False, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A folder with one Service that nothing is wrong with, and what the blocks shown refer to."""
    folder = tmp_path / "repository"
    for name, text in {
        "service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {ports: [{port: 80}]}\n",
        "admin.conf": "apiVersion: v1\nkind: Config\nclusters: []\n",
        "svclint-shared.yaml": "version: 1\nfailOn: note\n",
        "svclint-baseline.yaml": "version: 1\nfindings: []\n",
        "clusters/inventory.yaml": "version: 1\nclusters: [{name: prod}]\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "policies/svclint").mkdir(parents=True)
    return folder


@pytest.mark.parametrize("text", [text for _, text in shown("yaml", "clusters:")])
def test_inventories_shown_are_valid(text: str, repository: Path, home: Path) -> None:
    (repository / "svclint-inventory.yaml").write_text(text)
    done = svclint("--fail-on=note", "service.yaml", cwd=repository, home=home)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("text", [text for _, text in shown("yaml", "(rulePaths|failOn|exclude):")])
def test_configurations_shown_are_valid(text: str, repository: Path, home: Path) -> None:
    (repository / ".svclint.yaml").write_text(text)
    done = svclint("service.yaml", cwd=repository, home=home)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("text", [text for _, text in shown("yaml", "policy:")])
def test_rules_shown_pass_their_own_examples(text: str, tmp_path: Path, home: Path) -> None:
    folder = tmp_path / "rules/folder"
    folder.mkdir(parents=True)
    rule_id = text.split(maxsplit=2)[1]
    # An id of its own, in case that svclint has this rule.
    (folder / f"shown-{rule_id}.yaml").write_text(text.replace(rule_id, f"shown-{rule_id}"))
    done = svclint("test", "rules", cwd=tmp_path, home=home)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("text", [text for _, text in shown("python", "from svclint")])
def test_python_shown_runs(text: str) -> None:
    done = subprocess.run([sys.executable, "-c", text], cwd=ROOT, text=True, check=False, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert "192.168.11.250" in done.stdout


def test_rules_named_exist(tmp_path: Path, home: Path) -> None:
    text = "".join(page.read_text() for page in pages())
    named = set(re.findall(r"svclint: ignore\[([\w-]+)\]", text)) | set(
        re.findall(r"svclint explain ([a-z][a-z-]*)(?![\w./:-])", text)
    )
    listed = {line.split()[0] for line in svclint("rules", cwd=tmp_path, home=home).stdout.splitlines() if line}
    own = {shown_rule.split(maxsplit=2)[1] for _, shown_rule in shown("yaml", "policy:")}
    assert named - listed - own == set()
