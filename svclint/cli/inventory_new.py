"""`svclint inventory new`: the text of an inventory to fill in, printed or written to a new file."""

from __future__ import annotations

import os

import click

from svclint.cli.output import STANDARD_OUTPUT, check_target, say, show, write
from svclint.errors import UsageError

HELP = """Print an inventory to fill in.

The keys that matter most are comments with an example and the place where you find the value. Use it if `svclint
inventory import` finds no file that describes the cluster.
"""


def run(output: str, cluster: str) -> int:
    """Print or write the text. Raises UsageError for a file that exists or cannot be written."""
    from svclint.importing.skeleton import skeleton

    text = skeleton(cluster)
    if output == STANDARD_OUTPUT:
        show(text)
        return 0
    if os.path.exists(output):
        raise UsageError(f"{output} already exists; run `svclint inventory check {output}` to see which facts it lacks")
    check_target(output)
    write(output, text)
    say(f"{output}: written; fill in the facts that you know")
    return 0


command = click.Command(
    "new",
    help=HELP,
    params=[
        click.Option(
            ["--output", "-o"],
            default=STANDARD_OUTPUT,
            metavar="FILE",
            help="Write to the new file FILE instead of standard output.",
        ),
        click.Option(
            ["--cluster"], default="cluster", show_default=True, metavar="NAME", help="The name of the cluster."
        ),
    ],
    callback=run,
)
