from pathlib import Path

import pytest

from svclint.claims.blocks import format_block
from svclint.claims.inventory.native import Inventory, load_inventories
from svclint.model import Block, Claim

CANARY = "c4n4ry"
KUBECONFIG = f"""\
apiVersion: v1
kind: Config
clusters:
  - name: {CANARY}
    cluster: {{server: "https://10.0.0.9:6443", certificate-authority-data: {CANARY}}}
users:
  - name: {CANARY}
    user: {{token: {CANARY}, password: {CANARY}}}
"""


def load(tmp_path: Path, body: str) -> Inventory:
    path = tmp_path / "inventory.yaml"
    text = "version: 1\nclusters:\n  - name: prod\n" + "".join(f"    {line}\n" for line in body.splitlines())
    path.write_text(text, encoding="utf-8")
    return load_inventories([path], tmp_path)


def control_plane(found: Inventory) -> list[Claim]:
    return [claim for claim in found.claims if claim.role == "control-plane"]


def rules(found: Inventory) -> list[tuple[str, int, int]]:
    return [(one.rule, one.location.span.line, one.location.span.column) for one in found.flaws]


def test_a_server_without_a_vip_makes_its_address_the_control_plane(tmp_path: Path) -> None:
    body = "kubeconfigServers: ['https://10.0.0.1:8443']\nnodes: [{name: m1, addresses: [10.0.0.1]}]"
    (claim,) = control_plane(load(tmp_path, body))
    assert claim.block is not None
    assert (format_block(claim.block), [str(port) for port in claim.ports]) == ("10.0.0.1", ["8443/TCP"])
    assert claim.title == "the address of kubeconfig server https://10.0.0.1:8443"
    assert claim.location.pointer == "/clusters/0/kubeconfigServers/0"
    assert claim.traits == {"server": "https://10.0.0.1:8443", "server_name": "", "derived": True, "node": "m1"}


@pytest.mark.parametrize(
    ("server", "port"),
    [
        ("https://10.0.0.1", 443),
        ("http://10.0.0.1", 80),
        ("10.0.0.1", 6443),
        ("10.0.0.1:7443", 7443),
        ("fd00::1", 6443),
    ],
)
def test_a_port_that_is_left_out_is_what_clients_take(tmp_path: Path, server, port) -> None:
    (claim,) = control_plane(load(tmp_path, f"kubeconfigServers: ['{server}']"))
    assert [str(one) for one in claim.ports] == [f"{port}/TCP"]


def test_names_resolve_through_hosts_dns_and_wildcards(tmp_path: Path) -> None:
    body = (
        "kubeconfigServers: ['https://A.example.', 'https://b.example', 'https://c.d.example']\n"
        "hosts: {a.example: [10.0.0.1, 10.0.0.2]}\ndns: {B.example: [10.0.0.3], '*.d.example': [10.0.0.4]}"
    )
    found = load(tmp_path, body)
    assert found.flaws == ()
    assert [format_block(claim.block) for claim in control_plane(found) if claim.block] == [
        "10.0.0.1",
        "10.0.0.2",
        "10.0.0.3",
        "10.0.0.4",
    ]


def test_a_name_that_nothing_resolves_is_a_finding_at_the_server(tmp_path: Path) -> None:
    found = load(tmp_path, "kubeconfigServers: ['https://lb.example:6443']")
    assert rules(found) == [("unresolved-name", 4, 25)]
    assert control_plane(found) == []


def test_a_vip_learns_which_server_leads_to_it(tmp_path: Path) -> None:
    body = "kubeconfigServers: [lb.example]\nhosts: {lb.example: [10.0.0.1]}\nloadBalancers: [{vips: [10.0.0.1]}]"
    (claim,) = control_plane(load(tmp_path, body))
    assert (claim.traits["server"], claim.traits["server_name"]) == ("lb.example", "lb.example")
    assert claim.owner.kind == "loadBalancers"


def test_servers_that_share_an_address_make_one_claim_a_port(tmp_path: Path) -> None:
    body = "kubeconfigServers: ['https://10.0.0.1:6443', '10.0.0.1:6443', '10.0.0.1:443']"
    assert [[str(port) for port in one.ports] for one in control_plane(load(tmp_path, body))] == [
        ["6443/TCP"],
        ["443/TCP"],
    ]


def test_a_tunnel_on_loopback_is_no_address_of_the_network(tmp_path: Path) -> None:
    found = load(tmp_path, "kubeconfigServers: ['https://127.0.0.1:6443']")
    assert [claim.role for claim in found.claims] == ["kubeconfig-server"]


def test_a_broken_server_is_a_finding(tmp_path: Path) -> None:
    found = load(tmp_path, "kubeconfigServers: ['https://10.0.0.256:6443', 'https://']")
    assert rules(found) == [("invalid-address", 4, 25), ("invalid-address", 4, 52)]


def test_only_the_server_of_a_kubeconfig_is_ever_shown(tmp_path: Path) -> None:
    (tmp_path / "config").write_text(KUBECONFIG, encoding="utf-8")
    (tmp_path / "broken").write_text(KUBECONFIG + f"x: [{CANARY}: '{CANARY}\n", encoding="utf-8")
    (tmp_path / "binary").write_bytes(CANARY.encode() + b"\x00\xff")
    server = f"https://user:{CANARY}@10.0.0.8"
    found = load(
        tmp_path, f"kubeconfigs: [config, broken, binary, absent]\nkubeconfigServers: ['{server}', '{CANARY}@10.0.0.7']"
    )
    assert [claim.text for claim in control_plane(found)] == ["https://10.0.0.8", "10.0.0.7", "https://10.0.0.9:6443"]
    assert rules(found) == [("unreadable-file", 4, 27), ("unreadable-file", 4, 35), ("unreadable-file", 4, 43)]
    assert CANARY not in repr((found.clusters, found.claims, found.flaws))
    assert list(found.sources) == ["inventory.yaml"]


def test_a_repository_cannot_make_it_read_what_lies_outside(tmp_path: Path) -> None:
    (tmp_path / "config").write_text(KUBECONFIG, encoding="utf-8")
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "link").symlink_to(tmp_path / "config")
    found = load(tmp_path / "repo", f"kubeconfigs: [../config, link, '{tmp_path}/config']")
    assert [one.rule for one in found.flaws] == ["unreadable-file"] * 3
    assert found.claims == ()


def test_an_operators_own_inventory_may_name_any_file(tmp_path: Path) -> None:
    (tmp_path / "config").write_text(KUBECONFIG, encoding="utf-8")
    path = tmp_path / "inventory.yaml"
    path.write_text("version: 1\nclusters: [{name: a, kubeconfigs: [config]}]\n", encoding="utf-8")
    (tmp_path / "repo").mkdir()
    found = load_inventories([path], tmp_path / "repo")
    assert [claim.role for claim in found.claims] == ["kubeconfig-server", "control-plane"]


def test_servers_are_not_compared_with_all_addresses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[Block] = []
    contains = Block.contains

    def counted(block: Block, other: Block) -> bool:
        compared.append(block)
        return contains(block, other)

    monkeypatch.setattr(Block, "contains", counted)
    numbers = range(50)
    servers = "".join(f'- "https://10.0.{i % 2}.{i}:6443"\n' for i in numbers)
    vips = "".join(f"- {{name: l{i}, vips: [10.0.0.{i}], serves: control-plane}}\n" for i in numbers)
    nodes = "".join(f"- {{name: n{i}, addresses: [10.0.1.{i}]}}\n" for i in numbers)
    found = load(tmp_path, f"kubeconfigServers:\n{servers}loadBalancers:\n{vips}nodes:\n{nodes}")
    assert sum("server" in one.traits for one in control_plane(found)) == 50
    assert sum(one.traits.get("node", "") != "" for one in control_plane(found)) == 25
    assert compared == []
