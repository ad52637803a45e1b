"""Rulebook, configuration and options → the rules that run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from svclint.config import Config
from svclint.errors import UsageError
from svclint.findings.rule import Rule
from svclint.findings.rulebook import Rulebook
from svclint.rule_ids import UNUSED_IGNORE


def selected_rules(book: Rulebook, config: Config, select: Iterable[str], ignore: Iterable[str]) -> list[Rule]:
    """The rules that run: enabled or selected, and neither ignored nor off.

    Rules about unreadable input run whatever is selected, so that nothing is skipped silently. Raises UsageError for
    unknown names.
    """
    named = {*select, *config.select, *ignore, *config.ignore, *config.rules}
    if unknown := sorted(name for name in named if not book.current(name)):
        raise _no_such_rules(unknown, book, config)
    select = {rule for name in (*select, *config.select) for rule in book.current(name)}
    ignore = {rule for name in (*ignore, *config.ignore) for rule in book.current(name)}
    levels = levels_of(book, config)
    selected = []
    for rule in book.rules.values():
        level = levels.get(rule.id, "")
        always = rule.policy.subject == "input" and rule.enabled and rule.id != UNUSED_IGNORE
        runs = rule.id in select or always if select else rule.enabled or level not in ("", "off")
        if runs and rule.id not in ignore and level != "off":
            selected.append(rule)
    return selected


def levels_of(book: Rulebook, config: Config) -> dict[str, str]:
    """The configured level of each rule, by ID; the level for a rule's own ID overrides the level for a former one."""
    former = {rule: level for name, level in config.rules.items() for rule in book.current(name)}
    return {**former, **config.rules}


def renamed(book: Rulebook, rules: Iterable[Rule], names: Iterable[str]) -> list[str]:
    """Notices about old names: of rules among `names` (as the user wrote them), and of words and roles in `rules`."""
    gone = (name for name in sorted(set(names)) if name not in book.rules and book.current(name))
    notices = [f"rule {name} is now {' and '.join(book.current(name))}" for name in gone]
    notices += [f"{rule.file}: {old} is now {new}" for rule in rules for old, new in rule.renamed]
    return notices


def _no_such_rules(names: Sequence[str], book: Rulebook, config: Config) -> UsageError:
    """The error for unknown rules, at the location of the first one that the configuration names."""
    from difflib import get_close_matches

    near = {name: get_close_matches(name, book.rules, n=1) for name in names}
    listing = ", ".join(f"{name} (did you mean {near[name][0]}?)" if near[name] else name for name in names)
    hint = "" if all(near.values()) else "; run `svclint rules` to list them"
    span = next((config.places[name] for name in names if name in config.places), None)
    place = (config.file, span.line, span.column) if span else ("", 0, 0)
    return UsageError(f"unknown rule: {listing}{hint}", *place)
