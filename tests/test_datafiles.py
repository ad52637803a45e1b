"""The data that svclint ships fits its schemas: a run does not look again."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.claims import catalogue
from svclint.datafiles import load_all, read_one
from svclint.errors import UsageError
from svclint.findings import rulebook

SHIPPED = [
    *((path, "catalogue") for path in sorted(Path(str(catalogue.folder())).rglob("*.yaml"))),
    *((path, "rule") for path in sorted(Path(str(rulebook.folder())).rglob("*.yaml"))),
]


@pytest.mark.parametrize(("path", "schema"), SHIPPED, ids=[path.name for path, _ in SHIPPED])
def test_what_is_shipped_fits_its_schema(path: Path, schema: str) -> None:
    assert read_one(path.read_text(encoding="utf-8"), str(path), schema)


def test_there_is_something_shipped_of_both() -> None:
    assert {"catalogue", "rule"} == {schema for _, schema in SHIPPED}


def test_a_file_of_somebody_elses_is_validated(tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("id: x\n")
    with pytest.raises(UsageError, match="bad.yaml"):
        load_all(tmp_path, "rule")


def test_what_changes_is_read_again(tmp_path: Path) -> None:
    file = tmp_path / "one.yaml"
    file.write_text("a: 1\n")
    assert [{"a": 1, "file": "one.yaml"}] == load_all(tmp_path, "rule", ours=True)
    file.write_text("a: 22\n")
    assert [{"a": 22, "file": "one.yaml"}] == load_all(tmp_path, "rule", ours=True)
