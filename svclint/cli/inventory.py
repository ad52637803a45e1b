"""`svclint inventory`: the group of the commands for inventories, each imported when it is used."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

import click

HELP = """Generate the cluster inventory from the files that set up the cluster or start a new one, compare it with
these files, and check it for contradictions and missing facts.
"""

# Subcommand → the module that defines it, as `command`.
COMMANDS: Mapping[str, str] = {
    "import": "svclint.cli.inventory_import",
    "new": "svclint.cli.inventory_new",
    "diff": "svclint.cli.inventory_diff",
    "check": "svclint.cli.inventory_check",
}


class Inventories(click.Group):
    """A click group that imports the module of a subcommand when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command


command = Inventories("inventory", help=HELP, short_help="Generate, compare or check the inventory of a cluster.")
