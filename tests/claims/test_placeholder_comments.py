"""A value that its comment calls a placeholder is not a fact about the cluster."""

from __future__ import annotations

import pytest

from svclint.claims.placeholder_comments import without_placeholders
from svclint.model import Claim, Location, Owner, Span

OWNER = Owner("", "", "", "", "all.yml")


def claim(role: str, file: str = "all.yml") -> Claim:
    return Claim(OWNER, role, Location(file, Span(1, 6, 1, 10), OWNER, "/vip"), "192.0.2.1", "vip")


@pytest.mark.parametrize(
    ("line", "is_fact"),
    [
        ("vip: 192.0.2.1 # replace me", False),
        ("vip: 192.0.2.1  # CHANGEME", False),
        ("vip: 192.0.2.1 # change this to your network", False),
        ("vip: 192.0.2.1 # a placeholder", False),
        ("vip: 192.0.2.1 # the VIP of kube-vip", True),
        ("vip: 192.0.2.1 # replaced the old router", True),
        ("vip: 192.0.2.1", True),
    ],
)
def test_comments(line: str, *, is_fact: bool) -> None:
    assert bool([*without_placeholders([claim("control-plane")], {"all.yml": line})]) is is_fact


def test_other_roles_and_files_are_kept() -> None:
    texts = {"all.yml": "vip: 192.0.2.1 # replace me"}
    claims = [claim("external-ip"), claim("control-plane", "other.yml")]

    assert [*without_placeholders(claims, texts)] == claims
