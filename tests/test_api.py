"""The Python interface: `from svclint import lint`."""

from __future__ import annotations

from pathlib import Path

import pytest

import svclint
from svclint import Result, Severity, UsageError, lint
from tests.support.cli_samples import BAD, GOOD, INVENTORY, RULE


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "bad.yaml").write_text(BAD)
    (tmp_path / "good.yaml").write_text(GOOD)
    (tmp_path / "svclint-inventory.yaml").write_text(INVENTORY)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_file_and_what_was_found_in_it(repository: Path) -> None:
    result = lint("bad.yaml", select=[RULE])
    assert isinstance(result, Result)
    (finding,) = result.findings
    assert (finding.rule, finding.severity) == (RULE, Severity.ERROR)
    assert (finding.location.file, finding.location.span.line, finding.location.span.column) == ("bad.yaml", 7, 5)


def test_the_current_folder_is_checked_when_nothing_is_given(repository: Path) -> None:
    assert [one.location.file for one in lint(select=[RULE]).findings] == ["bad.yaml"]


def test_paths_and_one_inventory_as_path_objects(repository: Path) -> None:
    (repository / "svclint-inventory.yaml").rename(repository / "other.yaml")
    assert lint(repository / "bad.yaml", select=[RULE]).findings == ()
    assert len(lint(repository / "bad.yaml", inventory=repository / "other.yaml", select=[RULE]).findings) == 1
    assert len(lint(repository / "bad.yaml", inventory=["other.yaml"], select=[RULE]).findings) == 1


def test_the_root_is_what_paths_are_relative_to(repository: Path) -> None:
    (finding,) = lint("bad.yaml", select=[RULE], root=repository.parent).findings
    assert finding.location.file == f"{repository.name}/bad.yaml"


def test_a_configuration_and_none(repository: Path) -> None:
    (repository / "strict.yaml").write_text(f"rules: {{{RULE}: note}}\n")
    (repository / ".svclint.yaml").write_text(f"rules: {{{RULE}: 'off'}}\n")
    assert lint("bad.yaml", select=[RULE]).findings == ()
    assert [one.severity for one in lint("bad.yaml", config="strict.yaml", select=[RULE]).findings] == [Severity.NOTE]
    assert [one.severity for one in lint("bad.yaml", use_config=False, select=[RULE]).findings] == [Severity.ERROR]
    with pytest.raises(UsageError, match="cannot be used together"):
        lint("bad.yaml", config="strict.yaml", use_config=False)


def test_the_inventory_is_found_from_a_folder_below_outside_of_git(repository: Path) -> None:
    (repository / "apps").mkdir()
    (repository / "apps" / "web.yaml").write_text(BAD)
    assert [one.location.file for one in lint("apps", select=[RULE]).findings] == ["apps/web.yaml"]


def test_a_path_that_does_not_exist(repository: Path) -> None:
    with pytest.raises(UsageError, match="no such file or folder: nope"):
        lint("nope")


def test_ignored_rules_do_not_run(repository: Path) -> None:
    assert lint("bad.yaml", select=[RULE], ignore=[RULE]).findings == ()


def test_the_public_names_are_there_and_no_others() -> None:
    assert [name for name in svclint.__all__ if not hasattr(svclint, name)] == []
    assert not hasattr(svclint, "nope")
    assert dir(svclint) == sorted(svclint.__all__)
