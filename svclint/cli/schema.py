"""`svclint schema NAME`: a name → the JSON Schema: of a file that svclint reads, or of its output."""

from __future__ import annotations

import click

from svclint.cli.output import show
from svclint.errors import UsageError

HELP = """Print a JSON Schema (draft 2020-12).

NAME is inventory, config, rule or catalogue for files that you write, baseline for the file that svclint writes,
report for the JSON report, or answer and free for the JSON output of `svclint explain` and `svclint free`. To get
completion and validation in an editor, start the file with `# yaml-language-server: $schema=FILE`.
"""


def _names(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[str]:
    from svclint.schema import names

    return [name for name in names() if name.startswith(incomplete)]


def run(name: str) -> int:
    """Print the schema. Raises UsageError for an unknown name."""
    import json

    from svclint import schema

    if name not in schema.names():
        raise UsageError(f"unknown schema {name}; choose from {', '.join(schema.names())}")
    show(json.dumps(schema.load(name), indent=2) + "\n")
    return 0


command = click.Command(
    "schema", help=HELP, params=[click.Argument(["name"], metavar="NAME", shell_complete=_names)], callback=run
)
