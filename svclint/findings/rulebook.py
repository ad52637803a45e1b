"""rules/*.yaml → Rulebook: rules checked against the schema and the vocabulary, conditions compiled when needed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from svclint.errors import UsageError
from svclint.findings import join, rule_pack
from svclint.findings.cel import CelError, Predicate
from svclint.findings.condition import Condition
from svclint.findings.conditions import Conditions
from svclint.findings.rule import Rule, build, vocabulary_of
from svclint.findings.rule_pack import StoredConditions, folder
from svclint.findings.words import vocabulary
from svclint.lazy_re import regex
from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_GROUP_ENDING = "/*"
_PLACE = regex(r"\{([^{}]*)\}")


class Rulebook:
    """Rules by ID, and their conditions, compiled when first needed."""

    def __init__(
        self, rules: Iterable[Rule], traits: Mapping[str, str], prepared: rule_pack.Knowledge | None = None
    ) -> None:
        """`traits` are those of the catalogue, with their types; `prepared` is what is known about own conditions."""
        self.rules: Mapping[str, Rule] = {rule.id: rule for rule in sorted(rules, key=lambda rule: rule.id)}
        self._successors: dict[str, list[str]] = {}
        for rule in self.rules.values():
            for name in rule.head.formerly:
                self._successors.setdefault(name, []).append(rule.id)
        self._groups: dict[str, list[str]] = {}
        for rule in self.rules.values():
            if rule.group:
                self._groups.setdefault(f"{rule.group}{_GROUP_ENDING}", []).append(rule.id)
        self._traits, self._prepared = traits, prepared
        self._conditions: dict[str, Conditions] = {}

    @property
    def successors(self) -> Mapping[str, Sequence[str]]:
        """Former IDs → the IDs of the rules that replace them."""
        return self._successors

    @property
    def groups(self) -> Mapping[str, Sequence[str]]:
        """The groups as a configuration names them (`ports/*`) → the IDs of their rules, sorted."""
        return self._groups

    def current(self, name: str) -> tuple[str, ...]:
        """The IDs of the rules that an ID, group or prefix selects: they themselves, and those that replace the ID.

        Empty if the name is unknown.
        """
        if is_group(name):
            return tuple(self._groups.get(name, ()))
        if is_prefix(name):
            return tuple(rule for rule in self.rules if rule.startswith(name))
        own = (name,) if name in self.rules else ()
        return (*own, *self._successors.get(name, ()))

    def types(self, subject: str) -> Mapping[str, str]:
        """The words that conditions on a subject may use, with their types."""
        return self._conditions_on(subject).types

    def predicate(self, subject: str, expression: str) -> Predicate:
        """The compiled condition. Raises CelError."""
        return self._conditions_on(subject).predicate(expression)

    def condition(self, subject: str, expression: str | None) -> Condition:
        """The words that a condition reads, and its parts, without compiling it. None always holds."""
        return self._conditions_on(subject).condition(expression or "")

    def conditions(self, rule: Rule) -> tuple[Condition, ...]:
        """All conditions of a rule: its own, and those of its cases."""
        policy = rule.policy
        texts = (policy.when, *(case.when for case in policy.cases))
        return tuple(self.condition(policy.subject, text) for text in texts if text)

    def keep(self) -> None:
        """Save the compiled conditions for the next run."""
        for conditions in self._conditions.values():
            conditions.keep()

    def _conditions_on(self, subject: str) -> Conditions:
        name = vocabulary_of(subject)
        if name not in self._conditions:
            known = self._prepared
            types = known.types(name) if known else vocabulary(name, self._traits)
            self._conditions[name] = Conditions(types, known.conditions(name) if known else StoredConditions({}))
        return self._conditions[name]

    def fault(self, rule: Rule, expression: str | None, error: CelError) -> UsageError:
        """The error of a condition as a UsageError at its position in the rule's file."""
        return UsageError(f"rule {rule.id}: {error.message}", rule.file, *_line_of(rule, expression, error))

    def check(self) -> None:
        """Check every rule. Raises UsageError at the rule's file."""
        for rule in self.rules.values():
            self.check_rule(rule)

    def check_rule(self, rule: Rule) -> None:
        """Check the roles, conditions and messages of a rule. Raises UsageError at the rule's file."""
        policy = rule.policy
        if policy.subject == "input":
            return
        from svclint.claims.roles import ROLES

        types = self.types(policy.subject)
        for role in (*policy.claims, *policy.others, *policy.at):
            if role not in ROLES:
                raise UsageError(f"rule {rule.id}: unknown role {role!r}", rule.file, *_position(rule, role))
        for entry, fault in join.faults(policy.on, policy.across, policy.subject, types):
            raise UsageError(f"rule {rule.id}: {fault}", rule.file, *_position(rule, entry))
        edits = policy.edits
        for expression in (policy.when, *(case.when for case in policy.cases), *(edit.when for edit in edits)):
            try:
                if expression is not None:
                    self.predicate(policy.subject, expression)
            except CelError as error:
                raise self.fault(rule, expression, error) from None
        templates = (policy.related, *(case.message for case in policy.cases))
        for template in (*templates, *(text for edit in edits for text in (edit.to, edit.title))):
            for name in _PLACE.findall(template):
                if name not in types:
                    line, column = _position(rule, "{" + name + "}")
                    raise UsageError(f"rule {rule.id}: unknown name in a message: {name!r}", rule.file, line, column)


def is_group(name: str) -> bool:
    """Whether a name is that of a group, the rules of one folder (`ports/*`)."""
    return name.endswith(_GROUP_ENDING)


def is_prefix(name: str) -> bool:
    """Whether a name is the beginning of the IDs of several rules (`pool-`); no ID ends with a hyphen."""
    return name.endswith("-")


def load_rules(
    folders: Iterable[Traversable] = (), known: rule_pack.Knowledge | None = None, *, examples: bool = True
) -> tuple[Rule, ...]:
    """svclint's own rules and those of further folders.

    `examples=False` leaves out the examples, which are most of a rule's text. Raises UsageError for an invalid file or
    a duplicate ID.
    """
    home = Path(folder())
    own: Iterable[Rule] = _read(home, ours=True) if examples else (known or rule_pack.load()).rules()
    further = (rule for extra in folders if not _within(extra, home) for rule in _read(extra))
    rules: dict[str, Rule] = {}
    for rule in (*own, *further):
        if rule.id in rules:
            raise UsageError(f"rule {rule.id} is already defined in {rules[rule.id].file}", rule.file, 1, 1)
        rules[rule.id] = rule
    return tuple(rules.values())


def _read(source: Traversable, *, ours: bool = False) -> Iterator[Rule]:
    from svclint.datafiles import load_all

    for raw in load_all(source, "rule", ours=ours):
        group = raw["file"].rpartition("/")[0]
        yield build(raw, os.path.join(str(source), raw["file"]), group, private=not ours)


def _within(source: Traversable, home: Traversable) -> bool:
    """Whether a folder is `home` or inside it, so that its rules are already loaded."""
    return Path(str(source)).resolve().is_relative_to(Path(str(home)).resolve())


def _line_of(rule: Rule, expression: str | None, error: CelError) -> tuple[int, int]:
    """The line and column, in the rule's file, of an error in one of its expressions."""
    lines = (expression or "").splitlines() or [""]
    part = lines[min(error.line, len(lines)) - 1]
    line, column = _position(rule, part.strip())
    return line, column + error.column - 1 - (len(part) - len(part.lstrip()))


def _position(rule: Rule, text: str) -> tuple[int, int]:
    """The line and column of the first occurrence of a text in the rule's file; (1, 1) if it has none."""
    try:
        content = Path(rule.file).read_text(encoding="utf-8")
    except OSError:
        return 1, 1
    offset = content.find(text)
    if offset < 0:
        return 1, 1
    return content.count("\n", 0, offset) + 1, offset - content.rfind("\n", 0, offset)
