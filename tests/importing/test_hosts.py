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
