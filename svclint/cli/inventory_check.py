"""`svclint inventory check`: an inventory → contradictions and missing facts; exit status 1 for a contradiction."""

from __future__ import annotations

import os
import sys

import click

from svclint.cli.options import coloring, config_file, option, text_or_json
from svclint.cli.output import colored, output_width, say, show
from svclint.errors import UsageError
from svclint.light_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from svclint.pipeline import Checked
    from svclint.reading import RunOptions
    from svclint.reports.display import DisplayOptions
    from svclint.reports.inventory_check import InventoryReport

HELP = """Check an inventory for contradictions and missing facts.

INVENTORY is one or more files; the default is the inventory that `svclint` would use. It is checked for contradictions
with itself and with the files of its repository. For each fact that neither the inventory nor those files state, the
report lists the rules that do not run without it, report a lower severity, or detect less. The most useful fact comes
first. The exit status is 1 if there is a contradiction; missing facts do not fail the command.
"""


def run(
    *,
    inventories: tuple[str, ...],
    path: tuple[str, ...],
    format: str,  # noqa: A002 - click names it after the option
    fail_on: str | None,
    color: str,
    quiet: bool,
    **configuring: Any,
) -> int:
    """Check the repository and print contradictions and missing facts of the inventory. Raises UsageError."""
    from svclint.api import options
    from svclint.cli.requests import requested
    from svclint.findings.evaluate import worst
    from svclint.model import Severity
    from svclint.pipeline import check
    from svclint.reports import inventory_check

    for file in inventories:
        if not os.path.isfile(file):
            folder = os.path.isdir(file)
            raise UsageError(f"{file} is a folder; name an inventory file" if folder else f"no such file: {file}")
    if not inventories:  # those that a check of the working directory would use
        inventories = tuple(map(str, options(list(path) or ["."], requested(configuring)).inventories))
    request = requested({"inventory": inventories, **configuring})
    places = list(path) or [_repository(inventories)]
    run_options = options(places, request)
    if not run_options.inventories:
        raise UsageError(
            "no inventory found; run `svclint inventory import --output FILE` to generate one from the files that set "
            "up the cluster, or `svclint inventory new --output FILE` for one to fill in"
        )
    checked = check(places, run_options)
    report = _report(checked, run_options)
    if format == "json":
        show(inventory_check.as_json(report))
    else:
        show(inventory_check.as_text(report, checked.rules, _display_options(color)))
        _note_selection(run_options, quiet=quiet)
    level = fail_on or run_options.config.fail_on
    severity = worst(report.result.findings)
    return int(level != "never" and severity is not None and severity >= Severity[level.upper()])


def _repository(inventories: tuple[str, ...]) -> str:
    """The root of the repository of the first inventory, else that of the working directory, relative to the latter."""
    from pathlib import Path

    from svclint.repository import find_root

    roots = [find_root(Path(path)) for path in (*inventories[:1], ".")]
    return os.path.relpath(next((root for root in roots if (root / ".git").exists()), roots[-1]))


def _report(checked: Checked, run_options: RunOptions) -> InventoryReport:
    from svclint.findings.contradictions import contradictions
    from svclint.findings.gaps import gaps, supplied
    from svclint.lazy_dataclasses import replace
    from svclint.pipeline import load
    from svclint.reports.inventory_check import InventoryReport
    from svclint.user_file import display

    book = load(run_options.rule_folders).book
    rules = {name: book.rules[name] for name in checked.rules}
    files = tuple(dict.fromkeys(display(path, run_options.root) for path in run_options.inventories))
    result, claim_index = checked.result, checked.claim_index
    conflicting = contradictions(result.findings, book, rules, files)
    missing = gaps(book, list(rules.values()), claim_index, result.findings)
    book.keep()
    names = tuple(name for name, cluster in claim_index.clusters.items() if cluster.in_inventory)
    return InventoryReport(
        files, replace(result, findings=conflicting), names, tuple(missing), tuple(supplied(claim_index))
    )


def _display_options(color: str) -> DisplayOptions:
    from svclint.reports.display import DisplayOptions

    terminal = sys.stdout.isatty()
    colors = colored(color, os.environ, terminal=terminal)
    return DisplayOptions(color=colors, width=output_width(), quiet=True)


def _note_selection(run_options: RunOptions, *, quiet: bool) -> None:
    if (run_options.config.select or run_options.config.ignore) and not quiet:
        say(f"note: only rules that {run_options.config.file} enables are considered")


command = click.Command(
    "check",
    help=HELP,
    params=[
        click.Argument(["inventories"], nargs=-1, metavar="[INVENTORY]...", type=click.Path()),
        click.Option(
            ["--path"],
            multiple=True,
            type=click.Path(),
            metavar="PATH",
            help="Files and folders to compare with (repeatable).  [default: the whole repository]",
        ),
        *config_file(),
        option("--cluster", default="", metavar="NAME", help="Report only on this cluster."),
        text_or_json(),
        option(
            "--fail-on",
            type=click.Choice(["note", "warning", "error", "never"]),
            help="Minimum severity of a contradiction that sets exit status 1.  [default: warning]",
        ),
        coloring(),
        click.Option(["--quiet", "-q"], is_flag=True, help="Print only contradictions and missing facts."),
    ],
    callback=run,
)
