"""What a tool said → what a finding says of it: the same on every machine, and the cause."""

from __future__ import annotations

from pathlib import Path

from svclint.deployment.render.failures import failed
from svclint.deployment.render.process import Ran
from svclint.deployment.render.tools import Tool
from svclint.deployment.source_tree import SourceTree
from svclint.model import Flaw

TOOL = Tool("kustomize", ("/usr/bin/kubectl", "kustomize"))
HEAD = "Cannot render this kustomization, so its files were checked as written. kubectl kustomize: "


def said(root: Path, words: str) -> str:
    ran = Ran(1, b"", words.encode())
    flaw = failed("a/k.yaml", SourceTree(root), TOOL, ran, root.parent / "scratch", "kustomization")
    return flaw.message.removesuffix(".")


def test_the_places_of_this_run_are_left_out(tmp_path: Path) -> None:
    root = tmp_path / "repo"
    words = f"{root}/a/x.yaml and ../repo/b: no such file, in {tmp_path}/scratch"
    assert HEAD + "a/x.yaml and b: no such file, in svclint" == said(root, words)


def test_the_log_line_around_it_is_left_out(tmp_path: Path) -> None:
    log = 'E1123 08:19:17.223023   31484 run.go:72] "command failed" err='
    assert HEAD + 'it says "no"' == said(tmp_path, log + '"it says \\"no\\""\n')
    assert HEAD + "it says no" == said(tmp_path, log + "<\n\tit says\n\tno\n >\n")


def test_the_frame_that_our_own_kustomization_gives_it_is_left_out(tmp_path: Path) -> None:
    frame = (
        "accumulating resources: accumulation err='accumulating resources from 'a': 'a' must resolve to a file': "
        "recursed accumulation of path 'a': "
    )
    assert HEAD + "the cause" == said(tmp_path, "Error: " + frame + "the cause")


def test_a_long_message_keeps_its_end(tmp_path: Path) -> None:
    message = said(tmp_path, "x" * 10_000 + " the cause")
    assert message.endswith("the cause")
    assert len(HEAD) + 600 == len(message)


def test_a_silent_tool_is_known_by_its_status(tmp_path: Path) -> None:
    assert HEAD + "it exited with status 1" == said(tmp_path, "")


def test_of_a_crash_the_stacks_are_left_out(tmp_path: Path) -> None:
    words = b"runtime: out of memory\nfatal error: out of memory\n\ngoroutine 17 [running]:\nruntime.throw()\n"
    ran = Ran(2, b"", words)
    assert (
        HEAD + "it crashed: out of memory"
        == (failed("a/k.yaml", SourceTree(tmp_path), TOOL, ran, tmp_path / "scratch", "kustomization").message[:-1])
    )
    assert HEAD + "x fatal error: y" == said(tmp_path, "x\nfatal error: y")


def test_the_line_that_a_tool_names_does_not_tell_two_flaws_apart(tmp_path: Path) -> None:
    def flaw(words: str) -> Flaw:
        ran = Ran(1, b"", words.encode())
        return failed("a/k.yaml", SourceTree(tmp_path), TOOL, ran, tmp_path / "scratch", "kustomization")

    first, second = flaw("yaml: line 7: oh"), flaw("yaml: line 9: oh")
    assert first.message != second.message
    assert first.identity == second.identity
    assert 0 == first.lowered
    assert 1 == flaw("found in Chart.yaml, but missing in charts/ directory: common").lowered
