"""Paths as they are given."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from svclint.cli.inputs import separate
from svclint.errors import UsageError


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
