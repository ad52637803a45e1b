"""Every rule and every catalogue entry names a source that does not change: a file at a tag, a standard or a page of
documentation.

An issue shows that something happened to somebody. What the code does is in the code.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
# Repositories of documents, which have no releases.
WITHOUT_TAGS = ("kubernetes/community", "kubernetes/enhancements", "kubernetes/kubeadm")

FILE = re.compile(r"https://github\.com/(?P<repository>[^/]+/[^/]+)/(?:blob|tree)/(?P<revision>[^/]+)/")
HAPPENED = re.compile(r"https://github\.com/[^/]+/[^/]+/(?:issues|pull|discussions)/")

RULES = sorted(ROOT.glob("rules/*/*.yaml"))
PROJECTS = sorted(ROOT.glob("svclint/catalogue/*.yaml"))


def references(path: Path) -> list[str]:
    rule: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return list(rule["references"])


def entry_sources(path: Path) -> list[list[str]]:
    """The sources of each entry of a project, those of single fields included."""
    project: dict[str, Any] = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    return [
        [url for part in (entry, *entry.get("fields", [])) for url in as_list(part.get("source", []))]
        for entry in project["entries"]
    ]


def as_list(sources: str | list[str]) -> list[str]:
    return [sources] if isinstance(sources, str) else sources


def on_a_branch(url: str) -> bool:
    file = FILE.match(url)
    if file is None or file["repository"] in WITHOUT_TAGS:
        return False
    return not any(letter.isdigit() for letter in file["revision"])


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_names_the_version_that_introduced_it(path: Path) -> None:
    assert re.search(r'^since: "\d+\.\d+"$', path.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_names_a_source(path: Path) -> None:
    assert any(not HAPPENED.match(url) for url in references(path)), "only reports of what happened"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_source_is_a_file_at_a_tag(path: Path) -> None:
    assert [url for url in references(path) if on_a_branch(url)] == []


@pytest.mark.parametrize("path", PROJECTS, ids=lambda path: path.stem)
def test_a_catalogue_entry_names_a_source_at_a_tag(path: Path) -> None:
    for sources in entry_sources(path):
        assert sources
        assert [url for url in sources if on_a_branch(url)] == []


@pytest.mark.parametrize(
    ("url", "branch"),
    [
        ("https://github.com/metallb/metallb/blob/main/internal/config/config.go", True),
        ("https://github.com/metallb/metallb/blob/v0.16.1/internal/config/config.go", False),
        ("https://github.com/kubernetes/enhancements/tree/master/keps/sig-network/3866-nftables-proxy", False),
        ("https://www.rfc-editor.org/rfc/rfc919", False),
    ],
)
def test_branches_are_recognised(url: str, branch: bool) -> None:
    assert on_a_branch(url) == branch
