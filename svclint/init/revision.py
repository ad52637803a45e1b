"""The installation of svclint → the revision of svclint's repository that a hook or a workflow can name."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from svclint.about import VERSION
from svclint.documents.git import run_git
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

_PACKAGE = Path(__file__).resolve().parents[1]
_OURS = regex(r"(?:.*[/@])?github\.com[/:]svclint/svclint(?:\.git)?/?")
_COMMIT = regex(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Revision:
    """A commit or a tag of svclint's repository, and the comment to write after it."""

    name: str
    remark: str


def installed() -> Revision | None:
    """The revision that runs; None if the installation does not state it, as with a wheel that somebody built."""
    try:
        origin = distribution("svclint").read_text("direct_url.json")
    except PackageNotFoundError:
        origin = "{}"
    return _of_checkout(_PACKAGE.parent) or of_origin(origin)


def of_origin(origin: str | None) -> Revision | None:
    """The revision according to the text of pip's direct_url.json (PEP 610), which an index does not leave behind.

    A package index has only releases, and each release has a tag.
    """
    if origin is None:
        return Revision(f"v{VERSION}", "tags can be moved: prefer the commit hash")
    try:
        stated = json.loads(origin)
        url, commit = str(stated["url"]), stated.get("vcs_info", {}).get("commit_id")
    except (ValueError, LookupError, AttributeError, TypeError):
        return None
    if commit:
        return _of_commit(str(commit)) if _OURS.fullmatch(url) else None
    parts = urlsplit(url)
    return _of_checkout(Path(url2pathname(parts.path))) if parts.scheme == "file" else None


def _of_checkout(folder: Path) -> Revision | None:
    """The commit that is checked out in a clone of svclint's repository."""
    if not (folder / ".git").exists() or not (folder / "svclint/about.py").is_file():
        return None
    head = run_git(folder, "rev-parse", "HEAD")
    return _of_commit(head.stdout.decode(errors="replace").strip()) if head and head.returncode == 0 else None


def _of_commit(commit: str) -> Revision | None:
    return Revision(commit, f"svclint {VERSION}") if _COMMIT.fullmatch(commit) else None
