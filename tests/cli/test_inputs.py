"""Paths as they are given."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from svclint import limits
from svclint.cli.inputs import separate
from svclint.errors import UsageError
from svclint.limits import Limits


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ((), (["."], None)),
        (("a",), (["a"], None)),
        (("-",), ([], b"text")),
        (("a", "-"), (["a"], b"text")),
    ],
)
def test_separate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paths: tuple[str, ...], expected: tuple[list[str], bytes | None]
) -> None:
    (tmp_path / "a").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"text")))
    assert separate(paths) == expected


def test_all_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match=r"^no such file or folder: x, y, z$"):
        separate(("x", "y", "z"))


def test_a_pipe_is_named_as_what_it_is(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match=r"^not a file or folder: .*/pipe; to read from a pipe"):
        separate((str(tmp_path / "pipe"),))


def test_no_more_is_read_than_can_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"-" * 2_000_000)))
    with limits.applied(Limits(file_size=1)):
        assert separate(("-",)) == ([], b"-" * ((1 << 20) + 1))
