"""What the shell is offered."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.support.cli_samples import RULE, Run


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_is_the_shells_own(svclint: Run, shell: str) -> None:
    ran = svclint("completion", shell)
    assert ran.status == 0
    assert f"_SVCLINT_COMPLETE={shell}_complete" in ran.out
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=ran.out, text=True, check=True)


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("svclint ex", {"plain,explain"}),
        ("svclint --fail-on ", {"plain,note", "plain,warning", "plain,error", "plain,never"}),
        ("svclint --format s", {"plain,sarif"}),
        ("svclint explain external-ip-is-control", {f"plain,{RULE}"}),
        ("svclint schema ru", {"plain,rule"}),
        ("svclint bad.yaml ex", {"file,ex"}),
    ],
)
def test_completion_offers_the_candidates(
    svclint: Run, monkeypatch: pytest.MonkeyPatch, words: str, offered: set[str]
) -> None:
    monkeypatch.setenv("_SVCLINT_COMPLETE", "bash_complete")
    monkeypatch.setenv("COMP_WORDS", words)
    monkeypatch.setenv("COMP_CWORD", str(len(words.split(" ")) - 1))
    got = set(svclint().out.splitlines())
    assert got - {line for line in got if line.startswith("file,")} == {
        one for one in offered if one.startswith("plain,")
    }
    assert {one for one in offered if one.startswith("file,")} <= got
