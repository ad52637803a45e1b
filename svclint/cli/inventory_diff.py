"""`svclint inventory diff`: an inventory file and a new import → their differences; exit status 1 if there are any."""

from __future__ import annotations

import os
from pathlib import Path

import click

from svclint.cli.inventory_import import import_from, print_notes
from svclint.cli.options import text_or_json
from svclint.cli.output import show
from svclint.errors import UsageError

HELP = """Compare an inventory with the files that set up the clusters.

INVENTORY is the file; the default is the inventory that `svclint` would use. FROM are files and folders, as for
`inventory import`; the default is the current folder. Facts missing from the inventory are marked +, facts that no file
states any more -, and differences ~. Facts that no file can contain (such as DHCP ranges) are not compared. The exit
status is 1 if there is a difference.
"""


def run(paths: tuple[str, ...], format: str, cluster: str, quiet: bool) -> int:  # noqa: A002, FBT001 - click's
    """Print the differences; 1 if there are any. Raises UsageError."""
    from svclint.importing.diff import compared
    from svclint.importing.diff_report import as_data, as_text
    from svclint.reports.escape import json_text, unforgeable, visible
    from svclint.repository import find_root
    from svclint.user_file import read_settings

    inventory, places = _separated(paths)
    settings = read_settings(inventory, find_root(inventory), "inventory")
    imported = import_from(places, cluster)
    print_notes(imported.notes, quiet=quiet)
    differences = list(compared(settings.node, imported.clusters, whole=not cluster))
    if format == "json":
        show(json_text(as_data(differences, settings.file)))
        return int(bool(differences))
    lines = as_text(differences, settings.file).splitlines()
    show(unforgeable("".join(f"{visible(line)}\n" for line in lines)))
    if not differences:
        show(visible(f"{settings.file} matches the files") + "\n")
    return int(bool(differences))


def _separated(paths: tuple[str, ...]) -> tuple[Path, tuple[str, ...]]:
    """The inventory and the paths to import from; if the first path is a folder, it is not the inventory.

    Raises UsageError unless there is one inventory.
    """
    if paths and not os.path.isdir(paths[0]):
        return Path(paths[0]).absolute(), paths[1:]
    from svclint.config import find_inventory, load

    files = find_inventory(["."], load(Path.cwd()))
    if len(files) != 1:
        problem = f"{len(files)} inventories found" if files else "no inventory found"
        raise UsageError(f"{problem}; name the file to compare: svclint inventory diff INVENTORY [FROM]...")
    return files[0], paths


command = click.Command(
    "diff",
    help=HELP,
    params=[
        click.Argument(["paths"], nargs=-1, metavar="[INVENTORY] [FROM]...", type=click.Path()),
        text_or_json(),
        click.Option(["--cluster"], default="", metavar="NAME", help="Compare only this cluster."),
        click.Option(["--quiet", "-q"], is_flag=True, help="Do not report what was left out."),
    ],
    callback=run,
)
