"""Texts that name fields, and what is there."""

from __future__ import annotations

import pytest

from svclint.deployment.field_paths import Path, field_path, pointer_path, scalar_at
from svclint.documents.yaml import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("spec.externalIPs.0", ("spec", "externalIPs", "0")),
        ("spec.ports.[name=web].port", ("spec", "ports", "[name=web]", "port")),
        ("metadata.annotations.[a.b/c]", ("metadata", "annotations", "a.b/c")),
        (r"metadata.annotations.a\.b/c", ("metadata", "annotations", "a.b/c")),
        ("a[b.c]d", ("a", "b.c", "d")),
        ("", ()),
        ("a." * 1000, ("a",) * 500),
    ],
)
def test_the_steps_of_a_field_path(text: str, expected: Path) -> None:
    assert field_path(text) == expected


@pytest.mark.parametrize(
    ("pointer", "expected"), [("/spec/ips/-", ("spec", "ips", "-")), ("/a~1b/~0", ("a/b", "~")), ("", ())]
)
def test_the_steps_of_a_json_pointer(pointer: str, expected: Path) -> None:
    assert pointer_path(pointer) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a.ips.1", "10.0.0.2"),
        ("a.ips.2", None),
        ("a.ports.[name=b].port", "2"),
        ("a.ports.[name=c].port", None),
        ("a.ports.name", None),
        ("a.[x.y/z]", "v"),
        ("a", None),
        ("a.ips.0.b", None),
    ],
)
def test_what_a_path_leads_to(text: str, expected: str | None) -> None:
    (parsed,) = parse("a: {ips: [10.0.0.1, 10.0.0.2], ports: [{name: a, port: 1}, {name: b, port: 2}], x.y/z: v}\n")
    found = scalar_at(parsed.node, field_path(text))
    assert (found.text if found else None) == expected
