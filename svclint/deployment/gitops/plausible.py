"""A plan → one that can be true: most of a repository is deployed."""

from __future__ import annotations

from collections.abc import Set

from svclint.deployment.deployed import Plan, status
from svclint.deployment.sample_paths import is_never_deployed
from svclint.lazy_dataclasses import replace

_NOT_UNDERSTOOD = (
    "Kustomizations seem to leave out {} of {} files, so svclint probably does not understand how this repository is "
    "deployed: every file counts as deployed. Run `svclint clusters` to see what each kustomization includes."
)
_MANY = 10


def plausible(plan: Plan, requested: tuple[str, ...]) -> Plan:
    """The plan, or one that deploys everything if it leaves out too much to be true.

    A repository of samples is checked as such; tests are never deployed. If kustomizations seem to leave out most of
    its other files, its structure was not understood.
    """
    idle = {path for path, objects in plan.objects.items() if all(deployed.status.latent for deployed in objects)}
    if not idle:
        return plan
    paths = {*plan.objects, *plan.flawed}
    if len(idle) == len(plan.objects):
        return _all_deployed(plan, {path for path in paths if is_never_deployed(path, requested)})
    samples = {path for path in paths if status(path, requested).latent}
    others = plan.objects.keys() - samples
    left_out = len(idle & others)
    if left_out < _MANY or 2 * left_out <= len(others):
        return plan
    return replace(_all_deployed(plan, samples), notes=(*plan.notes, _NOT_UNDERSTOOD.format(left_out, len(others))))


def _all_deployed(plan: Plan, kept: Set[str]) -> Plan:
    """The plan in which everything is deployed, except the files in `kept`, which keep their status."""
    objects = {
        path: items
        if path in kept
        else tuple(replace(deployed, status=replace(deployed.status, latent="", inert=False)) for deployed in items)
        for path, items in plan.objects.items()
    }
    return replace(plan, objects=objects, flawed={path: state for path, state in plan.flawed.items() if path in kept})
