"""The text of an inventory says what the import says, to every reader of YAML."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from svclint.documents.yaml_text import scalar_text
from svclint.importing.emit import place_text, written
from svclint.importing.imported import Imported, StatedValue, plain
from svclint.model import Location, Owner, Span
from tests.support.import_repositories import TALCONFIG, read


def at(file: str) -> Location:
    return Location(file, Span(7, 1, 7, 2), Owner("", "", "", "", ""), "")


@given(
    st.text() | st.integers(0, 65535) | st.booleans() | st.sampled_from(["1.30", "yes", "12:30", "fd00::", "~", "0x1f"])
)
def test_scalars_come_back(value: str | int | bool) -> None:
    found = yaml.safe_load(scalar_text(value))
    assert (type(value), value) == (type(found), found)


@given(st.text())
def test_no_file_name_breaks_out_of_a_comment(name: str) -> None:
    found = written(Imported(({"name": StatedValue("prod", at(name))},)))
    assert yaml.safe_load(found) == {"version": 1, "clusters": [{"name": "prod"}]}


def test_the_file_holds_what_was_imported(tmp_path: Path) -> None:
    found = read(tmp_path, {"talos/talconfig.yaml": TALCONFIG})
    assert yaml.safe_load(written(found)) == {"version": 1, "clusters": [plain(one) for one in found.clusters]}


@pytest.mark.parametrize(("name", "shown"), [("a\nb.yaml", "a\\x0ab.yaml:7"), ("\u202e.yaml", "\\u202e.yaml:7")])
def test_places(name: str, shown: str) -> None:
    assert place_text(at(name)) == shown
