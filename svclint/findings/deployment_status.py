"""Severity and message, deployment status of the object → both, adjusted if the object is not deployed."""

from __future__ import annotations

from svclint.lazy_dataclasses import replace
from svclint.model import Claim, DeploymentStatus, Flaw, Owner, Severity


def lowered(claim: Claim) -> int:
    """By how many levels to lower the severity for a claim: 0 if it is deployed, 2 if it is archived, otherwise 1."""
    return _levels(claim.status)


def of_claims(severity: Severity, message: str, *claims: Claim) -> tuple[Severity, str]:
    """The severity and message for claims; lowered, with the reason, if the object of one of them is not deployed."""
    idle = max(claims, key=lowered)
    return _lowered(severity, message, idle.status, idle.owner)


def of_flaw(flaw: Flaw, status: DeploymentStatus) -> Flaw:
    """A flaw in an object with this status; lowered, with the reason, if the object is not deployed."""
    if not status.latent:
        return flaw
    message = f"{flaw.message} {_explanation(status, flaw.location.owner)}"
    return replace(flaw, message=message, lowered=flaw.lowered + _levels(status))


def _levels(status: DeploymentStatus) -> int:
    return 2 if status.archived else 1 if status.latent else 0


def _lowered(severity: Severity, message: str, status: DeploymentStatus, owner: Owner) -> tuple[Severity, str]:
    if not status.latent:
        return severity, message
    return severity.lowered(_levels(status)), _joined(message, _explanation(status, owner))


def _joined(message: str, explanation: str) -> str:
    return f"{message}{'' if message.endswith(('.', ')')) else '.'} {explanation}"


def _explanation(status: DeploymentStatus, owner: Owner) -> str:
    return f"Severity lowered because {owner} is not deployed: {status.latent}."
