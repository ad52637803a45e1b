import binascii
import marshal
import os
import stat
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from svclint import cache

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("SVCLINT_NO_CACHE", raising=False)
    monkeypatch.setenv("SVCLINT_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(st.text(), PLAIN)
def test_what_is_stored_is_loaded(key, value) -> None:
    cache.store(key, value)
    assert cache.load(key) == value


def test_an_unknown_key_is_a_miss() -> None:
    assert cache.load("nothing") is None


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_only_the_owner_can_read_it(place) -> None:
    cache.store("key", {"a": 1})
    assert {stat.S_IMODE(file.stat().st_mode) for file in place.iterdir()} == {0o600}
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


def _whole(content) -> bytes:
    return b"%08x" % binascii.crc32(content) + content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"0" * 100_000,
        marshal.dumps(("key", 1)),
        _whole(b""),
        _whole(b"\x00"),
        _whole(marshal.dumps(("key", 1))[:-1]),
        _whole(marshal.dumps(("other", 1))),
        _whole(marshal.dumps(("key", 1, 2))),
        _whole(marshal.dumps(1)),
    ],
)
def test_a_corrupt_file_is_a_miss(place, content) -> None:
    cache.store("key", 1)
    (file,) = place.glob("*.kept")
    file.write_bytes(content)
    assert cache.load("key") is None


def test_one_changed_byte_is_a_miss(place) -> None:
    cache.store("key", ["value"])
    (file,) = place.glob("*.kept")
    file.write_bytes(file.read_bytes().replace(b"value", b"valud"))
    assert cache.load("key") is None


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX owners")
def test_what_somebody_else_wrote_is_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store("key", 1)
    assert cache.load("key") == 1
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert cache.load("key") is None


def test_the_cache_can_be_turned_off(place, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store("key", 1)
    monkeypatch.setenv("SVCLINT_NO_CACHE", "1")
    assert cache.load("key") is None
    cache.store("other", 2)
    monkeypatch.delenv("SVCLINT_NO_CACHE")
    assert cache.load("other") is None


def test_what_is_not_plain_and_a_folder_that_cannot_be_are_silent(place, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.store("key", object())
    assert cache.load("key") is None
    file = place.parent / "file"
    file.write_text("")
    monkeypatch.setenv("SVCLINT_CACHE_DIR", str(file / "below"))
    cache.store("key", 1)
    assert cache.load("key") is None


def test_old_files_go_once_a_day(place) -> None:
    cache.store("old", 1)
    cache.store("new", 1)
    (mark,) = place.glob("pruned")
    long_ago = time.time() - 31 * 24 * 3600
    os.utime(next(file for file in place.glob("*.kept") if b"old" in file.read_bytes()), (long_ago, long_ago))
    cache.store("new", 2)
    assert cache.load("old") == 1
    os.utime(mark, (long_ago, long_ago))
    cache.store("new", 3)
    assert cache.load("old") is None
    assert cache.load("new") == 3


@pytest.mark.skipif(sys.platform == "win32", reason="XDG")
def test_the_folder_is_where_the_desktop_keeps_caches(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SVCLINT_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.folder() == tmp_path / "svclint"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert cache.folder() == tmp_path / ".cache" / "svclint"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
@pytest.mark.parametrize("mode", [0o777, 0o720, 0o702])
def test_a_folder_that_others_can_write_to_is_not_used(place: Path, mode: int) -> None:
    cache.store("key", 1)
    place.chmod(mode)
    assert cache.load("key") is None
    place.chmod(0o700)
    assert cache.load("key") == 1


def test_a_folder_inside_the_checkout_is_not_used(place: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cache.store("key", 1)
    (tmp_path / ".git").mkdir()
    (tmp_path / "apps").mkdir()
    monkeypatch.chdir(tmp_path / "apps")
    assert cache.load("key") is None
    (tmp_path / ".git").rmdir()
    assert cache.load("key") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX links")
def test_a_link_is_not_followed(place: Path, tmp_path: Path) -> None:
    keys = tmp_path / "authorized_keys"
    keys.write_text("ssh-ed25519 AAAA")
    long_ago = time.time() - 31 * 24 * 3600
    os.utime(keys, (long_ago, long_ago))
    place.mkdir(mode=0o700)
    (place / "pruned").symlink_to(keys)
    os.utime(place / "pruned", (long_ago, long_ago), follow_symlinks=False)
    cache.store("key", 1)
    assert keys.read_text() == "ssh-ed25519 AAAA"
    (file,) = place.glob("*.kept")
    file.rename(tmp_path / "elsewhere")
    file.symlink_to(tmp_path / "elsewhere")
    assert cache.load("key") is None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="named pipes")
def test_a_pipe_does_not_stop_a_run(place: Path) -> None:
    cache.store("key", 1)
    (file,) = place.glob("*.kept")
    file.unlink()
    os.mkfifo(file)
    assert cache.load("key") is None
    (place / "pruned").unlink()
    os.mkfifo(place / "pruned")
    long_ago = time.time() - 31 * 24 * 3600
    os.utime(place / "pruned", (long_ago, long_ago))
    cache.store("other", 2)
    assert cache.load("other") == 2
