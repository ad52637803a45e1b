"""`svclint test DIR`: the examples of a folder of rules → which of them do not show what they say."""

from __future__ import annotations

from pathlib import Path

import click

from svclint.cli.output import say, show
from svclint.errors import UsageError

HELP = """Run the examples of the rules in DIR.

Mark each line that must be reported with `# expect: rule-id`. An example without a mark must produce no finding of its
rule. Every rule needs at least one of each. The exit status is 1 if an example fails.
"""


def run(folder: str, *, verbose: bool) -> int:
    """Print every example that fails (all of them when verbose); 1 when one does."""
    from svclint.claims.catalogue import load_catalogue
    from svclint.examples import run_rule
    from svclint.findings.rulebook import Rulebook, load_rules
    from svclint.reports.escape import unforgeable, visible
    from svclint.reports.summary import amount

    place = Path(folder)
    if not place.is_dir():
        raise UsageError(f"no such folder: {folder}")
    rules = load_rules([place])
    Rulebook(rules, load_catalogue().traits).check()
    own = [rule for rule in rules if Path(rule.file).resolve().is_relative_to(place.resolve())]
    if not own:
        raise UsageError(f"no rules in {folder}: rules are .yaml files")
    ran = failed = 0
    for rule in sorted(own, key=lambda rule: rule.id):
        for outcome in run_rule(rule, rules, [place]):
            ran += 1
            failed += bool(outcome.problems)
            if outcome.problems or verbose:
                word = "FAIL" if outcome.problems else "ok  "
                show(unforgeable(f"{word} {outcome.subject}: {visible(outcome.title)}\n"))
            for problem in outcome.problems:
                show(unforgeable(f"       {visible(problem)}\n"))
    counted = f"{amount(ran, 'example')} of {amount(len(own), 'rule')}"
    say(f"{counted}, {failed} failed" if failed else f"{counted} passed")
    return 1 if failed else 0


command = click.Command(
    "test",
    help=HELP,
    params=[
        click.Argument(["folder"], metavar="DIR", type=click.Path()),
        click.Option(["--verbose", "-v"], is_flag=True, help="Also list the examples that pass."),
    ],
    callback=run,
)
