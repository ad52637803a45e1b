"""Contradictions, gaps and supplied facts of an inventory → the text or JSON of `svclint inventory check`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from svclint.findings.claim_index import address
from svclint.findings.gaps import Gap, Supplied
from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import Any
from svclint.model import Claim, Location, Result, RuleText
from svclint.reports import summary, text
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import json_text, shorten, unforgeable, visible
from svclint.reports.json_report import clean, finding_data
from svclint.reports.terminal import BOLD, CYAN, DIM, Ink, wrap
from svclint.rule_ids import CLUSTER_WITHOUT_MANIFESTS

_FEW = 2
_LONGEST = 400
_VERBS = (("off", "Disabled rules"), ("lower", "Lower severity"), ("partly", "Less precise"))
_NAMES = "hosts or dns"
_FILES = "manifests"


@dataclass(frozen=True, slots=True)
class InventoryReport:
    """The result of a check. `result` has only the contradictions; `files` are the paths of the inventory."""

    files: tuple[str, ...]
    result: Result
    clusters: tuple[str, ...]
    gaps: tuple[Gap, ...]
    supplied: tuple[Supplied, ...]


def as_text(report: InventoryReport, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:
    """The contradictions in the format of findings, a paragraph for each gap, and the sources of the other facts."""
    contradictions = text.render(report.result, rules, options)
    page = _Page(report, options)
    lines = [line.rstrip() for line in page.lines()]
    return (contradictions + "\n" if contradictions else "") + unforgeable("\n".join(lines)) + "\n"


class _Page:
    def __init__(self, report: InventoryReport, options: DisplayOptions) -> None:
        self.report, self.width, self.ink = report, max(options.width, 40), Ink(on=options.color)

    def lines(self) -> Iterator[str]:
        yield from wrap(self.headline(), self.width)
        for name in self.report.clusters:
            gaps = [gap for gap in self.report.gaps if gap.cluster == name]
            sure = [gap for gap in gaps if not (gap.fact and gap.fact.optional)]
            perhaps = [gap for gap in gaps if gap.fact and gap.fact.optional]
            amount = summary.amount(len(sure), "missing fact") if sure else "no missing facts"
            order = ", most useful first" if len(sure) > 1 else ""
            yield ""
            yield self.ink(BOLD, f"cluster {visible(name)}") + f": {amount}{order}"
            for gap in sure:
                yield from self.gap(gap)
            if perhaps:
                yield ""
                yield "  Optional, add these if you have them:"
                for gap in perhaps:
                    yield from self.gap(gap)
            yield from self.supplied([item for item in self.report.supplied if item.cluster == name])

    def headline(self) -> str:
        files = ", ".join(visible(path) for path in self.report.files)
        number = sum(summary.levels(self.report.result).values())
        if not number:
            ignored = summary.ignored(self.report.result)
            return f"{files}: no contradictions" + (f" ({ignored} ignored)" if ignored else "")
        return f"{files}: {summary.amount(number, 'contradiction')}"

    def gap(self, gap: Gap) -> Iterator[str]:
        yield ""
        head = f"{_key(gap)}: "
        lines = wrap(_missing(gap), self.width, used=len(head) + 2, indent=4)
        yield f"  {self.ink(CYAN, head.rstrip(': '))}: {lines[0]}"
        yield from lines[1:]
        for kind, verb in _VERBS:
            rules = getattr(gap, kind)
            if rules:
                yield from self.entry(verb, ", ".join(visible(rule) for rule in rules))
        if gap.claims:
            yield from self.entry("Affects", summary.amount(gap.claims, "value") + " in the manifests")
        if gap.finding:
            yield from self.entry("Stated at", _spot(gap.finding.location))
        if state := _state(gap):
            yield f"    {self.ink(DIM, f'Add: {state}')}"

    def entry(self, name: str, words: str) -> Iterator[str]:
        lines = wrap(words, self.width, used=len(name) + 6, indent=6)
        yield f"    {name}: {lines[0]}"
        yield from lines[1:]

    def supplied(self, items: Sequence[Supplied]) -> Iterator[str]:
        if not items:
            return
        yield ""
        yield "  Not needed in the inventory, because files in the repository state it:"
        for item in items:
            claims = list({(_stated(claim), claim.location.file): claim for claim in reversed(item.claims)}.values())[
                ::-1
            ]
            places = [f"{visible(shorten(_stated(claim), 60))} ({_spot(claim.location)})" for claim in claims[:_FEW]]
            more = [f"and {len(claims) - _FEW} more"] if len(claims) > _FEW else []
            yield from self.entry(item.fact.key, ", ".join((*places, *more)))


def as_json(report: InventoryReport) -> str:
    """The report as JSON, version 1. Keys are those of the text, locations those of the JSON report."""
    return json_text(
        clean(
            {
                "version": 1,
                "inventories": list(report.files),
                "contradictions": [finding_data(finding, report.result) for finding in report.result.findings],
                "clusters": [_cluster(report, name) for name in report.clusters],
            }
        )
    )


def _cluster(report: InventoryReport, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "gaps": [
            {
                "fact": _key(gap),
                "missing": _missing(gap),
                "optional": bool(gap.fact and gap.fact.optional),
                "cannotSpeak": list(gap.off),
                "speakLower": list(gap.lower),
                "seeLess": list(gap.partly),
                "values": gap.claims,
                "write": _state(gap),
                **(_place(gap.finding.location) if gap.finding else {"file": None, "line": None}),
            }
            for gap in report.gaps
            if gap.cluster == name
        ],
        "statedByManifests": [
            {"fact": supplied.fact.key, "value": _stated(claim), **_place(claim.location)}
            for supplied in report.supplied
            if supplied.cluster == name
            for claim in supplied.claims
        ],
    }


def _key(gap: Gap) -> str:
    if gap.finding is None:
        return gap.fact.key if gap.fact else ""
    return _FILES if gap.finding.rule == CLUSTER_WITHOUT_MANIFESTS else _NAMES


def _missing(gap: Gap) -> str:
    if gap.finding:
        return shorten(visible(gap.finding.message), _LONGEST)
    if gap.fact is None:
        return ""
    return "; ".join(part for part in (gap.fact.missing, gap.fact.instead) if part)


def _state(gap: Gap) -> str:
    return gap.fact.state if gap.fact and not gap.finding else ""


def _stated(claim: Claim) -> str:
    """The value of a claim; for a controller, its name."""
    return str(claim.traits.get("controller", "")) if claim.role == "lb-controller" else address(claim)


def _spot(place: Location) -> str:
    return f"{visible(place.file)}:{place.span.line}"


def _place(place: Location) -> dict[str, Any]:
    return {"file": place.file, "line": place.span.line}
