"""Result → JSON for programs: version 1, as svclint/schemas/report.json describes it.

Within version 1 fields may be added; none is taken away or changes its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from svclint.about import VERSION
from svclint.model import Cluster, Finding, Location, Reading, Related, Result, RuleText, Step, Unresolved
from svclint.reports import summary
from svclint.reports.display import DisplayOptions
from svclint.reports.escape import json_text, no_surrogates
from svclint.reports.occurrences import shown

_VERSION = 1
_READINGS = {
    Reading.READ: "read",
    Reading.NO_ADDRESSES: "withoutAddresses",
    Reading.TEMPLATE: "templates",
    Reading.EXCLUDED: "excluded",
    Reading.UNREADABLE: "unreadable",
}

Json = dict[str, Any]


def render(result: Result, rules: Mapping[str, RuleText], options: DisplayOptions) -> str:  # noqa: ARG001
    """All findings: `suppressed` has the reason of the ignored ones, `baselineState` tells the known ones from the new.

    Strings are as the input has them.
    """
    unresolved = sorted(result.unresolved, key=lambda one: (one.location, one.text, one.reason))
    report = {
        "version": _VERSION,
        "tool": {"name": "svclint", "version": VERSION},
        "findings": [finding_data(one, result) for one in shown(result.findings, ignored=True, known=True)],
        "counts": _counts(result),
        "clusters": [_cluster(one) for one in sorted(result.clusters, key=lambda one: one.name)],
        "unresolved": [_unresolved(one) for one in unresolved],
    }
    return json_text(clean(report))


def finding_data(one: Finding, result: Result) -> Json:
    """A finding as an item of `findings`."""
    return {
        "rule": one.rule,
        "severity": str(one.severity),
        "message": one.message,
        **location_data(one.location),
        "related": [_related(other) for other in one.related],
        "trail": [_step(step) for step in one.trail],
        "fingerprint": one.fingerprint,
        "suppressed": one.suppressed,
        "baselineState": ("unchanged" if one.known else "new") if result.compared else None,
    }


def location_data(place: Location) -> Json:
    """A place, as findings and clusters have it."""
    owner = place.owner
    return {
        "file": place.file,
        "line": place.span.line,
        "column": place.span.column,
        "endLine": place.span.end_line,
        "endColumn": place.span.end_column,
        "origin": place.origin,
        "owner": {
            "cluster": owner.cluster,
            "group": owner.group,
            "kind": owner.kind,
            "namespace": owner.namespace,
            "name": owner.name,
        },
        "pointer": place.pointer,
    }


def _related(one: Related) -> Json:
    location = None if one.location is None else location_data(one.location)
    return {"message": one.message, "participant": one.participant, "location": location}


def _step(step: Step) -> Json:
    return {"text": step.text, "location": None if step.location is None else location_data(step.location)}


def _counts(result: Result) -> Json:
    counts = result.counts
    return {
        "findings": {str(severity): number for severity, number in summary.levels(result).items()},
        "ignored": summary.ignored(result),
        "known": summary.known(result),
        "files": {name: counts.files.get(reading, 0) for reading, name in _READINGS.items()},
        "documents": counts.documents,
        "claims": counts.claims,
        "unresolved": dict(sorted(counts.unresolved.items())),
    }


def _cluster(one: Cluster) -> Json:
    return {
        "name": one.name,
        "inInventory": one.in_inventory,
        "manifests": list(one.manifests),
        "lan": one.lan,
        "version": None if one.version is None else f"1.{one.version}",
        "proxyMode": one.proxy_mode,
        "strictARP": one.strict_arp,
        "nodePortRange": None if one.node_port_range is None else list(one.node_port_range),
        "controllers": None if one.controllers is None else list(one.controllers),
        "stated": {fact: location_data(place) for fact, place in sorted(one.stated.items())},
    }


def _unresolved(one: Unresolved) -> Json:
    return {"text": one.text, "reason": one.reason, **location_data(one.location)}


def clean(value: Any) -> Any:
    """The same data without lone surrogates, which no other JSON reader takes. Our own data: the depth is ours."""
    if isinstance(value, str):
        return no_surrogates(value)
    if isinstance(value, dict):
        return {no_surrogates(key): clean(one) for key, one in value.items()}
    return [clean(one) for one in value] if isinstance(value, list) else value
