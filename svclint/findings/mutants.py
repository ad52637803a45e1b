"""A rule → its mutants: the same rule with one part removed, negated or with another severity.

A mutant that no example detects shows a part of the rule that no example tests.
"""

from __future__ import annotations

from collections.abc import Iterator

from svclint.findings.condition import bare, conjuncts, disjuncts
from svclint.findings.rule import Policy, Rule
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Severity

_LISTS = {"claims": "claim", "others": "other", "at": "at", "on": "on", "across": "across", "yields_to": "yields-to"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed rule. `name` describes the change and identifies the mutant within its rule."""

    name: str
    rule: Rule


def mutants(rule: Rule) -> Iterator[Mutant]:
    """The mutants of a rule, in the order of its file, each name once."""
    seen: set[str] = set()
    for name, changed in _changed(rule):
        if name not in seen:
            seen.add(name)
            yield Mutant(name, changed)


def _changed(rule: Rule) -> Iterator[tuple[str, Rule]]:
    policy = rule.policy
    if policy.subject == "input":  # readers decide when it is reported
        severity = _another(rule.text.severity)
        yield f"severity {severity}", rule.changed(text=replace(rule.text, severity=severity))
        return
    for name, changed in _policies(policy):
        yield name, rule.changed(policy=changed)


def _policies(policy: Policy) -> Iterator[tuple[str, Policy]]:
    for field, key in _LISTS.items():
        listed: tuple[str, ...] = getattr(policy, field)
        symmetric = policy.symmetric and field == "others"  # the same list as `claims`
        for item in () if symmetric or (len(listed) == 1 and field in ("claims", "others", "at")) else listed:
            rest = tuple(entry for entry in listed if entry != item)
            fields = (field, "others") if policy.symmetric and field == "claims" else (field,)
            yield f"{key}: without {item}", replace(policy, **dict.fromkeys(fields, rest))  # type: ignore[arg-type]  # all are lists of names
    for name, condition in _conditions(policy.when):
        yield f"when: {name}", replace(policy, when=condition)
    for number, case in enumerate(policy.cases):
        where = f"case {number + 1}: " if len(policy.cases) > 1 else ""
        before, after = policy.cases[:number], policy.cases[number + 1 :]
        if len(policy.cases) > 1:
            yield f"without case {number + 1}", replace(policy, cases=(*before, *after))
        for name, condition in _conditions(case.when):
            yield f"{where}{name}", replace(policy, cases=(*before, replace(case, when=condition), *after))
        severity = _another(case.severity)
        yield f"{where}severity {severity}", replace(policy, cases=(*before, replace(case, severity=severity), *after))


def _conditions(condition: str | None) -> Iterator[tuple[str, str | None]]:
    """The mutants of a condition with their names: without each part, and with each part without subparts negated."""
    if condition is None:
        return
    yield "always", None
    for name, text in _variants(condition):
        yield " ".join(name.split()), text


def _variants(condition: str) -> Iterator[tuple[str, str]]:
    """The same as (name, text). A part may end in a comment, so each closing bracket is on its own line."""
    text = bare(condition)
    operator, parts = "||", disjuncts(text)
    if len(parts) == 1:
        operator, parts = "&&", conjuncts(text)
    if len(parts) == 1:
        yield f"not ({text})", f"!({text}\n)"
        return
    for number, part in enumerate(parts):
        before, after = parts[:number], parts[number + 1 :]
        yield f"without {part}", _joined(operator, (*before, *after))
        for name, variant in _variants(part):
            yield name, _joined(operator, (*before, variant, *after))


def _joined(operator: str, parts: tuple[str, ...]) -> str:
    return f" {operator} ".join(f"({part}\n)" for part in parts)


def _another(severity: Severity) -> Severity:
    return Severity.NOTE if severity is Severity.ERROR else Severity.ERROR
