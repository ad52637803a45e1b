"""A validated rule file → Rule."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.datafiles import Plain
from svclint.findings.join import PAIRS
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import RuleText, Severity


@dataclass(frozen=True, slots=True)
class Verdict:
    """The severity and message of a finding if the condition `when` holds; None always holds."""

    when: str | None
    severity: Severity
    message: str


@dataclass(frozen=True, slots=True)
class Policy:
    """When a rule reports a finding.

    `claims` and `others` are the roles that the rule compares; `at` are the roles at which a rule for clusters reports.
    `on` lists the words that must be equal for both claims, `across` those that must differ: words of a claim, and
    `join.BUILT_IN`. `symmetric`: both claims have the flaw, so a pair is one finding with two participants. `both`: the
    finding is reported at the line of the other claim too. `yields_to` are rules whose finding at the same claim
    replaces one of this rule. `cause` are roles: a claim with one of them that causes several findings is the one to
    change.
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


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as its file states it. `enabled`: whether it runs by default; a `preview` rule runs only on request.

    `group` is the folder of its file below the folder of the rules, empty at the top.
    `equivalent` maps the name of a mutant to the reason why no example can detect it. `renamed` are the pairs
    (old, new) of names in the file that were replaced.
    """

    text: RuleText
    policy: Policy
    enabled: bool
    file: str
    group: str = ""
    preview: bool = False
    examples: tuple[Plain, ...] = ()
    equivalent: Mapping[str, str] = field(default_factory=dict)
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        return self.text.id

    @property
    def identity(self) -> str:
        return self.text.identity


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
        references=tuple(raw["references"]),
        security_severity=str(raw.get("security-severity", "")),
        tags=tuple(raw.get("tags", ())),
        formerly=tuple(raw.get("formerly", ())),
        private=private,
    )
    return Rule(
        text,
        _policy(raw["policy"], severity),
        raw.get("enabled", True),
        file,
        group,
        raw.get("preview", False),
        tuple(raw["examples"]),
        raw.get("equivalent-mutants", {}),
        renamed,
    )


def _policy(raw: Plain, severity: Severity) -> Policy:
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
    )
