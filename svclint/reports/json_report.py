"""Result → JSON for programs. svclint/schemas/report.json describes version 1.

Version 1 may gain fields; no field is removed or changes its meaning.
"""

from __future__ import annotations

from collections.abc import Mapping

from svclint.about import VERSION
from svclint.light_typing import Any
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
    """All findings. `suppressed` has the reason of a suppression; `baselineState` separates known from new findings.

    Strings are unescaped input text.
    """
    unresolved = sorted(result.unresolved, key=lambda value: (value.location, value.text, value.reason))
    report = {
        "version": _VERSION,
        "tool": {"name": "svclint", "version": VERSION},
        "findings": [finding_data(finding, result) for finding in shown(result.findings, ignored=True, known=True)],
        "counts": counts_data(result),
        "clusters": [_cluster(cluster) for cluster in sorted(result.clusters, key=lambda cluster: cluster.name)],
        "unresolved": [_unresolved(value) for value in unresolved],
    }
    return json_text(clean(report))


def finding_data(finding: Finding, result: Result) -> Json:
    """A finding as an item of `findings`."""
    return {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "message": finding.message,
        **location_data(finding.location),
        "related": [_related(related) for related in finding.related],
        "trail": [_step(step) for step in finding.trail],
        "fingerprint": finding.fingerprint,
        "suppressed": finding.suppressed,
        "baselineState": ("unchanged" if finding.known else "new") if result.compared else None,
    }


def location_data(place: Location) -> Json:
    """A location as the fields of a finding or cluster."""
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


def _related(related: Related) -> Json:
    location = None if related.location is None else location_data(related.location)
    return {"message": related.message, "participant": related.participant, "location": location}


def _step(step: Step) -> Json:
    return {"text": step.text, "location": None if step.location is None else location_data(step.location)}


def counts_data(result: Result) -> Json:
    """The numbers of a result as `counts`."""
    counts = result.counts
    return {
        "findings": {str(severity): number for severity, number in summary.levels(result).items()},
        "ignored": summary.ignored(result),
        "known": summary.known(result),
        "files": {name: counts.files.get(reading, 0) for reading, name in _READINGS.items()},
        "documents": counts.documents,
        "claims": counts.claims,
        "unresolved": dict(sorted(counts.unresolved.items())),
        "notEvaluated": dict(sorted(counts.unread.items())),
    }


def _cluster(cluster: Cluster) -> Json:
    return {
        "name": cluster.name,
        "inInventory": cluster.in_inventory,
        "manifests": list(cluster.manifests),
        "lan": cluster.lan,
        "version": None if cluster.version is None else f"1.{cluster.version}",
        "proxyMode": cluster.proxy_mode,
        "strictARP": cluster.strict_arp,
        "nodePortRange": None if cluster.node_port_range is None else list(cluster.node_port_range),
        "controllers": None if cluster.controllers is None else list(cluster.controllers),
        "stated": {fact: location_data(place) for fact, place in sorted(cluster.stated.items())},
    }


def _unresolved(value: Unresolved) -> Json:
    return {"text": value.text, "reason": value.reason, **location_data(value.location)}


def clean(value: Any) -> Any:
    """The data with lone surrogates escaped, because other JSON readers reject them.

    It recurses: use it only for data of a known depth.
    """
    if isinstance(value, str):
        return no_surrogates(value)
    if isinstance(value, dict):
        return {no_surrogates(key): clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list) else value
