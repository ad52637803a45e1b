"""A plan → the plan without values files that describe what is deployed in another way.

Such values are those that a chart was already rendered with, or those next to a release that has values of its own. The
values of a chart and those that override them next to it are alternatives.
"""

from __future__ import annotations

import posixpath
from collections import Counter, defaultdict
from collections.abc import Collection

from svclint.deployment.deployed import Deployed, Plan
from svclint.documents.list_items import Document
from svclint.documents.node import node_at, text_at
from svclint.lazy_dataclasses import replace
from svclint.model import DeploymentStatus

_VALUES = ("values.yaml", "values.yml")


def without_unread_values(plan: Plan, charts: Collection[str] = ()) -> Plan:
    """The plan, in which values are not deployed if their objects are already in it; `charts` are folders of charts.

    Either a file in their folder is the output of a chart (`# Source:`), or their folder, the only one of its name with
    values, has the name of a release that contains its values.
    """
    plan = _with_layers(plan, charts)
    rendered: dict[str, str] = {}
    releases: dict[str, str] = {}
    for path, objects in plan.objects.items():
        if any(deployed.document.origin and deployed.document.kind for deployed in objects):
            rendered.setdefault(posixpath.dirname(path), path)
        for deployed in objects:
            if not deployed.status.latent and (release := _release_with_values(deployed.document)):
                releases.setdefault(release, path)
    if not rendered and not releases:
        return plan
    named = Counter(posixpath.basename(posixpath.dirname(path)) for path in plan.objects if path.endswith(_VALUES))

    def of(path: str, deployed: Deployed) -> Deployed:
        document = deployed.document
        if document.kind or document.origin or deployed.status.latent:
            return deployed
        folder, file = posixpath.split(path)
        if output := rendered.get(folder):
            reason = f"{output} is what a chart was rendered to with such values"
            return replace(deployed, status=DeploymentStatus(reason, inert=True))
        name = posixpath.basename(folder)
        if file in _VALUES and named[name] == 1 and (release := releases.get(name)):
            return replace(deployed, status=DeploymentStatus(f"{release} contains the values of this release"))
        return deployed

    return replace(
        plan, objects={path: tuple(of(path, item) for item in objects) for path, objects in plan.objects.items()}
    )


def _with_layers(plan: Plan, charts: Collection[str]) -> Plan:
    """The plan, in which the values files of one chart's folder are variants, of which one overrides another."""
    layers: dict[str, list[str]] = defaultdict(list)
    for path, objects in plan.objects.items():
        folder, file = posixpath.split(path)
        if folder in charts and "values" in file and not any(deployed.document.kind for deployed in objects):
            layers[folder].append(path)
    several = {path for paths in layers.values() if len(paths) > 1 for path in paths}
    if not several:
        return plan

    def of(path: str, deployed: Deployed) -> Deployed:
        choice = f"values of {posixpath.dirname(path)}", path
        return replace(deployed, status=replace(deployed.status, variant=(*deployed.status.variant, choice)))

    return replace(
        plan,
        objects={
            path: tuple(of(path, item) for item in objects) if path in several else objects
            for path, objects in plan.objects.items()
        },
    )


def _release_with_values(document: Document) -> str:
    """The name of the release if the document is one that contains its values; otherwise empty."""
    if document.kind == "HelmRelease":
        return document.name if node_at(document.node, "spec", "values") is not None else ""
    helm = node_at(document.node, "spec", "source", "helm") if document.kind == "Application" else None
    if helm is None or (text_at(helm, "values") == "" and node_at(helm, "valuesObject") is None):
        return ""
    return text_at(helm, "releaseName") or document.name
