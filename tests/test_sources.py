"""Every rule names a source that does not change: a file at a tag, a standard or a page of documentation.

An issue shows that something happened to somebody. What the code does is in the code.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
# Rules that are not held against upstream yet.
NOT_YET = ("input", "names", "nodes", "proxy", "services")
# Repositories of documents, which have no releases.
WITHOUT_TAGS = ("kubernetes/community", "kubernetes/enhancements", "kubernetes/kubeadm")

FILE = re.compile(r"https://github\.com/(?P<repository>[^/]+/[^/]+)/(?:blob|tree)/(?P<revision>[^/]+)/")
HAPPENED = re.compile(r"https://github\.com/[^/]+/[^/]+/(?:issues|pull|discussions)/")

RULES = sorted(path for path in ROOT.glob("rules/*/*.yaml") if path.parent.name not in NOT_YET)


def references(path: Path) -> list[str]:
    rule: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return list(rule["references"])


def on_a_branch(url: str) -> bool:
    file = FILE.match(url)
    if file is None or file["repository"] in WITHOUT_TAGS:
        return False
    return not re.search(r"\d", file["revision"])


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_rule_names_a_source(path: Path) -> None:
    assert any(not HAPPENED.match(url) for url in references(path)), "only reports of what happened"


@pytest.mark.parametrize("path", RULES, ids=lambda path: path.stem)
def test_a_source_is_a_file_at_a_tag(path: Path) -> None:
    assert [url for url in references(path) if on_a_branch(url)] == []


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
