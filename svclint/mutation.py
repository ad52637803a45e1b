"""Rules and their mutants → the mutants that no example notices: parts of a rule that no example holds in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from svclint.claims.catalogue import Catalogue
from svclint.errors import UsageError
from svclint.examples import Example, judge, parse, written
from svclint.findings.mutants import Mutant, mutants
from svclint.findings.rule_selection import selected_rules
from svclint.findings.rulebook import Rule, Rulebook
from svclint.lazy_dataclasses import dataclass
from svclint.model import Finding
from svclint.pipeline import Gathered, RunOptions, gather
from svclint.pipeline import judge as findings_of


@dataclass(frozen=True, slots=True)
class Mutation:
    """What became of a rule's mutants. `survivors` are those that no example notices and no reason explains.

    `reworded`: the examples' findings stay at their places and severities, and only say something else. `explained`:
    the rule's file says why no example can notice them. `stale`: names in the file that explain nothing.
    """

    rule: str
    made: int
    survivors: tuple[str, ...]
    reworded: tuple[str, ...]
    explained: tuple[str, ...]
    stale: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _World:
    """One example as a run sees it before any rule is asked."""

    example: Example
    gathered: Gathered
    options: RunOptions
    others: tuple[Rule, ...]


def mutate(rule: Rule, book: Rulebook, catalogue: Catalogue, folders: Sequence[Path] = ()) -> Mutation:
    """A rule of `book` with all its mutants, each held against every example of the rule. Raises UsageError."""
    worlds = [_world(rule, parse(raw), book, catalogue, folders) for raw in rule.examples]
    before = [_findings(rule, world, book) for world in worlds]
    made = list(mutants(rule))
    alive: list[str] = []
    reworded: list[str] = []
    for mutant in made:
        outcome = _outcome(mutant, worlds, before, book)
        if outcome is not None:
            (reworded if outcome else alive).append(mutant.name)
    return Mutation(
        rule.id,
        len(made),
        tuple(name for name in alive if name not in rule.equivalent),
        tuple(name for name in reworded if name not in rule.equivalent),
        tuple(name for name in (*alive, *reworded) if name in rule.equivalent),
        tuple(name for name in rule.equivalent if name not in {*alive, *reworded}),
    )


def _outcome(
    mutant: Mutant, worlds: Iterable[_World], before: Iterable[Sequence[Finding]], book: Rulebook
) -> bool | None:
    """None for a mutant that some example notices; else whether it at least says something else."""
    try:
        book.check_rule(mutant.rule)
    except UsageError:
        return None  # no rule that anybody could write
    changed = False
    for world, original in zip(worlds, before, strict=True):
        found = _findings(mutant.rule, world, book)
        if any(judge(mutant.rule.id, world.example.marks, found)):
            return None
        changed = changed or _words(found) != _words(original)
    return changed


def _words(findings: Iterable[Finding]) -> list[object]:
    return [(finding.location, finding.message, finding.related) for finding in findings]


def _findings(rule: Rule, world: _World, book: Rulebook) -> tuple[Finding, ...]:
    """What one rule finds, beside those that it yields to."""
    found = findings_of(world.gathered, book, [rule, *world.others], world.options)
    return tuple(finding for finding in found if finding.rule == rule.id)


def _world(rule: Rule, example: Example, book: Rulebook, catalogue: Catalogue, folders: Sequence[Path]) -> _World:
    with written(example, (), folders) as options:
        gathered = gather([str(options.root)], options, catalogue)
        running = selected_rules(book, options.config, (), ())
    stronger = _stronger(rule, book.rules)
    return _World(example, gathered, options, tuple(one for one in running if one.id in stronger))


def _stronger(rule: Rule, rules: Mapping[str, Rule]) -> set[str]:
    """The rules that a rule yields to."""
    return {name for name in rule.policy.yields_to if name in rules} - {rule.id}
