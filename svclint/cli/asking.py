"""Questions of a command line → evidence to answer them: a check of the whole repository; and the output options."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

import click

from svclint.cli.options import coloring, configuring, text_or_json
from svclint.errors import UsageError
from svclint.light_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from svclint.asking.evidence import Evidence
    from svclint.pipeline import Inspected
    from svclint.reading import RunOptions
    from svclint.reports.display import DisplayOptions

WIDEST = 100
"""The most columns of an answer: longer lines are hard to read."""


def inspected(paths: Sequence[str], values: Mapping[str, Any]) -> tuple[Inspected, RunOptions]:
    """Check the paths (default: the current folder) and keep what was gathered. Raises UsageError."""
    from svclint.api import options
    from svclint.cli.inputs import separate
    from svclint.cli.interruptions import limit_time
    from svclint.cli.progress import progress
    from svclint.cli.requests import requested
    from svclint.lazy_dataclasses import replace
    from svclint.pipeline import inspect, load

    places, stdin = separate(paths)
    run_options = replace(options(places, requested(values, stdin)), reads_all=True)
    limit_time(run_options.limits.seconds)
    with progress(shown=sys.stderr.isatty() and os.environ.get("TERM") != "dumb") as began:
        result = inspect(places, replace(run_options, began=began), load(run_options.rule_folders))
    return result, run_options


def evidence(result: Inspected, cluster: str) -> Evidence:
    """The evidence of a check. Raises UsageError for a cluster that is neither in the inventory nor in the files."""
    from svclint.asking.evidence import Evidence

    index = result.gathered.claim_index
    if cluster and cluster not in index.clusters:
        known = ", ".join(sorted(filter(None, index.clusters))[:20]) or "none"
        raise UsageError(f"unknown cluster: {cluster}; clusters: {known}")
    return Evidence(index, result.checked.result.findings, result.gathered.inert)


def display(color: str) -> DisplayOptions:
    """How to print an answer on standard output."""
    from svclint.cli.output import colored, output_width
    from svclint.reports.display import DisplayOptions

    terminal = sys.stdout.isatty()
    return DisplayOptions(color=colored(color, os.environ, terminal=terminal), width=min(output_width(), WIDEST))


def parameters() -> list[click.Parameter]:
    """The paths and the options of the commands that answer questions."""
    return [
        click.Argument(["paths"], nargs=-1, metavar="[PATHS]...", type=click.Path()),
        text_or_json(),
        coloring(),
        *configuring(),
    ]
