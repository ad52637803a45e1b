"""`svclint inventory diff`: an inventory file and a fresh import → where they have parted; status 1 where they have."""

from __future__ import annotations

import os
from pathlib import Path

import click

from svclint.cli.inventory_import import found_in, tell
from svclint.cli.options import text_or_json
from svclint.cli.output import show
from svclint.errors import UsageError

HELP = """Compare an inventory with what the files state today.

INVENTORY is the file; without one, the one that a check would use. FROM are files and folders as for `inventory
import`, the current folder when none is given. What the inventory lacks is marked +, what no file states any more -,
and what differs ~. Of what only people know nothing is said. The exit status is 1 where there is a difference.
"""


def run(paths: tuple[str, ...], format: str, cluster: str, quiet: bool) -> int:  # noqa: A002, FBT001 - click's
    """Print the differences; 1 where there are any. Raises UsageError."""
    from svclint.config import find_root
    from svclint.importing.diff import compared
    from svclint.importing.diff_report import as_data, as_text
    from svclint.reports.escape import json_text, unforgeable, visible
    from svclint.user_file import read_settings

    inventory, places = _separated(paths)
    settings = read_settings(inventory, find_root(inventory), "inventory")
    found = found_in(places, cluster)
    tell(found.notes, quiet=quiet)
    differences = list(compared(settings.node, found.clusters, whole=not cluster))
    if format == "json":
        show(json_text(as_data(differences, settings.file)))
        return int(bool(differences))
    lines = as_text(differences, settings.file).splitlines()
    show(unforgeable("".join(f"{visible(line)}\n" for line in lines)))
    if not differences:
        show(visible(f"{settings.file} says what the files state") + "\n")
    return int(bool(differences))


def _separated(paths: tuple[str, ...]) -> tuple[Path, tuple[str, ...]]:
    """The inventory and where to import from. A folder that comes first is no inventory."""
    if paths and not os.path.isdir(paths[0]):
        return Path(paths[0]).absolute(), paths[1:]
    from svclint.config import find_inventory, load

    start = Path.cwd()
    files = find_inventory(start, load(start))
    if len(files) != 1:
        several = "the configuration names several inventories" if files else "there is no inventory here"
        raise UsageError(f"{several}; say which file to compare: svclint inventory diff INVENTORY [FROM]...")
    return files[0], paths


command = click.Command(
    "diff",
    help=HELP,
    params=[
        click.Argument(["paths"], nargs=-1, metavar="[INVENTORY] [FROM]...", type=click.Path()),
        text_or_json(),
        click.Option(["--cluster"], default="", metavar="NAME", help="Compare only this cluster."),
        click.Option(["--quiet", "-q"], is_flag=True, help="Say nothing of what was left out."),
    ],
    callback=run,
)
