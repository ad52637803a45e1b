"""The data that svclint ships fits its schemas: a run does not look again."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from svclint.claims import catalogue
from svclint.datafiles import load_all, read_one
from svclint.errors import UsageError
from svclint.findings import rule_pack

SHIPPED = [
    *((path, "catalogue") for path in sorted(Path(str(catalogue.folder())).rglob("*.yaml"))),
    *((path, "rule") for path in sorted(Path(rule_pack.folder()).rglob("*.yaml"))),
]


@pytest.mark.parametrize(("path", "schema"), SHIPPED, ids=[path.name for path, _ in SHIPPED])
def test_what_is_shipped_fits_its_schema(path: Path, schema: str) -> None:
    assert read_one(path.read_text(encoding="utf-8"), str(path), schema)


def test_there_is_something_shipped_of_both() -> None:
    assert {schema for _, schema in SHIPPED} == {"catalogue", "rule"}


def test_a_file_of_somebody_elses_is_validated(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("id: x\n")
    with pytest.raises(UsageError, match=r"bad\.yaml"):
        load_all(tmp_path, "rule")


def test_a_key_that_is_written_twice_is_an_error_at_the_second_one() -> None:
    text = "project: X\nentries:\n- kind: A\n  kind: B\n"
    with pytest.raises(UsageError, match="duplicate key 'kind', first defined on line 3") as caught:
        read_one(text, "x.yaml", "")
    assert (caught.value.file, caught.value.line, caught.value.column) == ("x.yaml", 4, 3)


def test_a_folder_that_somebody_gave_is_not_left(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    (folder / ".git").mkdir(parents=True)
    (folder / ".git" / "hidden.yaml").write_text("canary\n")
    (folder / "one").symlink_to(".")
    (folder / "two").symlink_to("..")
    assert load_all(folder, "rule") == []
    (tmp_path / "secret.yaml").write_text("canary: 1\n")
    (folder / "link.yaml").symlink_to("../secret.yaml")
    with pytest.raises(UsageError, match="is a link to outside the folder"):
        load_all(folder, "rule")


def _pipe(file: Path) -> None:
    os.mkfifo(file)


def _bytes(file: Path) -> None:
    file.write_bytes(b"id: \xff\n")


def _huge(file: Path) -> None:
    file.write_text(f"id: {'x' * 2**20}\n")


def _nowhere(file: Path) -> None:
    file.symlink_to("nowhere.yaml")


@pytest.mark.parametrize("make", [_pipe, _bytes, _huge, _nowhere])
def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "bad.yaml")
    with pytest.raises(UsageError, match=r"bad\.yaml.*: cannot be read: "):
        load_all(tmp_path, "rule")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text("a: 1\n")
    assert load_all(tmp_path, "rule", ours=True) == [{"a": 1, "file": "one.yaml"}]
    file.write_text("a: 22\n")
    assert load_all(tmp_path, "rule", ours=True) == [{"a": 22, "file": "one.yaml"}]
