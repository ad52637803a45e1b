"""A rule → its page as plain text, for `svclint explain`."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.light_typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svclint.findings.rule import Rule


def page(rule: Rule, width: int) -> Iterator[str]:
    """The lines of a rule's page."""
    from svclint.cli.pages import wrapped
    from svclint.examples import is_bad
    from svclint.findings.rule import fix_sentence

    text = rule.text
    yield f"{text.id} ({text.severity}{_off(rule)})"
    yield wrapped(text.title + ".", width)
    change = fix_sentence(edit.safe for edit in rule.policy.edits)
    for heading, body in (("Why", text.why), ("What to do", f"{text.fix}\n\n{change}".strip())):
        yield f"\n{heading}\n"
        yield wrapped(body, width, "  ")
    for bad in (True, False):
        raw = next((example for example in rule.examples if is_bad(example, rule.id) is bad), None)
        if raw is not None:
            yield "\n" + wrapped(f"{'Reported' if bad else 'Not reported'}: {raw['title']}", width)
            yield from _example(raw)
    if text.references:
        yield "\nRead more\n"
        yield from (f"  {reference}" for reference in text.references)


def _off(rule: Rule) -> str:
    if not rule.enabled:
        return ", off unless selected"
    return ", preview: off without --preview" if rule.preview else ""


def _example(raw: dict[str, str | dict[str, str]]) -> Iterator[str]:
    from svclint.examples import for_people

    manifests = raw.get("manifests", "")
    named = manifests if isinstance(manifests, dict) else {"the manifest": manifests}
    texts = {"the inventory": raw.get("inventory", ""), ".svclint.yaml": raw.get("config", ""), **named}
    for name, text in texts.items():
        if isinstance(text, str) and text:
            yield f"\n  {name}:\n"
            yield from (f"    {line}" for line in for_people(text).rstrip().splitlines())
