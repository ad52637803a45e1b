"""Rule, claims and values → fingerprint: the identity of a finding for baselines, `--diff-base` and all reports."""

from __future__ import annotations

from svclint.digests import sha256
from svclint.lazy_dataclasses import replace
from svclint.model import Claim, Location


def anchor(claim: Claim) -> str:
    """The text that represents a claim in the fingerprints of its findings."""
    return f"{claim.owner} {claim.role} {claim.text}"


def fingerprint(rule: str, location: Location, text: str, *anchors: str) -> str:
    """The identity of a finding, independent of its line: rule, object, field, value, and the anchors of other claims.

    List indexes are left out of the field, so that adding an item above does not make a finding new.
    """
    owner = location.owner
    field = "/".join("*" if part.isdecimal() else part for part in location.pointer.split("/"))
    parts = (rule, owner.cluster, owner.group, owner.kind, owner.namespace, owner.name, field, text, *anchors)
    if not owner.name:
        parts = (*parts, location.file)
    return digest(*parts)


def mark(rule: str, location: Location, text: str) -> str:
    """A fingerprint without the cluster, so that naming or renaming a cluster in the inventory does not change it."""
    return fingerprint(rule, replace(location, owner=replace(location.owner, cluster="")), text)


def digest(*parts: str) -> str:
    """The first 32 hexadecimal digits of the SHA-256 digest of all parts."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass"))[:32]
