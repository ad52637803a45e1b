"""The documentation names only what exists: files, folders, links, anchors, rules, options of make."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
import yaml

from svclint.about import VERSION
from svclint.config import Config

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
LINK = re.compile(r"(?<!\!)\[[^\]\n]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^( *)(```+|~~~+).*?^\1\2\s*$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`\n]+)`")
# What a path of this repository looks like in running text: a folder that is here, then the rest.
PATH = re.compile(r"^(?:\./)?((?:svclint|rules|tests|docs|action|examples|\.github|\.ci)/[\w./<>*-]*)$")


@cache
def prose(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


@cache
def anchors(page: Path) -> set[str]:
    """The ids of a page's headings, as Python-Markdown's toc and GitHub make them for the plain titles used here."""
    titles = re.findall(r"^#+ +(.+?)\s*#*$", prose(page), re.MULTILINE)
    plain = (
        re.sub(r"[^\w\s-]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", title)).strip().lower() for title in titles
    )
    return {re.sub(r"[\s]+", "-", title) for title in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_of_pages_lead_to_existing_targets(page: Path) -> None:
    broken = []
    for target in LINK.findall(prose(page)):
        name, _, anchor = target.partition("#")
        if re.match(r"^[a-z]+:", target):
            continue
        goal = (page.parent / name).resolve() if name else page
        if not goal.exists() or (anchor and goal.suffix == ".md" and anchor not in anchors(goal)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_paths_in_the_text_exist(page: Path) -> None:
    """A `<name>` or `*` in a path stands for any name."""
    named = [match[1] for text in CODE.findall(prose(page)) if (match := PATH.match(text))]
    patterns = {name: re.sub(r"<[\w-]+>", "*", name).rstrip("/") for name in named}
    assert [name for name, pattern in patterns.items() if not list(ROOT.glob(pattern))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_words_of_make_exist(page: Path) -> None:
    known = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)`", prose(page))) <= known


def test_every_page_is_in_the_navigation() -> None:
    """mkdocs --strict complains of a missing page, not of a forgotten one; generated pages have their own index."""
    listed = set(re.findall(r"[\w./-]+\.md", (ROOT / "mkdocs.yml").read_text().partition("\nnav:")[2]))
    pages = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
    assert {page for page in pages - listed if not page.startswith(("rules/", "catalogue/"))} == set()


def test_decisions_are_numbered_and_listed() -> None:
    records = sorted(path.name for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert [f"{number:04}" for number in range(1, len(records) + 1)] == [name[:4] for name in records]
    index = (DOCS / "decisions/README.md").read_text()
    assert [name for name in records if f"({name})" not in index] == []


def test_changelog_begins_with_what_is_not_released_or_with_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] in ("Unreleased", VERSION)


def test_pages_show_this_version() -> None:
    pages = [ROOT / "README.md", *DOCS.glob("*.md"), *DOCS.glob("integrations/*.md")]
    shown = [word for page in pages for word in re.findall(r"svclint@<commit> # v(\S+)", page.read_text())]
    assert {*shown} == {VERSION}


def test_no_page_speaks_of_a_machine() -> None:
    command = ["git", "grep", "-nE", r"(^|[^\w.])(/work/|/tmp/|/root/)", "--", "*.md"]
    found = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    assert found.stdout == ""


def test_the_page_of_the_action_has_its_inputs_and_their_defaults() -> None:
    inputs = yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]
    rows = re.findall(
        r"^\| `([\w-]+)` \| (`[^`]*`)? ?\| .*[a-z].* \|$", prose(DOCS / "integrations/github-action.md"), re.MULTILINE
    )
    documented = {name: default.strip("`") for name, default in rows if name in inputs}
    assert documented == {name: given["default"] for name, given in inputs.items()}


def test_the_action_fails_like_the_command() -> None:
    assert yaml.safe_load((ROOT / "action.yml").read_text())["inputs"]["fail-on"]["default"] == Config().fail_on
