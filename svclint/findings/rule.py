"""A rule as its file states it, and a validated rule file → Rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import cached_property
from types import MappingProxyType

from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import TYPE_CHECKING
from svclint.model import RuleText, Severity

if TYPE_CHECKING:
    from svclint.datafiles import Plain

PAIRS = frozenset({"overlap", "port", "name", "object", "fact"})
"""Subjects of rules for two claims."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The severity and message of a finding if the condition `when` holds; None always holds."""

    when: str | None
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """How `--fix` changes the file at a finding, if the condition `when` holds; None always holds.

    `change` is what it changes, as the schema of rules lists it; `to` is the template of the new text, empty if the
    change needs none. `title` is the template of a sentence about it. `safe`: Kubernetes reads the same before and
    after it, or the project names the successor for the stated version.
    """

    change: str
    to: str
    title: str
    when: str | None
    safe: bool


@dataclass(frozen=True, slots=True)
class Policy:
    """When a rule reports a finding.

    `claims` and `others` are the roles that the rule compares; `at` are the roles at which a rule for clusters reports.
    `on` lists the words that must be equal for both claims, `across` those that must differ: words of a claim, and
    `join.BUILT_IN`. `symmetric`: both claims have the flaw, so a pair is one finding with two participants. `both`: the
    finding is reported at the line of the other claim too. `yields_to` are rules whose finding at the same claim
    replaces one of this rule. `cause` are roles: a claim with one of them that causes several findings is the one to
    change. `edits` are what `--fix` can do; the first one that applies is used.
    """

    subject: str
    claims: tuple[str, ...]
    others: tuple[str, ...]
    at: tuple[str, ...]
    on: tuple[str, ...]
    across: tuple[str, ...]
    when: str | None
    cases: tuple[Verdict, ...]
    related: str
    symmetric: bool
    both: bool
    yields_to: tuple[str, ...]
    cause: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What decides whether a rule runs. `enabled`: whether it runs by default; a `preview` rule runs only on request.

    `roles` are the roles of the claims at which the rule reports, `others` those of the claims that it compares them
    with, if it is a rule for pairs.
    """

    id: str
    enabled: bool
    preview: bool
    subject: str
    roles: tuple[str, ...]
    others: tuple[str, ...]
    formerly: tuple[str, ...] = ()


class Rule:
    """A rule as its file states it. Its texts and its policy are made when they are first read: a run needs few.

    `group` is the folder of its file below the folder of the rules, empty at the top.
    `equivalent` maps the name of a mutant to the reason why no example can detect it. `renamed` are the pairs
    (old, new) of names in the file that were replaced.
    """

    def __init__(
        self,
        head: Head,
        parts: Callable[[], tuple[RuleText, Policy]],
        file: str,
        group: str = "",
        examples: tuple[Plain, ...] = (),
        equivalent: Mapping[str, str] = MappingProxyType({}),
        renamed: tuple[tuple[str, str], ...] = (),
    ) -> None:
        self.head, self.file, self.group = head, file, group
        self.examples, self.equivalent, self.renamed = examples, equivalent, renamed
        self._parts = parts

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def enabled(self) -> bool:
        return self.head.enabled

    @property
    def preview(self) -> bool:
        return self.head.preview

    @property
    def text(self) -> RuleText:
        return self._made[0]

    @property
    def policy(self) -> Policy:
        return self._made[1]

    @property
    def identity(self) -> str:
        return self.text.identity

    @cached_property
    def _made(self) -> tuple[RuleText, Policy]:
        return self._parts()

    def applies_to(self, roles: Set[str]) -> bool:
        """Whether the rule can report anything about claims with these roles."""
        head = self.head
        if head.subject == "input" or roles.isdisjoint(head.roles):
            return False
        return head.subject not in PAIRS or not roles.isdisjoint(head.others)

    def changed(
        self, *, text: RuleText | None = None, policy: Policy | None = None, examples: tuple[Plain, ...] | None = None
    ) -> Rule:
        """The rule with another text, policy or other examples."""
        parts = text or self.text, policy or self.policy
        given = self.examples if examples is None else examples
        head = head_of(*parts, enabled=self.enabled, preview=self.preview)
        return Rule(head, lambda: parts, self.file, self.group, given, self.equivalent, self.renamed)


class RuleTexts(Mapping[str, RuleText]):
    """The texts of rules by ID, each made when it is read."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = {rule.id: rule for rule in rules}

    def __getitem__(self, name: str) -> RuleText:
        return self._rules[name].text

    def __iter__(self) -> Iterator[str]:
        return iter(self._rules)

    def __len__(self) -> int:
        return len(self._rules)


def head_of(text: RuleText, policy: Policy, *, enabled: bool, preview: bool) -> Head:
    """The head of a rule with these parts."""
    roles = policy.claims or policy.at
    return Head(text.id, enabled, preview, policy.subject, roles, policy.others, text.formerly)


def fix_sentence(safe: Iterable[bool]) -> str:
    """A sentence about the edits of a rule, of which some are safe; empty if it has none."""
    kinds = set(safe)
    if not kinds:
        return ""
    if kinds == {True, False}:
        return "`svclint --fix` makes the change where it is safe, `svclint --fix --unsafe-fixes` also where it is not."
    return f"`svclint --fix{'' if True in kinds else ' --unsafe-fixes'}` can make the change."


def vocabulary_of(subject: str) -> str:
    """The vocabulary of a rule's conditions: `pair`, `cluster`, `reference`, or `claim` for all other subjects."""
    return "pair" if subject in PAIRS else subject if subject in ("cluster", "reference") else "claim"


def build(raw: Plain, file: str, group: str = "", *, private: bool = False) -> Rule:
    """A validated rule file (plain data) → Rule. In a `private` one, old names of words and roles are replaced."""
    renamed: tuple[tuple[str, str], ...] = ()
    if private:
        from svclint.findings.old_names import modern

        raw, renamed = modern(raw)
    severity = Severity[raw["severity"].upper()]
    text = RuleText(
        id=raw["id"],
        title=raw["title"],
        severity=severity,
        why=raw["why"].strip(),
        fix=raw["fix"].strip(),
        references=tuple(raw.get("references", ())),
        security_severity=str(raw.get("security-severity", "")),
        tags=tuple(raw.get("tags", ())),
        formerly=tuple(raw.get("formerly", ())),
        private=private,
    )
    parts = text, _policy(raw["policy"], severity, raw.get("edits", ()))
    head = head_of(*parts, enabled=raw.get("enabled", True), preview=raw.get("preview", False))
    return Rule(head, lambda: parts, file, group, tuple(raw["examples"]), raw.get("equivalent-mutants", {}), renamed)


def _policy(raw: Plain, severity: Severity, edits: Iterable[Plain]) -> Policy:
    message = raw.get("message", "")
    cases = tuple(
        Verdict(
            case.get("when"),
            Severity[case.get("severity", severity.name).upper()],
            case.get("message", message).strip(),
        )
        for case in raw.get("cases", [{}])
    )
    claims = tuple(raw.get("claim", ()))
    symmetric = raw.get("symmetric", False)
    return Policy(
        subject=raw["for"],
        claims=claims,
        others=tuple(raw.get("other", claims if symmetric else ())),
        at=tuple(raw.get("at", ())),
        on=tuple(raw.get("on", ())),
        across=tuple(raw.get("across", ())),
        when=raw.get("when"),
        cases=cases,
        related=raw.get("related", "{other.title} is declared here" if raw["for"] in PAIRS else ""),
        symmetric=symmetric,
        both=symmetric or raw.get("both", False),
        yields_to=tuple(raw.get("yields-to", ())),
        cause=tuple(raw.get("cause", ())),
        edits=tuple(
            Edit(edit["change"], edit.get("to", ""), edit["title"].strip(), edit.get("when"), edit.get("safe", False))
            for edit in edits
        ),
    )
