"""Rulebook, configuration and options → the rules that run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from svclint.config import Config
from svclint.errors import UsageError
from svclint.findings.rule import Rule
from svclint.findings.rulebook import Rulebook, is_group, is_prefix
from svclint.rule_ids import ABOUT_SUPPRESSIONS


def selected_rules(
    book: Rulebook, config: Config, select: Iterable[str], ignore: Iterable[str], *, preview: bool = False
) -> list[Rule]:
    """The rules that run: enabled or named, and neither ignored nor off.

    A name is an ID, a group (`ports/*`) or a prefix (`pool-`). Groups and prefixes include only rules that are enabled;
    a preview rule is enabled with `--preview`, and a rule that is named by its ID runs in any case. Rules about
    unreadable input run whatever is selected, so that nothing is skipped silently. Raises UsageError for unknown names.
    """
    wanted = (*select, *config.select)
    unwanted = (*ignore, *config.ignore)
    ignored_in_paths = (name for entry in config.path_ignores for name in entry.rules)
    names = {*wanted, *unwanted, *config.rules, *ignored_in_paths}
    if unknown := sorted(name for name in names if not book.current(name)):
        raise _no_such_rules(unknown, book, config)
    named = _rules_of(book, filter(_is_id, wanted))
    grouped = _rules_of(book, (name for name in wanted if not _is_id(name)))
    raised = _rules_of(book, (name for name, level in config.rules.items() if level != "off" and _is_id(name)))
    ignored = _rules_of(book, unwanted)
    levels = levels_of(book, config)
    selected = []
    for rule in book.rules.values():
        enabled = rule.enabled and (preview or config.preview or not rule.preview)
        always = rule.head.subject == "input" and enabled and rule.id not in ABOUT_SUPPRESSIONS
        by_default = enabled and (not wanted or rule.id in grouped)
        runs = by_default or always or rule.id in (named if wanted else raised)
        if runs and rule.id not in ignored and levels.get(rule.id) != "off":
            selected.append(rule)
    return selected


def _rules_of(book: Rulebook, names: Iterable[str]) -> set[str]:
    return {rule for name in names for rule in book.current(name)}


def _is_id(name: str) -> bool:
    return not is_group(name) and not is_prefix(name)


def levels_of(book: Rulebook, config: Config) -> dict[str, str]:
    """The configured level of each rule, by ID.

    Its own ID overrides a former one, that overrides a prefix, a longer prefix a shorter one, and a prefix a group.
    """
    ordered = sorted(config.rules.items(), key=lambda entry: _precision(entry[0]))
    inherited = {rule: level for name, level in ordered for rule in book.current(name)}
    return {**inherited, **config.rules}


def _precision(name: str) -> tuple[int, int]:
    """The rank of a name that has a level; of two that include a rule, the greater one applies."""
    return (0, 0) if is_group(name) else (1, len(name)) if is_prefix(name) else (2, 0)


def renamed(book: Rulebook, rules: Iterable[Rule], names: Iterable[str]) -> list[str]:
    """Notices about old names: of rules among `names` (as the user wrote them), and of words and roles in `rules`."""
    gone = (name for name in sorted(set(names)) if _is_id(name) and name not in book.rules and book.current(name))
    notices = [f"rule {name} is now {' and '.join(book.current(name))}" for name in gone]
    notices += [f"{rule.file}: {old} is now {new}" for rule in rules for old, new in rule.renamed]
    return notices


def _no_such_rules(names: Sequence[str], book: Rulebook, config: Config) -> UsageError:
    """The error for unknown rules, at the location of the first one that the configuration names."""
    near = {name: _nearest(name, book) for name in names}
    listing = ", ".join(f"{name} (did you mean {near[name]}?)" if near[name] else name for name in names)
    hint = "" if all(near.values()) else "; run `svclint rules` to list them"
    file, span = next((config.places[name] for name in names if name in config.places), ("", None))
    place = (file, span.line, span.column) if span else ("", 0, 0)
    return UsageError(f"unknown rule: {listing}{hint}", *place)


def _nearest(name: str, book: Rulebook) -> str:
    """The ID, group or prefix that was probably meant; empty if none is similar."""
    from difflib import get_close_matches

    prefixes = {f"{rule.partition('-')[0]}-" for rule in book.rules}
    if f"{name}-" in prefixes:
        return f"{name}-"
    known = book.groups if is_group(name) else prefixes if is_prefix(name) else book.rules
    return next(iter(get_close_matches(name, known, n=1)), "")
