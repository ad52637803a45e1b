"""A plan → one that can be true: most of a repository is deployed."""

from __future__ import annotations

from svclint.deployment.deployed import Plan, status
from svclint.deployment.sample_paths import is_test
from svclint.lazy_dataclasses import replace

_NOT_UNDERSTOOD = (
    "Kustomizations seem to leave out {} of {} files, so svclint probably does not understand how this repository is "
    "deployed: every file counts as deployed. Run `svclint clusters` to see what each kustomization includes."
)
_MANY = 10


def plausible(plan: Plan, requested: tuple[str, ...]) -> Plan:
    """The plan, or one that deploys everything if it leaves out too much to be true.

    A repository of samples is checked as such; tests are never deployed. If kustomizations seem to leave out most of
    its files, its structure was not understood.
    """
    idle = {path for path, objects in plan.objects.items() if all(deployed.status.latent for deployed in objects)}
    if not idle:
        return plan
    if len(idle) == len(plan.objects):
        return _all_deployed(plan, requested)
    others = [path for path in plan.objects if not status(path, requested).latent]
    left_out = sum(path in idle for path in others)
    if left_out < _MANY or 2 * left_out <= len(others):
        return plan
    return replace(_all_deployed(plan, requested), notes=(*plan.notes, _NOT_UNDERSTOOD.format(left_out, len(others))))


def _all_deployed(plan: Plan, requested: tuple[str, ...]) -> Plan:
    """The plan in which everything is deployed except tests."""
    tests = {path for path in (*plan.objects, *plan.flawed) if is_test(path, requested)}
    objects = {
        path: items
        if path in tests
        else tuple(replace(deployed, status=replace(deployed.status, latent="", inert=False)) for deployed in items)
        for path, items in plan.objects.items()
    }
    return replace(plan, objects=objects, flawed={path: state for path, state in plan.flawed.items() if path in tests})
