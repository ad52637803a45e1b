"""`svclint completion SHELL`: a shell → the script that completes svclint's command line in it."""

from __future__ import annotations

import click

from svclint.cli.output import show

HELP = """Print the completion script for SHELL: bash, zsh or fish.

\b
bash: svclint completion bash > ~/.local/share/bash-completion/completions/svclint
zsh:  svclint completion zsh > "${fpath[1]}/_svclint"
fish: svclint completion fish > ~/.config/fish/completions/svclint.fish
"""


def run(shell: str) -> int:
    """Print click's completion script for the shell."""
    from click.shell_completion import get_completion_class

    from svclint.cli.command import root

    completion_class = get_completion_class(shell)
    if completion_class is None:  # the choice allows only shells that click knows
        raise LookupError(shell)
    script = completion_class(root, {}, "svclint", "_SVCLINT_COMPLETE")
    show(script.source_template % script.source_vars())
    return 0


command = click.Command(
    "completion",
    help=HELP,
    params=[click.Argument(["shell"], type=click.Choice(["bash", "zsh", "fish"]), metavar="SHELL")],
    callback=run,
)
