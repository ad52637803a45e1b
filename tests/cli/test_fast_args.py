"""What is told without click is told as click tells it."""

from __future__ import annotations

import click
import pytest

from svclint.cli.check import check_options
from svclint.cli.command import root
from svclint.cli.fast_args import COMMANDS, FLAGS, plain


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["a.yaml"],
        ["-", "b"],
        ["a", "--hook", "b"],
        ["--quiet", "-v"],
        ["./rules", "rules"],
        *([one] for one in FLAGS),
    ],
)
def test_paths_and_flags_are_those_of_click(words: list[str]) -> None:
    found = plain(words, {"PATH": "/bin", "SVCLINT_NO_CACHE": "1"})
    assert found is not None
    paths, flags = found

    with root.make_context("svclint", list(words)) as context:
        assert context.obj == paths
        assert check_options(context.params) == check_options(dict.fromkeys(flags, True))


@pytest.mark.parametrize(
    "words",
    [
        *([name] for name in COMMANDS),
        ["--format=json"],
        ["a", "--format", "json"],
        ["--quie"],
        ["-qv"],
        ["--"],
        ["--help"],
        [""],
    ],
)
def test_other_arguments_are_left_to_click(words: list[str]) -> None:
    assert plain(words, {}) is None


@pytest.mark.parametrize("name", ["SVCLINT_FORMAT", "SVCLINT_HOOK", "_SVCLINT_COMPLETE"])
def test_click_parses_everything_if_a_variable_sets_an_option(name: str) -> None:
    assert plain(["a.yaml"], {name: "1"}) is None


def test_every_flag_is_one_of_the_commands() -> None:
    flags = {name for one in root.params if isinstance(one, click.Option) and one.is_flag for name in one.opts}

    assert set(FLAGS) == flags - {"--version"}
