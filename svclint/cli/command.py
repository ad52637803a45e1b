"""The command `svclint`: its options, and which subcommand the first word names, each imported when it is."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from svclint.cli.fast_args import COMMANDS
from svclint.cli.options import LEVELS, coloring, configuring, option
from svclint.reports import FORMATS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

HELP = """Find address collisions between Kubernetes manifests and the cluster they are for.

PATHS are files and folders; `-` is standard input. Without any, the current folder is checked. The first word alone
may name a command: a folder of that name is given as `./rules`.
"""
EPILOG = """Each of these options can be set by a variable as well: SVCLINT_FORMAT for --format, and so on.

Exit status: 0 nothing found, 1 findings of --fail-on or worse, 2 a mistake in how svclint was called or set up,
3 a fault of svclint's own.
"""


class Root(click.Group):
    """A group that takes any first word that is no command of its own for a path, and is then the check itself."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        found: click.Command = import_module(COMMANDS[cmd_name]).command
        return found

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in COMMANDS:
            return super().parse_args(ctx, args)
        ctx.allow_interspersed_args = True
        paths = click.Command.parse_args(self, ctx, args)
        ctx.obj = tuple(paths)
        return paths

    def invoke(self, ctx: click.Context) -> int:
        if ctx.obj is None:
            return int(super().invoke(ctx))
        from svclint.cli.check import CheckOptions, run

        return run(ctx.obj, CheckOptions(**ctx.params))

    def run(self, words: list[str]) -> int:
        """Parse and run; the exit status. Raises click's exceptions and ours."""
        try:
            with self.make_context("svclint", words) as ctx:
                return self.invoke(ctx)
        except click.exceptions.Exit as end:  # --help and --version
            return end.exit_code

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return ["[OPTIONS] [PATHS]..."]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands where one can stand, options, and else the shell's own file names."""
        from click.shell_completion import CompletionItem

        if ctx.obj:
            found = click.Command.shell_complete(self, ctx, incomplete)
        else:
            found = super().shell_complete(ctx, incomplete)
        return found if incomplete.startswith("-") else [*found, CompletionItem(incomplete, type="file")]


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click's own signature
    if wanted and not ctx.resilient_parsing:
        from svclint.about import VERSION

        click.echo(f"svclint {VERSION}")
        ctx.exit()


def _options() -> list[click.Option]:
    return [
        *configuring(),
        option(
            "--format",
            type=click.Choice(FORMATS),
            default="text",
            help="How findings are written.  [default: text]",
        ),
        option(
            "--output", "-o", default="-", metavar="FILE", help="Write the findings to FILE, not to standard output."
        ),
        option("--report", multiple=True, metavar="FORMAT=FILE", help="Write another report; can be given repeatedly."),
        option("--severity", type=LEVELS, help="The least severity that is reported and counted.  [default: note]"),
        option(
            "--fail-on",
            type=click.Choice([*LEVELS.choices, "never"]),
            help="The least severity that makes the exit status 1.  [default: error]",
        ),
        option("--exit-zero", is_flag=True, help="End with status 0 whatever is found, as `--fail-on never`."),
        option("--allow-empty", is_flag=True, help="End with status 0 when there is no file to check."),
        option("--show-ignored", is_flag=True, help="Show what people chose to ignore, with their reasons."),
        option(
            "--diff-base",
            metavar="REV",
            help="Tell and count only what is new since the branch left REV, a revision of the repository.",
        ),
        option(
            "--baseline",
            type=click.Path(),
            metavar="FILE",
            help="Tell and count only what FILE does not list as known.",
        ),
        option(
            "--write-baseline",
            type=click.Path(),
            metavar="FILE",
            help="Write what is found to FILE, as known from now on.",
        ),
        option("--show-known", is_flag=True, help="Show what was there before, too."),
        option("--stdin-filename", default="", metavar="PATH", help="What standard input is called in reports."),
        option("--hook", is_flag=True, help="Check only files that git tracks, as they are in the working tree."),
        coloring(),
        option("--quiet", "-q", is_flag=True, help="Print findings and nothing else."),
        option(
            "--verbose",
            "-v",
            is_flag=True,
            help="Show every place of a finding, and which values could not be resolved, and why.",
        ),
        click.Option(
            ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version."
        ),
    ]


root = Root(
    "svclint",
    params=list(_options()),
    help=HELP,
    epilog=EPILOG,
    no_args_is_help=False,
    context_settings={"help_option_names": ["--help", "-h"], "max_content_width": 110},
)
