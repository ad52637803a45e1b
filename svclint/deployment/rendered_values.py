"""A plan → the plan without values that a chart was already rendered with: both describe the same objects."""

from __future__ import annotations

import posixpath

from svclint.deployment.deployed import Deployed, Plan
from svclint.lazy_dataclasses import replace
from svclint.model import DeploymentStatus


def without_rendered_values(plan: Plan) -> Plan:
    """The plan, in which values are not deployed if a file in their folder is the output of a chart (`# Source:`)."""
    rendered: dict[str, str] = {}
    for path, objects in plan.objects.items():
        if any(deployed.document.origin and deployed.document.kind for deployed in objects):
            rendered.setdefault(posixpath.dirname(path), path)
    if not rendered:
        return plan

    def of(path: str, deployed: Deployed) -> Deployed:
        output = rendered.get(posixpath.dirname(path))
        if output is None or deployed.document.kind or deployed.document.origin or deployed.status.latent:
            return deployed
        reason = f"{output} is what a chart was rendered to with such values"
        return replace(deployed, status=DeploymentStatus(reason, inert=True))

    return replace(
        plan, objects={path: tuple(of(path, item) for item in objects) for path, objects in plan.objects.items()}
    )
