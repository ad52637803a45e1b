"""A repository on GitHub → the workflow that checks its pull requests, as in docs/integrations/github-action.md."""

from __future__ import annotations

from pathlib import Path

from svclint.documents.git import run_git
from svclint.lazy_re import regex

PATH = ".github/workflows/svclint.yaml"
_ACTION = "svclint/svclint@"
# Branch names that need no quotes in a YAML flow list.
_BRANCH = regex(r"[A-Za-z][\w./-]{0,100}")
_TEMPLATE = """\
name: svclint

on:
  pull_request:
  push:
    branches: [{branch}]

permissions: {}

concurrency:
  group: ${{ github.workflow }}-${{ github.ref }}
  cancel-in-progress: true

jobs:
  svclint:
    name: Addresses
    runs-on: ubuntu-24.04
    permissions:
      contents: read # to check out the repository
      security-events: write # to upload the findings to code scanning
      actions: read # needed by the upload in private repositories
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with:
          persist-credentials: false
          fetch-depth: 2 # includes the pull request's base, so that only new findings are reported

      - id: svclint
        uses: svclint/svclint@{revision} # {remark}

      - name: Upload the findings to code scanning
        if: ${{ !cancelled() && steps.svclint.outputs.sarif-file != '' && !github.event.pull_request.head.repo.fork }}
        uses: github/codeql-action/upload-sarif@f205ea1c3313d32999d8d6a48b4f6530d4437b38 # v4.37.4
        with:
          sarif_file: ${{ steps.svclint.outputs.sarif-file }}
          category: svclint
"""


def workflow(branch: str, revision: str, remark: str) -> str:
    """The text of the workflow, for the main branch, with the action at `revision`, followed by a comment."""
    values = {"{branch}": branch, "{revision}": revision, "{remark}": remark}
    text = _TEMPLATE
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def on_github(root: Path) -> bool:
    """Whether the repository is on GitHub, according to its files and remotes."""
    if (root / ".github").is_dir():
        return True
    remotes = run_git(root, "remote", "--verbose")
    return remotes is not None and b"github.com" in remotes.stdout


def runs_already(root: Path) -> bool:
    """Whether a workflow already uses the action."""
    folder = root / ".github/workflows"
    files = sorted((*folder.glob("*.yaml"), *folder.glob("*.yml"))) if folder.is_dir() else []
    return any(_ACTION in _text(path) for path in files)


def default_branch(root: Path) -> str:
    """The default branch of the remote `origin`; `main` if it is unknown."""
    head = run_git(root, "symbolic-ref", "--short", "refs/remotes/origin/HEAD")
    name = head.stdout.decode(errors="replace").strip().partition("/")[2] if head and head.returncode == 0 else ""
    return name if _BRANCH.fullmatch(name) else "main"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    except OSError:
        return ""
