"""Programs that share a node, and rolling updates that need one more."""

from __future__ import annotations

import pytest

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.words.scheduling import most_unavailable, on_one_node
from svclint.lazy_dataclasses import replace
from svclint.model import Claim, Cluster, TraitValue
from tests.support.built_claims import claim


def program(name: str, kind: str, **traits: TraitValue) -> Claim:
    made = claim("host-port", owner=name, traits=traits)
    return replace(made, owner=replace(made.owner, kind=kind))


def share(a: Claim, b: Claim) -> bool:
    index = ClaimIndex((a, b), {"prod": Cluster("prod")})
    assert on_one_node(index, 0, 1) == on_one_node(index, 1, 0)
    return on_one_node(index, 0, 1)


ANY = ("operator=Exists",)
CONTROL_PLANE = ("key=node-role.kubernetes.io/control-plane,operator=Exists",)


@pytest.mark.parametrize(
    ("kind", "traits", "expected"),
    [
        ("DaemonSet", {}, True),
        ("DaemonSet", {"node_selector": "edge=true"}, True),
        ("DaemonSet", {"node_selector": "kubernetes.io/os=linux"}, True),
        ("DaemonSet", {"affinity": True}, False),
        ("Deployment", {"node_selector": "edge=true"}, True),
        ("Deployment", {"tolerations": CONTROL_PLANE}, False),
        ("DaemonSet", {"tolerations": CONTROL_PLANE}, True),
        ("DaemonSet", {"tolerations": CONTROL_PLANE, "node_selector": "edge=true"}, False),
        ("Pod", {}, True),
        ("Job", {}, False),
    ],
)
def test_a_daemon_set_of_all_nodes_without_taints(kind: str, traits: dict[str, TraitValue], expected: bool) -> None:
    assert share(program("a", "DaemonSet"), program("b", kind, **traits)) is expected


def test_a_daemon_set_that_tolerates_everything() -> None:
    everywhere = program("a", "DaemonSet", tolerations=ANY)
    assert share(everywhere, program("b", "Deployment", tolerations=CONTROL_PLANE))


def test_a_program_of_every_node() -> None:
    kubespan = program("a", "", every_node=True)
    assert share(kubespan, program("b", "Deployment", affinity=True))
    assert not share(kubespan, program("b", "Job"))


def test_deployments_may_run_apart() -> None:
    assert not share(program("a", "Deployment"), program("b", "Deployment"))


@pytest.mark.parametrize(
    ("replicas", "surge", "unavailable", "expected"),
    [
        (1, "25%", "25%", 0),
        (3, "25%", "25%", 0),
        (4, "25%", "25%", 1),
        (1, "0", "25%", 1),
        (10, "0%", "9%", 1),
        (2, "1", "0", 0),
        (2, "1", "2", 2),
        (2, "1", "${MOST}", -1),
        (2, "", "1", -1),
    ],
)
def test_a_percentage_is_rounded_as_kubernetes_rounds_it(
    replicas: int, surge: str, unavailable: str, expected: int
) -> None:
    made = program("a", "Deployment", replicas=replicas, max_surge=surge, max_unavailable=unavailable)
    assert most_unavailable(ClaimIndex((made,), {"prod": Cluster("prod")}), 0) == expected
