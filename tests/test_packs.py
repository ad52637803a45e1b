"""A pack is what its sources say: in a wheel, in the cache and anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint import packs
from svclint.packs import Pack, packed, unpacked

DATA = {"a": (1, True, None, "é", frozenset({"x"})), "b": [b"c", {"d": -(10**30)}]}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package without modules, and a cache."""
    package = tmp_path / "package"
    (package / packs.FOLDER).mkdir(parents=True)
    monkeypatch.setattr(packs, "HOME", str(package))
    monkeypatch.delenv("SVCLINT_NO_CACHE", raising=False)
    monkeypatch.setenv("SVCLINT_CACHE_DIR", str(tmp_path / "cache"))
    return package


def rules(folder: Path) -> Pack:
    """A pack with the texts of a folder."""
    return Pack("texts", lambda: [path.read_text() for path in sorted(folder.glob("*.yaml"))], [str(folder)])


def test_parts_come_back_as_they_were() -> None:
    assert unpacked(packed(DATA)) == DATA


def test_every_supported_python_reads_a_pack() -> None:
    assert packed("").startswith(b"\xfa\x00") or packed("").startswith(b"\xda\x00")  # a short text, as of format 4


def test_a_pack_is_kept_until_a_file_changes(home: Path, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("1")
    assert rules(tmp_path).load() == ["1"]
    packs._stamp.cache_clear()
    assert Pack("texts", list, [str(tmp_path)]).load() == ["1"]
    (tmp_path / "one.yaml").write_text("11")
    packs._stamp.cache_clear()
    assert rules(tmp_path).load() == ["11"]


def test_a_pack_is_kept_until_the_code_changes(home: Path, tmp_path: Path) -> None:
    assert Pack("texts", lambda: ["old"]).load() == ["old"]
    (home / "code.py").write_text("")
    packs._stamp.cache_clear()
    assert Pack("texts", lambda: ["new"]).load() == ["new"]


def test_the_pack_of_a_wheel_is_used_without_its_sources(home: Path, tmp_path: Path) -> None:
    pack = Pack("texts", lambda: ["1"], [str(tmp_path / "nowhere")])
    (home / pack.file).write_bytes(pack.content())
    assert pack.load() == ["1"]


@pytest.mark.parametrize("content", [b"", b"svclint 0.0\n\xfa\x01x", b"svclint", packed("x")])
def test_a_file_of_another_version_or_a_broken_one_is_not_used(home: Path, content: bytes) -> None:
    pack = Pack("texts", lambda: "own")
    (home / pack.file).write_bytes(content)
    assert pack.load() == "own"


def test_a_pack_that_was_cut_off_is_not_used(home: Path) -> None:
    pack = Pack("texts", lambda: "own")
    (home / pack.file).write_bytes(pack.content()[:-1])
    assert pack.load() == "own"
