"""`svclint test DIR`: a folder of rules → the examples that fail, or the mutants that no example detects."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from svclint.cli.output import say, show
from svclint.errors import UsageError
from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svclint.claims.catalogue import Catalogue
    from svclint.findings.rule import Rule
    from svclint.findings.rulebook import Rulebook
    from svclint.pipeline import Knowledge

HELP = """Run the examples of the rules in DIR.

Mark each line that must be reported with `# expect: rule-id`. An example without a mark must produce no finding of its
rule. Every rule needs at least one of each. The exit status is 1 if an example fails.
"""


def run(folder: str, *, verbose: bool, mutate: bool) -> int:
    """Run the examples of the rules in a folder, or their mutants; 1 if an example fails or a mutant survives.

    Raises UsageError for a folder without rules or with an invalid one.
    """
    from svclint.findings.rule_selection import renamed
    from svclint.pipeline import load

    place = Path(folder)
    if not place.is_dir():
        raise UsageError(f"no such folder: {folder}")
    knowledge = load([place], examples=True)
    book = knowledge.book
    own = [rule for rule in book.rules.values() if Path(rule.file).resolve().is_relative_to(place.resolve())]
    if not own:
        raise UsageError(f"no rules in {folder}: rules are .yaml files")
    for notice in renamed(book, own, ()):
        say(f"note: {notice}")
    if mutate:
        return _mutate(own, book, knowledge.catalogue, verbose=verbose)
    return _examples(own, knowledge, verbose=verbose)


def _examples(own: Sequence[Rule], knowledge: Knowledge, *, verbose: bool) -> int:
    """Print every example that fails (with --verbose, all of them); 1 if one fails."""
    from svclint.examples import run_rule
    from svclint.reports.summary import amount

    ran = failed = 0
    for rule in own:
        for outcome in run_rule(rule, knowledge):
            ran += 1
            failed += bool(outcome.problems)
            if outcome.problems or verbose:
                _print_line(f"{'FAIL' if outcome.problems else 'ok  '} {outcome.subject}: {outcome.title}")
            for problem in outcome.problems:
                _print_line(f"       {problem}")
    counted = f"{amount(ran, 'example')} of {amount(len(own), 'rule')}"
    say(f"{counted}, {failed} failed" if failed else f"{counted} passed")
    return 1 if failed else 0


def _mutate(own: Sequence[Rule], book: Rulebook, catalogue: Catalogue, *, verbose: bool) -> int:
    """Print the mutants that no example detects (with --verbose, also those that change only a message); 1 if any."""
    from svclint.mutation import mutate
    from svclint.reports.summary import amount

    made = survived = reworded = 0
    for rule in own:
        mutation = mutate(rule, book, catalogue)
        made += mutation.made
        survived += len(mutation.survivors) + len(mutation.stale)
        reworded += len(mutation.reworded)
        mutants = [("survived", name) for name in mutation.survivors]
        mutants += [("explained but noticed", name) for name in mutation.stale]
        mutants += [("changes only a message", name) for name in mutation.reworded] if verbose else []
        for outcome, name in mutants:
            _print_line(f"{rule.id}: {outcome}: {name}")
    say(
        f"{amount(made, 'mutant')} of {amount(len(own), 'rule')}, {survived} survived, {reworded} change only a message"
    )
    return 1 if survived else 0


def _print_line(text: str) -> None:
    from svclint.reports.escape import unforgeable, visible

    show(unforgeable(f"{visible(text)}\n"))


command = click.Command(
    "test",
    help=HELP,
    params=[
        click.Argument(["folder"], metavar="DIR", type=click.Path()),
        click.Option(["--verbose", "-v"], is_flag=True, help="Also list the examples that pass."),
        click.Option(
            ["--mutate"],
            is_flag=True,
            help="Change one part of a rule at a time and list the changes that no example detects.",
        ),
    ],
    callback=run,
)
