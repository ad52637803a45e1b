"""The edits of rules, tried on the rules' own examples: they remove their findings, and nothing is left to change."""

from __future__ import annotations

import pytest

from svclint.edits.trial import Outcome, Trial
from svclint.examples import Example, is_bad, parse, written
from svclint.findings.rule import Rule
from svclint.lazy_dataclasses import replace
from svclint.pipeline import check
from tests.support.examples import KNOWLEDGE, RULES

# Their examples have no pool, or none with a free address.
_WITHOUT_POOL = {
    "address-is-subnet-end", "claim-infrastructure", "claim-special-address", "duplicate-address-on-lan",
    "duplicate-service-address", "lb-address-is-node", "lb-request-is-control-plane", "request-off-subnet",
}  # fmt: skip
_MOST_EXAMPLES = 3


def tried(example: Example) -> Outcome:
    with written(example) as options:
        root = str(options.root)
        first = check([root], options, KNOWLEDGE)
        trial = Trial(lambda: check([root], options, KNOWLEDGE), first, KNOWLEDGE.book, options, unsafe=True)
        return trial.run()


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.policy.edits], ids=lambda rule: rule.id)
def test_edits_remove_findings_once(rule: Rule) -> None:
    fixed = 0
    for raw in [raw for raw in rule.examples if is_bad(raw, rule.id)][:_MOST_EXAMPLES]:
        example = parse(raw)
        outcome = tried(example)
        made = [proposal for proposals in outcome.made for proposal in proposals]
        fixed += sum(finding.rule == rule.id for proposal in made for finding in proposal.findings)
        texts = {file: after.decode() for file, (_, after) in outcome.files.items()}
        if texts:
            assert not tried(replace(example, files={**example.files, **texts})).files
    assert fixed or rule.id in _WITHOUT_POOL


def test_what_an_edit_changes_to_is_given_where_it_is_needed() -> None:
    named = {"value", "key", "key-prefix"}
    edits = [(rule.id, edit) for rule in RULES for edit in rule.policy.edits]
    assert [name for name, edit in edits if bool(edit.to) != (edit.change in named)] == []
