"""Severity and message, deployment status of the object → both; what is not deployed is a note, with the reason."""

from __future__ import annotations

from svclint.lazy_dataclasses import replace
from svclint.model import Claim, DeploymentStatus, Flaw, Owner, Severity

# More levels than there are: the severity is that of a note.
_TO_A_NOTE = len(Severity)


def is_latent(claim: Claim) -> bool:
    """Whether the object of a claim is not deployed."""
    return bool(claim.status.latent)


def of_claims(severity: Severity, message: str, *claims: Claim) -> tuple[Severity, str]:
    """The severity and message for claims; a note with the reason if the object of one of them is not deployed."""
    idle = next((claim for claim in claims if is_latent(claim)), None)
    if idle is None:
        return severity, message
    reason = _reason(idle.status, idle.owner, lowered=severity > Severity.NOTE)
    return Severity.NOTE, f"{message}{'' if message.endswith(('.', ')', '?')) else '.'} {reason}"


def of_flaw(flaw: Flaw, status: DeploymentStatus) -> Flaw:
    """A flaw in an object with this status; a note with the reason if the object is not deployed."""
    if not status.latent:
        return flaw
    message = f"{flaw.message} {_reason(status, flaw.location.owner, lowered=True)}"
    return replace(flaw, message=message, lowered=_TO_A_NOTE)


def _reason(status: DeploymentStatus, owner: Owner, *, lowered: bool) -> str:
    because = "Severity lowered because " if lowered else ""
    return f"{because}{owner} is not deployed: {status.latent}."
