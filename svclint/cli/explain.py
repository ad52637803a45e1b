"""`svclint explain RULE`: what a rule says of itself, in full, as plain text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from svclint.cli.options import rule_folders
from svclint.cli.output import show
from svclint.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from svclint.findings.rulebook import Rule

HELP = """Explain RULE: what goes wrong and how to fix it.

Shows an example that is reported, one that is not, and references.
"""
WIDEST = 100


def _ids(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem

    from svclint.findings.rulebook import load_rules

    found = sorted((rule.id, rule.text.title) for rule in load_rules() if rule.id.startswith(incomplete))
    return [CompletionItem(name, help=title) for name, title in found]


def run(rule: str, rules: tuple[str, ...]) -> int:
    """Print the rule's page. Raises UsageError for an id that is none, with those that are like it."""
    import shutil

    from svclint.cli.rules import loaded
    from svclint.reports.escape import unforgeable, visible_lines

    known = {one.id: one for one in loaded(rules)}
    if rule not in known:
        import difflib

        near = difflib.get_close_matches(rule, known, 3, 0.5) or [one for one in sorted(known) if rule in one][:3]
        guess = f"; did you mean {_either(near)}?" if near else "; run `svclint rules` to list them"
        raise UsageError(f"unknown rule: {rule}{guess}")
    width = min(shutil.get_terminal_size().columns, WIDEST)
    show(unforgeable(visible_lines("\n".join(page(known[rule], width)))) + "\n")
    return 0


def _either(names: list[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def page(rule: Rule, width: int) -> Iterator[str]:
    """The lines of a rule's page."""
    from svclint.cli.pages import wrapped
    from svclint.examples import is_bad

    text = rule.text
    yield f"{text.id} ({text.severity}{'' if rule.enabled else ', off unless selected'})"
    yield wrapped(text.title + ".", width)
    for heading, body in (("Why", text.why), ("How to fix it", text.fix)):
        yield f"\n{heading}\n"
        yield wrapped(body, width, "  ")
    for bad in (True, False):
        raw = next((one for one in rule.examples if is_bad(one, rule.id) is bad), None)
        if raw is not None:
            yield "\n" + wrapped(f"{'Reported' if bad else 'Not reported'}: {raw['title']}", width)
            yield from _example(raw)
    if text.references:
        yield "\nRead more\n"
        yield from (f"  {reference}" for reference in text.references)


def _example(raw: dict[str, str | dict[str, str]]) -> Iterator[str]:
    from svclint.examples import for_people

    manifests = raw.get("manifests", "")
    several = manifests if isinstance(manifests, dict) else {"the manifest": manifests}
    texts = {"the inventory": raw.get("inventory", ""), ".svclint.yaml": raw.get("config", ""), **several}
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
