"""`svclint clusters`: paths → the cluster and deployer of each file, and why the other files are not deployed."""

from __future__ import annotations

import os
import sys

import click

from svclint.cli.options import coloring, config_file, inventory_files, text_or_json
from svclint.cli.output import colored, output_width, show
from svclint.light_typing import Any

HELP = """Show which cluster each file belongs to, and why.

For each cluster: where its deployment starts, its deployers (Flux Kustomizations, Argo CD Applications) and how many
files each of them deploys, the files that no deployer manages, and the files that are not deployed, with the reason.
"""


def run(
    *,
    paths: tuple[str, ...],
    format: str,  # noqa: A002 - click names it after the option
    color: str,
    verbose: bool,
    **configuring: Any,
) -> int:
    """Read the files, plan the deployment and print the clusters. Raises UsageError."""
    from svclint.api import options
    from svclint.cli.inputs import separate
    from svclint.cli.requests import requested
    from svclint.cluster_survey import survey
    from svclint.errors import UsageError
    from svclint.reports import clusters
    from svclint.reports.display import DisplayOptions

    places, stdin = separate(paths)
    if stdin is not None:
        raise UsageError("standard input is not supported here: pass files or folders")
    run_options = options(places, requested(configuring))
    surveyed = survey(places, run_options)
    if format == "json":
        show(clusters.as_json(surveyed))
        return 0
    terminal = sys.stdout.isatty()
    colors = colored(color, os.environ, terminal=terminal)
    display = DisplayOptions(color=colors, width=output_width(), verbose=verbose)
    show(clusters.as_text(surveyed, display))
    return 0


command = click.Command(
    "clusters",
    help=HELP,
    params=[
        click.Argument(["paths"], nargs=-1, metavar="[PATHS]...", type=click.Path()),
        inventory_files(),
        *config_file(),
        text_or_json(),
        coloring(),
        click.Option(["--verbose", "-v"], is_flag=True, help="List every deployer and every file."),
    ],
    callback=run,
)
