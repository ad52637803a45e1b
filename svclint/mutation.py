"""Rules and their mutants → the mutants that no example detects: parts of a rule that no example tests."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from svclint.claims.catalogue import Catalogue
from svclint.errors import UsageError
from svclint.examples import Example, judge, parse, written
from svclint.findings.mutants import Mutant, mutants
from svclint.findings.rule import Rule
from svclint.findings.rule_selection import selected_rules
from svclint.findings.rulebook import Rulebook
from svclint.gathering import Gathered, gather
from svclint.lazy_dataclasses import dataclass
from svclint.model import Finding
from svclint.pipeline import judge as findings_of
from svclint.reading import RunOptions


@dataclass(frozen=True, slots=True)
class Mutation:
    """The outcome of the mutants of a rule. `survivors` are those that no example detects and no reason explains.

    `reworded` only change messages: the findings in the examples keep their locations and severities. For `explained`
    ones, the file of the rule gives the reason why no example can detect them. `stale` are names in the file whose
    mutant an example detects.
    """

    rule: str
    made: int
    survivors: tuple[str, ...]
    reworded: tuple[str, ...]
    explained: tuple[str, ...]
    stale: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Setting:
    """One example with everything that a run gathers before it evaluates rules.

    `stronger` are the active rules that the tested rule yields to.
    """

    example: Example
    gathered: Gathered
    options: RunOptions
    stronger: tuple[Rule, ...]


def mutate(rule: Rule, book: Rulebook, catalogue: Catalogue) -> Mutation:
    """Test all mutants of a rule of `book` with every example of the rule. Raises UsageError."""
    settings = [_setting(rule, parse(raw), book, catalogue) for raw in rule.examples]
    before = [_findings(rule, setting, book) for setting in settings]
    made = list(mutants(rule))
    alive: list[str] = []
    reworded: list[str] = []
    for mutant in made:
        outcome = _outcome(mutant, settings, before, book)
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
    mutant: Mutant, settings: Iterable[_Setting], before: Iterable[Sequence[Finding]], book: Rulebook
) -> bool | None:
    """None for a mutant that an example detects; else whether it changes a message."""
    try:
        book.check_rule(mutant.rule)
    except UsageError:
        return None  # not a valid rule
    changed = False
    for setting, original in zip(settings, before, strict=True):
        findings = _findings(mutant.rule, setting, book)
        if any(judge(mutant.rule.id, setting.example.marks, findings)):
            return None
        changed = changed or _messages(findings) != _messages(original)
    return changed


def _messages(findings: Iterable[Finding]) -> list[object]:
    """What a changed message changes in the findings."""
    return [(finding.location, finding.message, finding.related) for finding in findings]


def _findings(rule: Rule, setting: _Setting, book: Rulebook) -> tuple[Finding, ...]:
    """The findings of one rule, evaluated together with the rules that it yields to."""
    findings = findings_of(setting.gathered, book, [rule, *setting.stronger], setting.options)
    return tuple(finding for finding in findings if finding.rule == rule.id)


def _setting(rule: Rule, example: Example, book: Rulebook, catalogue: Catalogue) -> _Setting:
    """An example, written to a temporary folder and gathered. Raises UsageError."""
    with written(example) as options:
        gathered = gather([str(options.root)], options, catalogue)
        running = selected_rules(book, options.config, (), ())
    stronger = _stronger(rule, book.rules)
    return _Setting(example, gathered, options, tuple(active for active in running if active.id in stronger))


def _stronger(rule: Rule, rules: Mapping[str, Rule]) -> set[str]:
    """The IDs of the rules that a rule yields to."""
    return {name for name in rule.policy.yields_to if name in rules} - {rule.id}
