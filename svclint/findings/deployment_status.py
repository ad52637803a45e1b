"""How an object stands in its repository, and what is said of it → the level and the words, if nothing deploys it."""

from __future__ import annotations

from svclint.lazy_dataclasses import replace
from svclint.model import Claim, DeploymentStatus, Flaw, Owner, Severity


def lowered(claim: Claim) -> int:
    """By how many levels what is said of a claim is lower, because nothing deploys it; of an archive it is a note."""
    return _levels(claim.status)


def of_claims(severity: Severity, message: str, *claims: Claim) -> tuple[Severity, str]:
    """What is said of claims together: lower if one of them is of an object that nothing deploys, and saying so."""
    idle = max(claims, key=lowered)
    return _said(severity, message, idle.status, idle.owner)


def of_flaw(flaw: Flaw, status: DeploymentStatus) -> Flaw:
    """What a reader noticed in an object that stands like that."""
    if not status.latent:
        return flaw
    message = f"{flaw.message} {_end(status, flaw.location.owner)}"
    return replace(flaw, message=message, lowered=flaw.lowered + _levels(status))


def _levels(status: DeploymentStatus) -> int:
    return 2 if status.archived else 1 if status.latent else 0


def _said(severity: Severity, message: str, status: DeploymentStatus, owner: Owner) -> tuple[Severity, str]:
    if not status.latent:
        return severity, message
    return severity.lowered(_levels(status)), _with(message, _end(status, owner))


def _with(words: str, end: str) -> str:
    return f"{words}{'' if words.endswith(('.', ')')) else '.'} {end}"


def _end(status: DeploymentStatus, owner: Owner) -> str:
    return f"Severity lowered because {owner} is not deployed: {status.latent}."
