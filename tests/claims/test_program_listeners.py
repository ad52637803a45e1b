"""The table of programs: where each row finds its listener, and the addresses and ports that settings state."""

from __future__ import annotations

import pytest

from svclint.claims.catalogue import build
from svclint.claims.program_listeners import listener_fields
from svclint.model import Claim
from tests.claims.test_extract import found

ROW = {"image": "exporter", "program": "exporter", "label": "metrics", "port": 9100, "flag": "listen", "env": "LISTEN"}


def listeners(container: str, **row: object) -> list[str]:
    """The listeners of a container, as `address port/protocol`."""
    entry = {"kind": "K", "words": ["kind", ":"], "listeners": [{**ROW, **row}]}
    text = f"kind: K\ncontainers:\n- {{image: exporter, {container}}}\n"
    claims = found(text, build([{"project": "test", "entries": [entry]}]))
    return [
        f"{claim.traits['host_ip']} {' '.join(map(str, claim.ports))}".strip()
        for claim in claims
        if isinstance(claim, Claim)
    ]


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("name: a", ["9100/TCP"]),
        ('args: ["--listen=:9101"]', ["9101/TCP"]),
        ("command: [exporter, --listen, 9102]", ["9102/TCP"]),
        ('args: ["--listen=127.0.0.1:9101"]', ["127.0.0.1 9101/TCP"]),
        ('args: ["--listen=[::1]:9101"]', ["::1 9101/TCP"]),
        ('args: ["--listen=[$(IP)]:9101"]', ["9101/TCP"]),
        (
            'args: ["--listen=https://10.0.0.5:9101,https://127.0.0.1:9101"]',
            ["10.0.0.5 9101/TCP", "127.0.0.1 9101/TCP"],
        ),
        ('args: ["--listen=127.0.0.1"]', ["127.0.0.1 9100/TCP"]),
        ('args: ["--listen=0.0.0.0"]', ["9100/TCP"]),
        ('args: ["--listen=0"]', []),
        ('args: ["--listen=$(PORT)"]', []),
        ('env: [{name: LISTEN, value: ":9103"}]', ["9103/TCP"]),
        ('env: [{name: OTHER, value: ":9103"}]', ["9100/TCP"]),
    ],
)
def test_a_setting_moves_the_listener(container: str, expected: list[str]) -> None:
    assert listeners(container) == expected


def test_the_address_has_a_flag_of_its_own() -> None:
    row = {"address": "127.0.0.1", "address-flag": "bind"}
    assert listeners("name: a", **row) == ["127.0.0.1 9100/TCP"]
    assert listeners("args: [--bind=10.0.0.5]", **row) == ["10.0.0.5 9100/TCP"]
    assert listeners('args: ["--bind=10.0.0.5", "--listen=9101"]', **row) == ["10.0.0.5 9101/TCP"]


def test_a_protocol_and_a_condition() -> None:
    row = {"protocol": "UDP", "if": {"path": "../env/[name=ON]"}}
    assert listeners("name: a", **row) == []
    assert listeners("env: [{name: ON, value: x}]", **row) == ["9100/UDP"]
    assert listeners("args: [--listen=9101]", **row) == ["9101/UDP"]


def test_without_a_port_only_a_setting_makes_a_listener() -> None:
    row = {key: value for key, value in ROW.items() if key != "port"}
    paths = [field["path"] for field in listener_fields(row)]
    assert paths == [
        "/containers/[image@exporter]/(arguments)/listen",
        "/containers/[image@exporter]/env/[name=LISTEN]/value",
    ]
