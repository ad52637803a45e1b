"""The inputs that the fuzzer found and that are kept: all hold what must hold for any input."""

from __future__ import annotations

import pytest

from tests.fuzz.corpus import keep, kept
from tests.fuzz.figures import PAGE, table
from tests.fuzz.seeds import seeds
from tests.fuzz.targets import TARGETS

SLOW = ("repository", "import", "edits", "gitops")


@pytest.mark.parametrize("target", TARGETS)
def test_the_kept_inputs_hold(target: str) -> None:
    inputs = kept(target)
    assert inputs
    for data in inputs[:: 20 if target in SLOW else 1]:
        TARGETS[target](data)


@pytest.mark.parametrize("target", TARGETS)
def test_every_target_has_inputs_to_begin_with(target: str) -> None:
    TARGETS[target](next(seeds(target)))


def test_the_page_has_the_figures() -> None:
    assert table() in PAGE.read_text()


def test_kept_inputs_are_the_same_bytes_again(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.corpus.FOLDER", tmp_path)
    keep("a", [b"2", b"", b"1", b"2", b"x" * 5000])
    first = (tmp_path / "a.zip").read_bytes()
    assert kept("a") == [b"", b"1", b"2"]
    keep("a", reversed(kept("a")))
    assert (tmp_path / "a.zip").read_bytes() == first
