"""`svclint rules new`: a rule whose examples pass and hold every part of it in place."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.rule_skeleton import SUBJECTS, rule_skeleton
from tests.support.cli_samples import Run


@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_examples_of_a_new_rule_pass_and_notice_every_change(svclint: Run, repository: Path, subject: str) -> None:
    done = svclint("rules", "new", "my-rule", "mine/rules", "--for", subject)
    assert done.status == 0
    assert "svclint test mine/rules" in done.err
    for words in (("test", "mine/rules"), ("test", "--mutate", "mine/rules")):
        tested = svclint(*words)
        assert tested.status == 0, tested.out + tested.err
    listed = svclint("rules", "--rules", "mine/rules")
    assert any(line.startswith("my-rule ") for line in listed.out.splitlines())


def test_it_is_printed_on_request(svclint: Run) -> None:
    assert svclint("rules", "new", "my-rule", "-").out == rule_skeleton("my-rule", "claim")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("My_Rule",), "lower-case words with hyphens"),
        (("a" * 81,), "lower-case words with hyphens"),
        (("pool-off-subnet",), "svclint has a rule pool-off-subnet"),
        (("taken",), "policies/svclint/taken.yaml already exists"),
        (("linked", "link/svclint"), "folder link is a link"),
        (("my-rule", "file"), "cannot"),
    ],
)
def test_a_rule_that_cannot_be_written_is_an_error(
    svclint: Run, repository: Path, words: tuple[str, ...], message: str
) -> None:
    (repository / "policies/svclint").mkdir(parents=True)
    (repository / "policies/svclint/taken.yaml").touch()
    (repository / "elsewhere").mkdir()
    (repository / "link").symlink_to("elsewhere")
    (repository / "file").touch()
    done = svclint("rules", "new", *words)
    assert (done.status, message in done.err) == (2, True), done.err
    assert list((repository / "elsewhere").iterdir()) == []
