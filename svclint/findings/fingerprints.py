"""What a finding is, whatever line it stands on: the identity that baselines, SARIF and `--diff-base` compare."""

from __future__ import annotations

from svclint.digests import sha256
from svclint.lazy_dataclasses import replace
from svclint.model import Claim, Location


def anchor(claim: Claim) -> str:
    """What a claim is to a fingerprint of a finding that it takes part in."""
    return f"{claim.owner} {claim.role} {claim.text}"


def fingerprint(rule: str, location: Location, text: str, *others: str) -> str:
    """What a finding is, whatever line it stands on: rule, object, field and value, and who it meets.

    List indexes are left out of the field, so that an item added above does not make a finding new.
    """
    owner = location.owner
    field = "/".join("*" if part.isdecimal() else part for part in location.pointer.split("/"))
    parts = (rule, owner.cluster, owner.group, owner.kind, owner.namespace, owner.name, field, text, *others)
    if not owner.name:
        parts = (*parts, location.file)
    return digest(*parts)


def mark(rule: str, location: Location, text: str) -> str:
    """A fingerprint that stays the same when the inventory gives the object's cluster a name, or another one."""
    return fingerprint(rule, replace(location, owner=replace(location.owner, cluster="")), text)


def digest(*parts: str) -> str:
    """32 hexadecimal digits of all parts."""
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass"))[:32]
