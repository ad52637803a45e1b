"""Which hosts of an inventory are nodes, and as what."""

from __future__ import annotations

import pytest

from svclint.importing.hosts import hosts_of


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        ("kube_control_plane", ("control-plane",)),
        ("kube-master", ("control-plane",)),
        ("k8s_other_control_plane", ("control-plane",)),
        ("k3s_servers", ("control-plane",)),
        ("kube_node", ("worker",)),
        ("workers", ("worker",)),
        ("k8s_cluster", ()),
    ],
)
def test_roles_follow_from_groups(groups: str, roles: tuple[str, ...]) -> None:
    text = f"[{groups}]\nhost ansible_host=10.0.0.1\n[masters]\nother ansible_host=10.0.0.2\n[kube_x]\nother\n"
    found = hosts_of("hosts.ini", text, ini=True)
    assert found is not None
    assert next(one for one in found.nodes if one.name == "host").roles == roles


def test_a_group_within_a_group_within_itself() -> None:
    text = "a: {children: {b: {children: {a: }}, kube_control_plane: {hosts: {n1: {ansible_host: 10.0.0.1}}}}}\n"
    found = hosts_of("hosts.yaml", text, ini=False)
    assert found is not None
    assert [(one.name, one.roles) for one in found.nodes] == [("n1", ("control-plane",))]


@pytest.mark.parametrize(
    "text", ["", "- hosts: all\n", "hosts: [a, b]\n", "a: {hosts: x}\n", "{hosts: ", "\tx: hosts:\n"]
)
def test_what_is_no_inventory(text: str) -> None:
    assert hosts_of("hosts.yaml", text, ini=False) is None


def test_many_groups_take_no_time() -> None:
    text = "".join(f"[g{number}:children]\ng{number + 1}\n" for number in range(2000)) + "[masters]\nn1\n[nodes]\nn2\n"
    found = hosts_of("hosts.ini", text, ini=True)
    assert found is not None
    assert [one.name for one in found.nodes] == ["n1", "n2"]


@pytest.mark.parametrize(
    ("line", "is_vip"),
    [
        ("vip ansible_host=10.0.0.250", True),
        ("k8s-api-vip ansible_host=10.0.0.250", True),
        ("lb ansible_host=10.0.0.250  # VIP of the API", True),
        ("lb ansible_host=10.0.0.250  # control plane VIP", True),
        ("lb ansible_host=10.0.0.250  # vip holder", False),
        ("ingress-vip ansible_host=10.0.0.250", False),
    ],
)
def test_a_host_that_is_a_virtual_ip_is_no_machine(line: str, is_vip: bool) -> None:
    text = f"[balancers]\n{line}\n[masters]\nm1 ansible_host=10.0.0.1 # the VIP moves here\n[workers]\nw1\n"
    found = hosts_of("hosts.ini", text, ini=True)
    assert found is not None
    assert [host.addresses[0][0] for host in found.vips] == (["10.0.0.250"] if is_vip else [])
    assert [host.name for host in found.nodes] == ["m1", "w1"]


def test_groups_of_two_products_are_two_clusters() -> None:
    text = "[k3s_server]\na ansible_host=10.0.0.1\n[rke2_server]\n{} ansible_host=10.0.0.2\n[workers]\nw\n"
    two = hosts_of("hosts.ini", text.format("b"), ini=True)
    one = hosts_of("hosts.ini", text.format("a"), ini=True)
    assert two is not None
    assert one is not None
    assert (two.ambiguous, one.ambiguous) == (True, False)
