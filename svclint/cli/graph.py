"""`svclint graph`: paths → the addresses of a repository, their claims and the findings, as a Mermaid or DOT graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from svclint.cli.inputs import separate
from svclint.cli.options import configuring, option
from svclint.cli.output import STANDARD_OUTPUT, check_target, show, write
from svclint.light_typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from pathlib import Path

    from svclint.findings.graph import AddressGraph
    from svclint.model import Finding, Location
    from svclint.pipeline import Checked

HELP = """Draw which objects claim which addresses, and what points to them.

The graph contains claims, names and kubeconfig servers; findings are marked. GitHub and GitLab render Mermaid in
Markdown; Graphviz renders DOT.
"""


def run(
    *,
    paths: tuple[str, ...],
    format: Literal["mermaid", "dot"],  # noqa: A002 - click names it after the option
    output: str,
    only_findings: bool,
    **configuring: Any,
) -> int:
    """Check, build the graph and write it; `configuring` are the options of the check. Raises UsageError."""
    from svclint.api import options
    from svclint.cli.interruptions import limit_time
    from svclint.cli.requests import requested
    from svclint.pipeline import check
    from svclint.reports.picture import picture

    if output != STANDARD_OUTPUT:
        check_target(output)
    places, stdin = separate(paths)
    request = requested(configuring, stdin)
    run_options = options(places, request)
    limit_time(run_options.limits.seconds)
    checked = check(places, run_options)
    graph = _graph(checked, run_options.rule_folders)
    findings = checked.result.findings
    text = picture(_with_findings(graph, findings) if only_findings else graph, findings, format)
    if output == STANDARD_OUTPUT:
        show(text)
    else:
        write(output, text)
    return 0


def _graph(checked: Checked, folders: Iterable[Path]) -> AddressGraph:
    """The graph of all claims; overlapping blocks are linked if a rule that ran compares their roles."""
    from svclint.findings.graph_build import build
    from svclint.findings.rulebook import load_rules

    pairs = {
        (role, other)
        for rule in load_rules(folders)
        if rule.id in checked.rules and rule.policy.subject == "overlap"
        for role in rule.policy.claims
        for other in rule.policy.others
    }
    return build(checked.claim_index, frozenset(pairs))


def _with_findings(graph: AddressGraph, findings: Iterable[Finding]) -> AddressGraph:
    """The part of the graph that findings are about: their locations, the addresses there, and the ways to these."""
    places = {place for finding in findings if finding.suppressed is None for place in _places(finding)}
    return graph.about(places)


def _places(finding: Finding) -> Iterator[Location]:
    yield finding.location
    yield from (related.location for related in finding.related if related.location is not None)
    yield from (step.location for step in finding.trail if step.location is not None)


command = click.Command(
    "graph",
    help=HELP,
    params=[
        click.Argument(["paths"], nargs=-1, metavar="[PATHS]...", type=click.Path()),
        *configuring(),
        click.Option(
            ["--format"],
            type=click.Choice(["mermaid", "dot"]),
            default="mermaid",
            help="Output format.  [default: mermaid]",
        ),
        option(
            "--output", "-o", default=STANDARD_OUTPUT, metavar="FILE", help="Write to FILE instead of standard output."
        ),
        click.Option(["--only-findings"], is_flag=True, help="Draw only what findings are about."),
    ],
    callback=run,
)
