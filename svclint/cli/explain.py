"""`svclint explain RULE`: a rule → its page as plain text."""

from __future__ import annotations

from collections.abc import Iterator

import click

from svclint.cli.options import rule_folders
from svclint.cli.output import show
from svclint.errors import UsageError
from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from svclint.findings.rule import Rule

HELP = """Explain RULE: what goes wrong and how to fix it.

Shows an example that is reported, one that is not, and references.
"""
WIDEST = 100  # columns


def _ids(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from svclint.findings.rulebook import load_rules

    matches = sorted((rule.id, rule.text.title) for rule in load_rules() if rule.id.startswith(incomplete))
    return [CompletionItem(name, help=title) for name, title in matches]


def run(rule: str, rules: tuple[str, ...]) -> int:
    """Print the page of the rule. Raises UsageError for an unknown id, with similar ids."""
    import shutil

    from svclint.cli.rules import loaded
    from svclint.reports.escape import unforgeable, visible_lines

    by_id = {known.id: known for known in loaded(rules)}
    if rule not in by_id:
        import difflib

        similar = difflib.get_close_matches(rule, by_id, 3, 0.5) or [name for name in sorted(by_id) if rule in name][:3]
        hint = f"; did you mean {_either(similar)}?" if similar else "; run `svclint rules` to list them"
        raise UsageError(f"unknown rule: {rule}{hint}")
    width = min(shutil.get_terminal_size().columns, WIDEST)
    show(unforgeable(visible_lines("\n".join(page(by_id[rule], width)))) + "\n")
    return 0


def _either(names: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def page(rule: Rule, width: int) -> Iterator[str]:
    """The lines of a rule's page."""
    from svclint.cli.pages import wrapped
    from svclint.examples import is_bad

    text = rule.text
    yield f"{text.id} ({text.severity}{_off(rule)})"
    yield wrapped(text.title + ".", width)
    for heading, body in (("Why", text.why), ("What to do", text.fix)):
        yield f"\n{heading}\n"
        yield wrapped(body, width, "  ")
    for bad in (True, False):
        raw = next((example for example in rule.examples if is_bad(example, rule.id) is bad), None)
        if raw is not None:
            yield "\n" + wrapped(f"{'Reported' if bad else 'Not reported'}: {raw['title']}", width)
            yield from _example(raw)
    if text.references:
        yield "\nRead more\n"
        yield from (f"  {reference}" for reference in text.references)


def _off(rule: Rule) -> str:
    if not rule.enabled:
        return ", off unless selected"
    return ", preview: off without --preview" if rule.preview else ""


def _example(raw: dict[str, str | dict[str, str]]) -> Iterator[str]:
    from svclint.examples import for_people

    manifests = raw.get("manifests", "")
    named = manifests if isinstance(manifests, dict) else {"the manifest": manifests}
    texts = {"the inventory": raw.get("inventory", ""), ".svclint.yaml": raw.get("config", ""), **named}
    for name, text in texts.items():
        if isinstance(text, str) and text:
            yield f"\n  {name}:\n"
            yield from (f"    {line}" for line in for_people(text).rstrip().splitlines())


command = click.Command(
    "explain",
    help=HELP,
    params=[click.Argument(["rule"], metavar="RULE", shell_complete=_ids), rule_folders()],
    callback=run,
)
