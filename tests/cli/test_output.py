"""Files that appear whole or not at all, never through a link; and who gets colour."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path

import pytest

from svclint.cli.output import check_target, colored, links_work, say, show, write
from svclint.errors import UsageError


def test_a_file_is_replaced_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    target.write_text("old")
    write(str(target), "neu: ä\n")
    assert target.read_bytes() == "neu: ä\n".encode()
    assert [path.name for path in tmp_path.iterdir()] == ["report.json"]


def test_what_cannot_be_encoded_is_spelled_out(tmp_path: Path) -> None:
    write(str(tmp_path / "report"), "a\udcffb")
    assert (tmp_path / "report").read_bytes() == b"a\\udcffb"


def test_symbols_are_ascii_where_a_code_page_lacks_them(monkeypatch: pytest.MonkeyPatch) -> None:
    page = io.TextIOWrapper(io.BytesIO(), encoding="cp1252")
    monkeypatch.setattr(sys, "stdout", page)
    show("a → b ← c … 名 ü\n")
    assert page.buffer.getvalue() == b"a -> b <- c \x85 \\u540d \xfc\n"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, False),
        ({"TERM_PROGRAM": "Apple_Terminal"}, False),
        ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"WT_SESSION": "1"}, True),
        ({"VTE_VERSION": "4902"}, False),
        ({"VTE_VERSION": "5202"}, True),
        ({"VTE_VERSION": "many"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({"FORCE_HYPERLINK": "0", "WT_SESSION": "1"}, False),
    ],
)
def test_only_terminals_that_show_links_get_them(environment: dict[str, str], expected: bool) -> None:
    assert links_work(environment) is expected


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("keep")
    (tmp_path / "link").symlink_to("precious")
    with pytest.raises(UsageError, match="it is a link"):
        write(str(tmp_path / "link"), "new")
    assert (tmp_path / "precious").read_text() == "keep"


def test_a_part_that_a_killed_run_left_behind_does_not_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getpid", lambda: 1)  # as in a container
    (tmp_path / ".report.1.part").symlink_to("precious")
    write(str(tmp_path / "report"), "new")
    assert (tmp_path / "report").read_text() == "new"
    assert not (tmp_path / "precious").exists()


def test_a_linked_folder_of_the_checkout_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home" / "deep").mkdir(parents=True)
    (tmp_path / "checkout").mkdir()
    monkeypatch.chdir(tmp_path / "checkout")
    Path("out").symlink_to("../home")
    for path in ("out/report", "out/deep/report", os.path.abspath("out/report")):
        with pytest.raises(UsageError, match="folder out is a link"):
            write(path, "new")
    assert sorted(path.name for path in (tmp_path / "home").rglob("*")) == ["deep"]


def test_a_link_above_the_working_directory_is_the_machine_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "here").symlink_to("disk")
    monkeypatch.chdir(tmp_path / "here")
    write(str(tmp_path / "here" / "report"), "new")
    write("../report", "new")
    assert (tmp_path / "disk" / "report").read_text() == (tmp_path / "report").read_text() == "new"


@pytest.mark.parametrize(("name", "reason"), [("folder", "it is a folder"), ("pipe", "it is not a regular file")])
def test_only_plain_files_are_written(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match=reason):
        check_target(str(tmp_path / name))


def test_a_failing_write_leaves_the_old_file_and_no_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "report").write_text("old")

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("svclint.cli.output.os.replace", refuse)
    with pytest.raises(UsageError, match="no space left on device"):
        write(str(tmp_path / "report"), "new")
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"report": "old"}


@pytest.mark.parametrize(
    ("wish", "environment", "terminal", "expected"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": ""}, True, True),
        ("auto", {"FORCE_COLOR": "1"}, False, True),
        ("auto", {"FORCE_COLOR": "0"}, False, False),
        ("auto", {"CLICOLOR_FORCE": "1"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_color(wish: str, environment: dict[str, str], terminal: bool, expected: bool) -> None:
    assert colored(wish, environment, terminal=terminal) is expected


def test_every_line_that_is_said_has_our_name_in_front(capsys: pytest.CaptureFixture[str]) -> None:
    say("one\n::error::two")
    assert capsys.readouterr().err == "svclint: one\nsvclint: ::error::two\n"


def test_sentences_fit_the_terminal_that_shows_them() -> None:
    controller, terminal = os.openpty()
    termios = pytest.importorskip("termios")
    termios.tcsetwinsize(terminal, (24, 40))
    with os.fdopen(terminal, "w") as screen, pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stderr", screen)
        say("note: " + "word " * 20)
    output = b""
    with contextlib.suppress(OSError):  # Linux reports the end of a terminal's output as an error
        while part := os.read(controller, 4096):
            output += part
    os.close(controller)
    shown = output.decode().replace("\r", "").splitlines()

    assert len(shown) > 1
    assert max(len(line) for line in shown) <= 40
