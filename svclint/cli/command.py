"""The command `svclint`: its options, and its subcommands, each imported when it is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

import click

from svclint.cli.fast_args import COMMANDS
from svclint.cli.options import LEVELS, coloring, configuring, option
from svclint.light_typing import TYPE_CHECKING
from svclint.reports import FORMATS

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

HELP = """Find address conflicts in Kubernetes manifests, with each other and with the cluster.

PATHS are files and folders; `-` is standard input. The default is the current folder. If a folder has the name of a
command, write it as `./rules`.
"""
EXAMPLES = (
    ("svclint init", "Set up svclint in a repository."),
    ("svclint", "Check the current folder."),
    ("svclint clusters/prod apps/shop.yaml", "Check a folder and a file."),
    ("helm template chart/ | svclint -", "Check standard input."),
    ("svclint --diff-base origin/main", "Report only what this branch adds."),
    ("svclint --format sarif -o svclint.sarif", "Write a report for code scanning."),
    ("svclint --diff", "Show what --fix would change."),
    ("svclint explain pool-contains-node", "Read about a rule."),
    ("svclint explain 192.168.11.250", "Ask whose an address is."),
    ("svclint explain apps/shop.yaml:12", "Ask why nothing is reported there."),
    ("svclint free lan-pool", "List free addresses of a pool."),
)
# The sections of the help, with the options of each.
SECTIONS: Mapping[str, Sequence[str]] = {
    "Input": ("inventory", "cluster", "hook", "stdin_filename", "allow_empty", "limit"),
    "Rules": ("select", "ignore", "preview", "rules", "config", "no_config", "today"),
    "Fixes": ("fix", "diff", "unsafe_fixes"),
    "Rendering": ("render", "render_network", "kustomize", "helm"),
    "Report": (
        "format", "output", "report", "severity", "statistics", "show_ignored", "show_known", "quiet", "verbose",
        "color",
    ),
    "Only new findings": ("diff_base", "baseline", "write_baseline"),
    "Exit status": ("fail_on", "exit_zero"),
}  # fmt: skip
EPILOG = """Each option can also be set by an environment variable: SVCLINT_FORMAT for --format, and so on.

Exit status: 0 no findings, 1 findings at or above --fail-on, 2 invalid arguments, configuration, inventory or rules,
3 the time limit, or an internal error.
"""


class Root(click.Group):
    """A click group that runs the check unless the first argument is the name of a subcommand."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

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
        from svclint.cli.check import check_options, run

        return run(ctx.obj, check_options(ctx.params))

    def run(self, words: list[str]) -> int:
        """Parse the arguments, run the command and return the exit status. Raises UsageError and click's exceptions."""
        try:
            with self.make_context("svclint", words) as ctx:
                return self.invoke(ctx)
        except click.exceptions.Exit as end:  # --help and --version
            return end.exit_code

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the description, then examples."""
        super().format_help_text(ctx, formatter)
        with formatter.section("Examples"):
            formatter.write_dl(EXAMPLES, col_max=42)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands, then the options by section."""
        self.format_commands(ctx, formatter)
        records = {option.name: option.get_help_record(ctx) for option in self.get_params(ctx)}
        sections = [[records.pop(name) for name in names] for names in SECTIONS.values()]
        for title, section in zip((*SECTIONS, "Help"), (*sections, records.values()), strict=True):
            with formatter.section(title):
                formatter.write_dl([record for record in section if record])

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return ["[OPTIONS] [PATHS]..."]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete commands, where one is possible, options and file names."""
        from click.shell_completion import CompletionItem

        if ctx.obj:
            items = click.Command.shell_complete(self, ctx, incomplete)
        else:
            items = super().shell_complete(ctx, incomplete)
        return items if incomplete.startswith("-") else [*items, CompletionItem(incomplete, type="file")]


def _version(ctx: click.Context, _: click.Parameter, requested: bool) -> None:  # noqa: FBT001 - click's own signature
    if requested and not ctx.resilient_parsing:
        from svclint.about import VERSION

        click.echo(f"svclint {VERSION}")
        ctx.exit()


def _options() -> list[click.Option]:
    return [
        *configuring(),
        option(
            "--format",
            type=click.Choice(FORMATS),
            multiple=True,
            help="Output format (repeatable, each with its --output).  [default: text]",
        ),
        option(
            "--output",
            "-o",
            multiple=True,
            type=click.Path(),
            metavar="FILE",
            help="Write the report to FILE; - is standard output.",
        ),
        option("--report", multiple=True, metavar="FORMAT=FILE", help="Write an additional report (repeatable)."),
        option("--severity", type=LEVELS, help="Minimum severity to report and count.  [default: note]"),
        option(
            "--fail-on",
            type=click.Choice([*LEVELS.choices, "never"]),
            help="Minimum severity that sets exit status 1.  [default: warning]",
        ),
        option(
            "--exit-zero",
            is_flag=True,
            help="Exit with status 0 even if there are findings; same as `--fail-on never`.",
        ),
        option("--allow-empty", is_flag=True, help="Exit with status 0 if there are no files to check."),
        option("--show-ignored", is_flag=True, help="Also show suppressed findings, with their reasons."),
        option(
            "--diff-base",
            metavar="REV",
            help="Report and count only findings that are new since the merge base with REV, a git revision.",
        ),
        option(
            "--baseline",
            type=click.Path(),
            metavar="FILE",
            help="Report and count only findings that are not listed in FILE.",
        ),
        option(
            "--write-baseline",
            type=click.Path(),
            metavar="FILE",
            help="Write all findings to FILE; later runs with --baseline treat them as known.",
        ),
        option("--fix", is_flag=True, help="Change the files where a finding has a safe fix; report what is left."),
        option("--diff", is_flag=True, help="Print the changes of --fix as a unified diff, and change no file."),
        option(
            "--unsafe-fixes",
            is_flag=True,
            help="With --fix or --diff, also make changes that need your judgement, such as another address.",
        ),
        option("--show-known", is_flag=True, help="Also show known findings (from --diff-base or --baseline)."),
        option(
            "--statistics",
            is_flag=True,
            help="Instead of findings, print how many there are of each rule.",
        ),
        option(
            "--today",
            default="",
            metavar="DATE",
            help="Date on which suppressions with `until` expire or not.  [default: the current one, in UTC]",
        ),
        option("--stdin-filename", default="", metavar="PATH", help="File name to report for standard input."),
        option("--hook", is_flag=True, help="Check only files tracked by git, as they are in the working tree."),
        coloring(),
        option("--quiet", "-q", is_flag=True, help="Print only findings."),
        option(
            "--verbose",
            "-v",
            is_flag=True,
            help="Show every location of a finding, and each unresolved value with the reason.",
        ),
        click.Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help="Show the version and exit.",
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
