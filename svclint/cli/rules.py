"""`svclint rules`: folders of rules → all rules with severity and title, as a table or as JSON; `new` starts a rule."""

from __future__ import annotations

import click

from svclint.cli.options import rule_folders, text_or_json
from svclint.cli.output import show
from svclint.light_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svclint.findings.rule import Rule

_LEAST = 15  # columns for a title; with fewer, the terminal wraps the lines
HELP = """List all rules with ID, severity and title, or start a new rule.

Run `svclint explain RULE` for details of a rule.
"""


def loaded(folders: Iterable[str]) -> list[Rule]:
    """The built-in rules and those of the folders, sorted by id. Raises UsageError."""
    from pathlib import Path

    from svclint.errors import UsageError
    from svclint.findings.rulebook import load_rules

    for folder in folders:
        if not Path(folder).is_dir():
            raise UsageError(f"no such folder: {folder}")
    return sorted(load_rules(Path(folder) for folder in folders), key=lambda rule: rule.id)


def run(format: str, rules: tuple[str, ...]) -> int:  # noqa: A002 - click names it after the option
    """Print the list. Raises UsageError."""
    known = loaded(rules)
    show(as_json(known) if format == "json" else as_text(known, _width()))
    return 0


def _width() -> int:
    """The columns of the terminal; 0 if the output goes elsewhere, where each rule is one line."""
    import shutil
    import sys

    return shutil.get_terminal_size().columns if sys.stdout.isatty() else 0


def as_text(rules: Iterable[Rule], width: int = 0) -> str:
    """One line per rule; for a terminal of `width` columns, long titles are wrapped."""
    from svclint.reports.escape import unforgeable, visible
    from svclint.reports.terminal import wrap

    rows = [(rule.id, _level(rule), rule.text.title) for rule in rules]
    widest = max((len(row[0]) for row in rows), default=0)
    indent = widest + 11
    lines = []
    for name, level, title in rows:
        lines.append(f"{name:<{widest}}  {level:<7}  ")
        text = visible(title)
        parts = wrap(text, width, used=indent, indent=indent) if width - indent > _LEAST else [text]
        lines.append("\n".join(parts) + "\n")
    return unforgeable("".join(lines))


def _level(rule: Rule) -> str:
    if not rule.enabled:
        return "off"
    return "preview" if rule.preview else str(rule.text.severity)


def as_json(rules: Iterable[Rule]) -> str:
    """Each rule as in `rules` of the JSON report, and whether it is enabled by default."""
    from svclint.reports.escape import json_text

    return json_text(
        {
            "version": 1,
            "rules": [
                {
                    "id": rule.id,
                    "title": rule.text.title,
                    "severity": str(rule.text.severity),
                    "enabled": rule.enabled,
                    "preview": rule.preview,
                    "group": rule.group,
                    "tags": list(rule.text.tags),
                    "references": list(rule.text.references),
                }
                for rule in rules
            ],
        }
    )


class Rules(click.Group):
    """A click group that lists the rules unless the subcommand `new` follows, which is imported when it is used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return ["new"]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        if cmd_name != "new":
            return None
        from svclint.cli.rules_new import command as new

        return new


def _unless_new(**options: Any) -> int:
    """Print the list, unless the subcommand is going to run."""
    return 0 if click.get_current_context().invoked_subcommand else run(**options)


command = Rules(
    "rules",
    help=HELP,
    short_help="List all rules, or start a new one.",
    params=[
        text_or_json(),
        rule_folders(),
    ],
    callback=_unless_new,
    invoke_without_command=True,
)
