"""`svclint rules new ID`: the text of a rule to change, written to a new file of a folder, or printed."""

from __future__ import annotations

import os

import click

from svclint.cli.output import STANDARD_OUTPUT, check_target, linked_folder, say, show, write
from svclint.errors import UsageError
from svclint.lazy_re import regex
from svclint.rule_skeleton import SUBJECTS, rule_skeleton

HELP = """Start a new rule.

Writes DIR/ID.yaml: a rule with comments and examples, which works and is meant to be changed. `-` as DIR prints it.
"""
FOLDER = "policies/svclint"
_ID = regex(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST_ID = 80


def run(rule: str, folder: str, subject: str) -> int:
    """Write or print the text. Raises UsageError for an unusable ID, and a file that exists or cannot be written."""
    if not _ID.fullmatch(rule) or len(rule) > _LONGEST_ID:
        raise UsageError(
            f"the ID of a rule consists of lower-case words with hyphens, like pool-off-subnet, not {rule}"
        )
    from svclint.cli.rules import loaded

    if any(known.id == rule for known in loaded(())):
        raise UsageError(f"svclint has a rule {rule}; choose another ID")
    text = rule_skeleton(rule, subject)
    if folder == STANDARD_OUTPUT:
        show(text)
        return 0
    path = os.path.join(folder, f"{rule}.yaml")
    if os.path.lexists(path):
        raise UsageError(f"{path} already exists")
    if link := linked_folder(os.path.abspath(folder)):
        raise UsageError(f"cannot write {path}: folder {os.path.relpath(link)} is a link")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise UsageError(f"cannot create the folder {folder}: {(error.strerror or str(error)).lower()}") from None
    check_target(path)
    write(path, text)
    say(f"{path}: written. Change it, then run its examples and use it:")
    say(f"  svclint test {folder}")
    say(f"  svclint --rules {folder}")
    say(f"To use it in every run, add `rulePaths: [{folder}]` to .svclint.yaml.")
    return 0


command = click.Command(
    "new",
    help=HELP,
    params=[
        click.Argument(["rule"], metavar="ID"),
        click.Argument(["folder"], metavar="[DIR]", required=False, default=FOLDER, type=click.Path()),
        click.Option(
            ["--for", "subject"],
            type=click.Choice(sorted(SUBJECTS)),
            default="claim",
            show_default=True,
            help="What the rule is about: one address or name, or two that share an address.",
        ),
    ],
    callback=run,
)
