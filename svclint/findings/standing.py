"""How an object stands in its repository, and what is said of it → the level and the words, if nothing deploys it."""

from __future__ import annotations

from svclint.model import Claim, Flaw, Owner, Severity, Standing
from svclint.records import replace


def lowered(claim: Claim) -> int:
    """By how many levels what is said of a claim is lower, because nothing deploys it; of an archive it is a note."""
    return _levels(claim.standing)


def of_claims(severity: Severity, message: str, *claims: Claim) -> tuple[Severity, str]:
    """What is said of claims together: lower if one of them is of an object that nothing deploys, and saying so."""
    idle = max(claims, key=lowered)
    return _said(severity, message, idle.standing, idle.owner)


def of_flaw(flaw: Flaw, standing: Standing) -> Flaw:
    """What a reader noticed in an object that stands like that."""
    if not standing.latent:
        return flaw
    end = _end(standing, flaw.location.owner)
    message, identity = f"{flaw.message} {end}", _with(flaw.identity, end)
    return replace(flaw, message=message, identity=identity, lowered=flaw.lowered + _levels(standing))


def _levels(standing: Standing) -> int:
    return 2 if standing.archived else 1 if standing.latent else 0


def _said(severity: Severity, message: str, standing: Standing, owner: Owner) -> tuple[Severity, str]:
    if not standing.latent:
        return severity, message
    return severity.lowered(_levels(standing)), _with(message, _end(standing, owner))


def _with(words: str, end: str) -> str:
    return f"{words}{'' if words.endswith(('.', ')')) else '.'} {end}"


def _end(standing: Standing, owner: Owner) -> str:
    return f"Nothing deploys {owner} now: {standing.latent}."
