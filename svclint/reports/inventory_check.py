"""Contradictions, gaps and what manifests supply → the text or the JSON of `svclint inventory check`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from svclint.findings.claim_index import address
from svclint.findings.gaps import Gap, Supplied
from svclint.lazy_dataclasses import dataclass
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
    """What was found of an inventory: `result` holds the contradictions alone, `files` are the inventory's paths."""

    files: tuple[str, ...]
    result: Result
    clusters: tuple[str, ...]
    gaps: tuple[Gap, ...]
    supplied: tuple[Supplied, ...]


def as_text(report: InventoryReport, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:
    """For people: contradictions as findings are told, then a paragraph a gap, then where the other facts stand."""
    found = text.render(report.result, rules, options)
    page = _Page(report, options)
    lines = [line.rstrip() for line in page.lines()]
    return (found + "\n" if found else "") + unforgeable("\n".join(lines)) + "\n"


class _Page:
    def __init__(self, report: InventoryReport, options: DisplayOptions) -> None:
        self.report, self.width, self.ink = report, max(options.width, 40), Ink(on=options.color)

    def lines(self) -> Iterator[str]:
        yield from wrap(self.headline(), self.width)
        for name in self.report.clusters:
            gaps = [one for one in self.report.gaps if one.cluster == name]
            sure = [one for one in gaps if not (one.fact and one.fact.optional)]
            perhaps = [one for one in gaps if one.fact and one.fact.optional]
            amount = summary.amount(len(sure), "missing fact") if sure else "no missing facts"
            order = ", most useful first" if len(sure) > 1 else ""
            yield ""
            yield self.ink(BOLD, f"cluster {visible(name)}") + f": {amount}{order}"
            for one in sure:
                yield from self.gap(one)
            if perhaps:
                yield ""
                yield "  Optional, add these if you have them:"
                for one in perhaps:
                    yield from self.gap(one)
            yield from self.supplied([one for one in self.report.supplied if one.cluster == name])

    def headline(self) -> str:
        files = ", ".join(visible(one) for one in self.report.files)
        number = sum(summary.levels(self.report.result).values())
        if not number:
            ignored = summary.ignored(self.report.result)
            return f"{files}: no contradictions" + (f" ({ignored} ignored)" if ignored else "")
        return f"{files}: {summary.amount(number, 'contradiction')}"

    def gap(self, one: Gap) -> Iterator[str]:
        yield ""
        head = f"{_key(one)}: "
        lines = wrap(_missing(one), self.width, used=len(head) + 2, indent=4)
        yield f"  {self.ink(CYAN, head.rstrip(': '))}: {lines[0]}"
        yield from lines[1:]
        for kind, verb in _VERBS:
            rules = getattr(one, kind)
            if rules:
                yield from self.entry(verb, ", ".join(visible(rule) for rule in rules))
        if one.claims:
            yield from self.entry("Affects", summary.amount(one.claims, "value") + " in the manifests")
        if one.found:
            yield from self.entry("Stated at", _spot(one.found.location))
        if state := _state(one):
            yield f"    {self.ink(DIM, f'Add: {state}')}"

    def entry(self, name: str, words: str) -> Iterator[str]:
        lines = wrap(words, self.width, used=len(name) + 6, indent=6)
        yield f"    {name}: {lines[0]}"
        yield from lines[1:]

    def supplied(self, found: Sequence[Supplied]) -> Iterator[str]:
        if not found:
            return
        yield ""
        yield "  Not needed in the inventory, because files in the repository state it:"
        for one in found:
            claims = list({(_stated(claim), claim.location.file): claim for claim in reversed(one.claims)}.values())[
                ::-1
            ]
            places = [f"{visible(shorten(_stated(claim), 60))} ({_spot(claim.location)})" for claim in claims[:_FEW]]
            more = [f"and {len(claims) - _FEW} more"] if len(claims) > _FEW else []
            yield from self.entry(one.fact.key, ", ".join((*places, *more)))


def as_json(report: InventoryReport) -> str:
    """For programs; keys as in the text, places as in the JSON report."""
    return json_text(
        clean(
            {
                "version": 1,
                "inventories": list(report.files),
                "contradictions": [finding_data(one, report.result) for one in report.result.findings],
                "clusters": [_cluster(report, name) for name in report.clusters],
            }
        )
    )


def _cluster(report: InventoryReport, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "gaps": [
            {
                "fact": _key(one),
                "missing": _missing(one),
                "optional": bool(one.fact and one.fact.optional),
                "cannotSpeak": list(one.off),
                "speakLower": list(one.lower),
                "seeLess": list(one.partly),
                "values": one.claims,
                "write": _state(one),
                **(_place(one.found.location) if one.found else {"file": None, "line": None}),
            }
            for one in report.gaps
            if one.cluster == name
        ],
        "statedByManifests": [
            {"fact": one.fact.key, "value": _stated(claim), **_place(claim.location)}
            for one in report.supplied
            if one.cluster == name
            for claim in one.claims
        ],
    }


def _key(gap: Gap) -> str:
    if gap.found is None:
        return gap.fact.key if gap.fact else ""
    return _FILES if gap.found.rule == CLUSTER_WITHOUT_MANIFESTS else _NAMES


def _missing(gap: Gap) -> str:
    if gap.found:
        return shorten(visible(gap.found.message), _LONGEST)
    if gap.fact is None:
        return ""
    return "; ".join(part for part in (gap.fact.missing, gap.fact.instead) if part)


def _state(gap: Gap) -> str:
    return gap.fact.state if gap.fact and not gap.found else ""


def _stated(claim: Claim) -> str:
    """What a claim states; a controller's claim has no value of its own."""
    return str(claim.traits.get("controller", "")) if claim.role == "lb-controller" else address(claim)


def _spot(place: Location) -> str:
    return f"{visible(place.file)}:{place.span.line}"


def _place(place: Location) -> dict[str, Any]:
    return {"file": place.file, "line": place.span.line}
