"""Claims → the claims without those of a ConfigMap whose text a HelmRelease reads as values: they are the release's."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.model import Claim


def without_read_values(claims: Iterable[Claim]) -> list[Claim]:
    """The claims, each text of a ConfigMap once: as a value of the HelmRelease that reads it, if one does."""
    known = list(claims)
    files = {claim.location.file for claim in known if claim.owner.kind == "ConfigMap"}
    read = {_place(claim) for claim in known if claim.owner.kind == "HelmRelease" and claim.location.file in files}
    return [claim for claim in known if claim.owner.kind != "ConfigMap" or _place(claim) not in read] if read else known


def _place(claim: Claim) -> tuple[object, ...]:
    return claim.role, claim.location.file, claim.location.span
