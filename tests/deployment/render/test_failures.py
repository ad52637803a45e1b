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
    assert said(root, words) == HEAD + "a/x.yaml and b: no such file, in svclint"


def test_the_log_line_around_it_is_left_out(tmp_path: Path) -> None:
    log = 'E1123 08:19:17.223023   31484 run.go:72] "command failed" err='
    assert said(tmp_path, log + '"it says \\"no\\""\n') == HEAD + 'it says "no"'
    assert said(tmp_path, log + "<\n\tit says\n\tno\n >\n") == HEAD + "it says no"


def test_the_frame_that_our_own_kustomization_gives_it_is_left_out(tmp_path: Path) -> None:
    frame = (
        "accumulating resources: accumulation err='accumulating resources from 'a': 'a' must resolve to a file': "
        "recursed accumulation of path 'a': "
    )
    assert said(tmp_path, "Error: " + frame + "the cause") == HEAD + "the cause"


def test_a_long_message_keeps_its_end(tmp_path: Path) -> None:
    message = said(tmp_path, "x" * 10_000 + " the cause")
    assert message.endswith("the cause")
    assert len(message) == len(HEAD) + 600


def test_a_silent_tool_is_known_by_its_status(tmp_path: Path) -> None:
    assert said(tmp_path, "") == HEAD + "it exited with status 1"


def test_the_stack_traces_of_a_crash_are_left_out(tmp_path: Path) -> None:
    words = b"runtime: out of memory\nfatal error: out of memory\n\ngoroutine 17 [running]:\nruntime.throw()\n"
    ran = Ran(2, b"", words)
    assert (
        (failed("a/k.yaml", SourceTree(tmp_path), TOOL, ran, tmp_path / "scratch", "kustomization").message[:-1])
        == HEAD + "it crashed: out of memory"
    )
    assert said(tmp_path, "x\nfatal error: y") == HEAD + "x fatal error: y"


def test_the_line_in_a_tools_message_is_not_part_of_a_flaws_identity(tmp_path: Path) -> None:
    def flaw(words: str) -> Flaw:
        ran = Ran(1, b"", words.encode())
        return failed("a/k.yaml", SourceTree(tmp_path), TOOL, ran, tmp_path / "scratch", "kustomization")

    first, second = flaw("yaml: line 7: oh"), flaw("yaml: line 9: oh")
    assert first.message != second.message
    assert first.identity == second.identity
    assert first.lowered == 0
    assert flaw("found in Chart.yaml, but missing in charts/ directory: common").lowered == 1
