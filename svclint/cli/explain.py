"""`svclint explain QUESTION`: a rule, an address, a port, a name, an object or a line → what svclint knows about it."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence

import click

from svclint.asking.questions import KINDS, Line, ObjectName
from svclint.cli.asking import display, evidence, inspected, parameters
from svclint.cli.output import output_width, show
from svclint.errors import UsageError
from svclint.light_typing import TYPE_CHECKING, Any
from svclint.model import Block

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from svclint.asking.answers import Answer
    from svclint.asking.evidence import Evidence
    from svclint.asking.questions import Question
    from svclint.findings.rule import Rule
    from svclint.pipeline import Inspected
    from svclint.reading import RunOptions

HELP = """Explain a rule, address, port, name, object or FILE:LINE.

A finding is named by its fingerprint, as the JSON report shows it. PATHS are the files and folders to read for the
answer; the default is the current folder. A rule needs no files.

\b
Examples:
  svclint explain external-ip-is-node      What a rule reports, and how to fix it.
  svclint explain 192.168.11.250           Whose the address is, and who takes it.
  svclint explain 192.168.11.0/24          What is known in a network.
  svclint explain 6443/TCP                 Who listens on a port.
  svclint explain lb.example.com           What a name resolves to.
  svclint explain Service/shop/web         What an object claims.
  svclint explain apps/web.yaml:12         Why nothing is reported on a line.
  svclint explain 3f1c9a27d04b             A finding, by its fingerprint.

A question is understood as the first of these that it can be: a line of a file, a rule, an address or a range, a port,
a fingerprint, an object, a name. --as decides otherwise.

Exit status: 0 the question is answered, also if no file states anything about an address, a port or a name;
2 invalid arguments, or an unknown rule, object, fingerprint or file; 3 the time limit, or an internal error.
"""


def _questions(_context: click.Context, _parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The rules, and the files for a question about a line."""
    from click.shell_completion import CompletionItem

    from svclint.findings.rulebook import load_rules

    matches = sorted((rule.id, rule.text.title) for rule in load_rules() if rule.id.startswith(incomplete))
    items = [CompletionItem(name, help=title) for name, title in matches]
    return items or [CompletionItem(incomplete, type="file")]


def run(*, question: str, paths: tuple[str, ...], understood_as: str, format: str, color: str, **values: Any) -> int:  # noqa: A002
    """Answer the question and print the answer. Raises UsageError for a question about something unknown."""
    from svclint.asking.questions import UnclearError, understood
    from svclint.cli.rules import loaded

    by_id = {rule.id: rule for rule in loaded(values["rules"])}
    former = {name: rule.id for rule in by_id.values() for name in rule.head.formerly}
    try:
        asked = understood(question, {*by_id, *former}, os.path.isfile, understood_as)
    except UnclearError as error:
        raise UsageError(str(error) or _unknown_rule(question, by_id)) from None
    if asked.kind == "rule":
        rule = by_id.get(former.get(question, question))
        if rule is None:
            raise UsageError(_unknown_rule(question, by_id))
        _show_rule(rule, format)
        return 0
    from svclint.reports import answers

    answer = _answer(asked, paths, values)
    show(answers.as_json(answer) if format == "json" else answers.as_text(answer, display(color)))
    return 0


def _answer(asked: Question, paths: Sequence[str], values: dict[str, Any]) -> Answer:
    """The answer from a check of the paths. Raises UsageError."""
    cluster = values.get("cluster", "")
    found, run_options = inspected(paths, values)
    known = evidence(found, cluster)
    value = asked.value
    if isinstance(value, Line):
        return _about_line(value, known, found, run_options)
    if isinstance(value, Block):
        from svclint.asking.addresses import about_address

        return about_address(known, value, cluster)
    if isinstance(value, tuple):
        from svclint.asking.ports import about_port

        return about_port(known, value, cluster)
    if isinstance(value, ObjectName):
        from svclint.asking.objects import about_objects, owners_of

        if owners := owners_of(known, value, cluster):
            return about_objects(known, value, owners)
        raise UsageError(
            f"unknown object: {value.text}; svclint reads only objects with addresses, ports or names of the network"
        )
    if asked.kind == "finding":
        from svclint.asking.fingerprints import about_findings, findings_of

        if findings := findings_of(known.findings, str(value)):
            return about_findings(str(value), findings)
        raise UsageError(f"no finding has the fingerprint {value}")
    from svclint.asking.names import about_name

    return about_name(known, str(value), cluster)


def _about_line(line: Line, known: Evidence, found: Inspected, run_options: RunOptions) -> Answer:
    """The answer about a line. Raises UsageError for a file that does not exist, or has fewer lines."""
    from svclint.asking.line_facts import ReadFilesOfRun
    from svclint.asking.lines import about_line
    from svclint.claims.extract import extract
    from svclint.documents.read import text_of
    from svclint.findings.gaps import gaps

    file = os.path.relpath(os.path.realpath(line.file), run_options.root).replace(os.sep, "/")
    if not os.path.isfile(line.file) or file.startswith("../"):
        raise UsageError(f"no such file{' in the repository' if os.path.exists(line.file) else ''}: {line.file}")
    count = len(text_of(run_options.root, file).splitlines())
    if count and line.number > count:
        raise UsageError(f"{line.file} has only {count} lines")
    gathered, knowledge = found.gathered, found.knowledge
    run = ReadFilesOfRun(
        found=gathered.found,
        sources=gathered.sources,
        plan=gathered.plan,
        clusters=gathered.inventory.clusters,
        inventories=frozenset(gathered.inventory.sources),
        unresolved=gathered.unresolved,
        ignores=gathered.ignores,
        rules=knowledge.book.rules,
        ran=frozenset(rule.id for rule in found.rules),
        gaps=lambda: gaps(knowledge.book, found.rules, gathered.claim_index, known.findings),
        extract=lambda document, name: extract(document, name, knowledge.catalogue),
    )
    return about_line(known, run, file, line.number)


def _show_rule(rule: Rule, format: str) -> None:  # noqa: A002
    from svclint.cli.asking import WIDEST
    from svclint.reports.escape import json_text, unforgeable, visible_lines

    if format == "json":
        from svclint.reports.json_report import clean

        show(json_text(clean({"version": 1, "kind": "rule", "subject": rule.id, "rule": _rule_data(rule)})))
        return
    from svclint.cli.rule_page import page

    show(unforgeable(visible_lines("\n".join(page(rule, min(output_width(), WIDEST))))) + "\n")


def _rule_data(rule: Rule) -> dict[str, Any]:
    text = rule.text
    return {
        "title": text.title,
        "severity": str(text.severity),
        "enabled": rule.enabled,
        "preview": rule.preview,
        "why": text.why,
        "fix": text.fix,
        "references": list(text.references),
    }


def _unknown_rule(text: str, ids: Collection[str]) -> str:
    import difflib

    similar = difflib.get_close_matches(text[:100], ids, 3, 0.5) or [name for name in sorted(ids) if text in name][:3]
    hint = f"; did you mean {_either(similar)}?" if similar else "; run `svclint rules` to list them"
    return f"unknown rule: {text}{hint}"


def _either(names: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *first, last = names
    return " or ".join(filter(None, (", ".join(first), last)))


command = click.Command(
    "explain",
    help=HELP,
    params=[
        click.Argument(["question"], metavar="QUESTION", shell_complete=_questions),
        click.Option(["--as", "understood_as"], type=click.Choice(KINDS), help="What QUESTION is about."),
        *parameters(),
    ],
    callback=run,
)
