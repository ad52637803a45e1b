"""The shapes of tests/bench: what rules join is there n-fold, so that a new role or rule brings a shape with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from svclint.api import Request, options
from svclint.findings.rule import PAIRS, Rule
from svclint.model import Claim, Result
from svclint.pipeline import check, load
from tests.bench.shapes import SHAPES, Shape, write

N = 12
KNOWLEDGE = load()
RULES = KNOWLEDGE.book.rules
# Rules whose examples have their findings in the inventory, or need the names that they have.
ELSEWHERE = {
    "cluster-dns-is-no-dns-service": "cluster_dns_addresses",
    "cluster-domain-not-served": "kubelets_and_served_domains",
    "control-plane-in-pod-network": "clusters_networks",
    "control-plane-in-service-network": "control-plane-in-service-network.same",
    "control-plane-is-one-node": "control_plane_nodes",
    "default-route-leaves-services": "moved_default_routes",
    "duplicate-inventory-entry": "inventory_nodes_same_address",
    "exclude-cidrs-misused": "exclude-cidrs-misused.same",
    "http-probe-gets-no-answer": "probed_ingress_controllers",
    "external-name-port-not-served": "external_names_and_ports",
    "listener-without-entry-point": "listeners_of_one_traefik",
    "subset-not-defined": "subsets_of_their_own",
    "url-port-not-served": "urls_of_services",
    "inventory-entries-clash": "inventory_networks_clash",
    "ipvs-mode-deprecated": "kube_proxies_only",
    "multiple-load-balancer-controllers": "load_balancer_controllers",
    "namespace-not-found": "mistyped_namespaces",
    "network-holds-neighbour": "network-holds-neighbour.same",
    "node-in-cluster-network": "node-in-cluster-network.same",
    "node-port-range-holds-host-ports": "node_port_ranges",
    "stream-port-not-opened": "streams",
    "node-ports-in-ephemeral-range": "machine_settings",
    "pool-too-small": "pools_for_two_services",
    "service-link-takes-setting": "service_links",
}
JUDGING = [rule for rule in RULES.values() if rule.policy.subject != "input"]
COMPARING = [rule for rule in RULES.values() if rule.policy.subject in PAIRS]


def checked(shape: Shape, rule: str, folder: Path) -> tuple[Result, Sequence[Claim]]:
    """What one rule says of a shape, and the claims."""
    write(shape, N, folder)
    request = Request(root=str(folder), use_config=False, select=(rule,))
    found = check([str(folder)], options([str(folder)], request), KNOWLEDGE)
    return found.result, found.claim_index.claims


@pytest.fixture(scope="module")
def roles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Counter[str]]:
    """How many claims of each role a shape has."""
    found = {}
    for name, shape in SHAPES.items():
        _, claims = checked(shape, "invalid-yaml", tmp_path_factory.mktemp("shape"))
        found[name] = Counter(claim.role for claim in claims)
    return found


def asked(rule: Rule) -> Iterator[str]:
    yield from (*rule.policy.claims, *rule.policy.others, *rule.policy.at)


def test_every_role_of_a_rule_is_there_n_fold(roles: dict[str, Counter[str]]) -> None:
    most: Counter[str] = Counter()
    for counts in roles.values():
        most |= counts
    missing = {role: rule.id for rule in RULES.values() for role in asked(rule) if most[role] < N}
    assert missing == {}, "these roles need a shape"


@pytest.mark.parametrize("form", ["apart", "same"])
def test_both_sides_of_every_comparison_are_there_n_fold(roles: dict[str, Counter[str]], form: str) -> None:
    missing = []
    for rule in COMPARING:
        counts = roles.get(f"{rule.id}.{form}", Counter())
        few = [side for side in (rule.policy.claims, rule.policy.others) if sum(counts[role] for role in side) < N]
        if few or not set(asked(rule)) <= set(counts):
            missing.append(rule.id)
    assert missing == [], "their roles need lines in the tables of tests/bench/shapes/pairs.py"


@pytest.mark.parametrize("rule", JUDGING, ids=lambda rule: rule.id)
def test_every_rule_has_a_shape_in_which_it_speaks_of_many(rule: Rule, tmp_path: Path) -> None:
    result, _ = checked(SHAPES[ELSEWHERE.get(rule.id, f"{rule.id}.example")], rule.id, tmp_path)
    found = [one for one in result.findings if one.rule == rule.id]
    places = {one.location for one in found} | {place.location for one in found for place in one.related}
    assert len(places) >= N


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_a_shape_is_the_same_each_time(shape: Shape) -> None:
    once = list(shape.files(N))
    assert list(shape.files(N)) == once
    assert len({path for path, _ in once}) == len(once)


def test_a_shape_is_written_as_it_is(tmp_path: Path) -> None:
    shape = SHAPES["kustomize_wide"]
    write(shape, 3, tmp_path)
    there = {path.relative_to(tmp_path).as_posix(): path.read_text() for path in tmp_path.rglob("*.yaml")}
    assert dict(shape.files(3)) == there
