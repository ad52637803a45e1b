"""Free addresses: what counts as taken, and that the work does not depend on the size of a range."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from hypothesis import given
from hypothesis import strategies as st

from svclint.asking.evidence import Evidence
from svclint.asking.free import MOST_RANGES, MOST_TAKEN, in_pool, in_range, neighbours, pools
from svclint.asking.taken import MOST_REASONS
from svclint.findings.claim_index import ClaimIndex
from svclint.lazy_dataclasses import replace
from svclint.model import Claim, Cluster, DeploymentStatus, Owner
from tests.support.stated_claims import block_of, claim, said


def evidence(*claims: Claim, lan: str = "") -> Evidence:
    clusters = {name: Cluster(name, lan=lan) for name in ("prod", "dev")}
    return Evidence(ClaimIndex(claims, clusters), ())


def free(text: str, *claims: Claim, count: int = 3, cluster: str = "") -> list[str]:
    return list(in_range(evidence(*claims), block_of(text), count, cluster).addresses)


def pool(text: str, name: str = "lan", **traits) -> Claim:
    made = claim("pool", text, kind="IPAddressPool", controller="metallb", pool_name=name, **traits)
    return replace(made, owner=Owner("prod", "metallb.io", "IPAddressPool", "", name))


def test_addresses_of_machines_and_services_are_not_free() -> None:
    taken = [claim("node", "10.0.0.1"), claim("external-ip", "10.0.0.3"), claim("reserved", "10.0.0.4-10.0.0.9")]
    assert free("10.0.0.0/28", *taken) == ["10.0.0.2", "10.0.0.10", "10.0.0.11"]


def test_a_permission_takes_no_address() -> None:
    assert free("10.0.0.0/29", claim("policy-block", "10.0.0.1"), claim("source-range", "10.0.0.0/8")) == [
        "10.0.0.1", "10.0.0.2", "10.0.0.3",
    ]  # fmt: skip


def test_the_ends_of_the_node_network_are_not_free() -> None:
    assert free("10.0.0.254-10.0.1.2", claim("node-network", "10.0.0.0/24"), count=9) == [
        "10.0.0.254", "10.0.1.0", "10.0.1.1", "10.0.1.2",
    ]  # fmt: skip
    assert free("10.0.0.16/30", claim("node-network", "10.0.0.0/24"), count=9) == [
        f"10.0.0.{number}" for number in (16, 17, 18, 19)
    ]
    assert free("10.0.0.0/31", count=9) == ["10.0.0.0", "10.0.0.1"]
    assert free("fd00::/126", count=9) == ["fd00::1", "fd00::2", "fd00::3"]


def test_what_contains_the_range_does_not_take_it_unless_it_is_reserved() -> None:
    network = claim("service-network", "10.96.0.0/12")
    room = in_range(evidence(network), block_of("10.96.0.0/24"), 1)
    assert room.addresses == ("10.96.0.1",)
    assert [entry.claim for entry in room.inside] == [network]
    assert free("10.96.0.0/24", claim("reserved", "10.96.0.0/12")) == []


def test_a_pool_has_all_its_ranges_and_families_and_not_those_of_others() -> None:
    ranges = [pool("10.0.0.1-10.0.0.2"), pool("2001:db8::1-2001:db8::2"), pool("10.0.0.2-10.0.0.4")]
    known = evidence(*ranges, pool("10.0.0.3-10.0.0.3", "other"), claim("node", "10.0.0.1"))
    (found,) = [claims for (_, name), claims in pools(known).items() if name == "lan"]
    room = in_pool(known, found, 5)
    assert room.addresses == ("10.0.0.2", "10.0.0.4", "2001:db8::1", "2001:db8::2")
    assert (room.size, room.free, room.pool, room.cluster) == (6, 4, "lan", "prod")


def test_a_pool_that_the_inventory_states_again_is_the_same_pool() -> None:
    known = evidence(pool("10.0.0.1-10.0.0.2"), said("pool", "10.0.0.1-10.0.0.2"))
    assert in_pool(known, [known.claims[0]], 5).free == 2


def test_addresses_that_the_controller_never_assigns_are_not_free() -> None:
    buggy = pool("10.0.0.254-10.0.1.1", avoids_buggy=True)
    assert in_pool(evidence(buggy), [buggy], 5).addresses == ("10.0.0.254", "10.0.1.1")


def test_services_whose_address_the_controller_chooses_are_counted() -> None:
    service = replace(claim("load-balancer-service", "LoadBalancer"), owner=Owner("prod", "", "Service", "a", "b"))
    own = pool("10.0.0.1-10.0.0.2")
    assert "1 Service of the cluster gets" in in_pool(evidence(own, service), [own], 1).notes[-1]
    requested = replace(service, traits={"asks_for_address": True})
    assert "Service" not in " ".join(in_pool(evidence(own, requested), [own], 1).notes)


def test_clusters_of_other_segments_count_for_a_range_and_not_for_a_pool() -> None:
    other = claim("node", "10.0.0.1", cluster="dev")
    own = pool("10.0.0.1-10.0.0.2")
    assert in_pool(evidence(own, other), [own], 5).addresses == ("10.0.0.1", "10.0.0.2")
    assert in_pool(evidence(own, other, lan="office"), [own], 5).addresses == ("10.0.0.2",)
    assert free("10.0.0.0-10.0.0.1", other) == ["10.0.0.0"]
    assert free("10.0.0.0-10.0.0.1", other, cluster="prod") == ["10.0.0.0", "10.0.0.1"]


def test_samples_take_no_address_and_latent_objects_do() -> None:
    sample = replace(claim("external-ip", "10.0.0.1"), status=DeploymentStatus("samples", inert=True))
    latent = replace(claim("external-ip", "10.0.0.2"), status=DeploymentStatus("left out"))
    room = in_range(evidence(sample, latent), block_of("10.0.0.1-10.0.0.2"), 5)
    assert room.addresses == ("10.0.0.1",)
    assert room.taken[0].reasons[0].notes[-1] == "not deployed: left out"


def test_neighbours_follow_the_address_and_begin_again_at_the_end() -> None:
    own = pool("10.0.0.1-10.0.0.4")
    known = evidence(own, claim("node", "10.0.0.3"))
    assert neighbours(known, own, block_of("10.0.0.1")) == ["10.0.0.2", "10.0.0.4"]
    assert neighbours(known, own, block_of("10.0.0.4")) == ["10.0.0.1", "10.0.0.2", "10.0.0.4"]


def test_what_else_is_on_the_network_is_unknown_unless_a_file_states_it() -> None:
    assert "DHCP" in in_range(evidence(), block_of("10.0.0.0/24"), 1).notes[0]
    stated = claim("node-network", "10.0.0.0/16"), claim("reserved", "10.0.9.1")
    assert in_range(evidence(*stated), block_of("10.0.0.0/24"), 1).notes == ()


def test_large_ranges_and_many_claims_are_bounded() -> None:
    for text, size in (("10.0.0.0/8", 2**24), ("::/0", 2**128), ("fd00::/64", 2**64)):
        room = in_range(evidence(claim("node", "10.0.0.1")), block_of(text), 1000)
        assert (room.size, len(room.addresses)) == (size, 1000)
    crowd = [claim("node", "10.0.0.1", file=f"{number}.yaml") for number in range(300)]
    crowd = [replace(item, title=f"node {number}") for number, item in enumerate(crowd)]
    crowd += [claim("external-ip", f"10.0.{number}.7") for number in range(200)]
    room = in_range(evidence(*crowd), block_of("10.0.0.0/16"), 1)
    assert len(room.taken) == MOST_TAKEN
    assert room.left_out == 183
    reasons = next(taken.reasons for taken in room.taken if taken.block.first & 255 == 1)
    assert reasons[-1].text == f"and {300 - MOST_REASONS} more"
    ranges = [pool(f"10.{number // 200}.{number % 200}.7-10.{number // 200}.{number % 200}.7") for number in range(600)]
    assert f"first {MOST_RANGES} of 600 ranges" in in_pool(evidence(*ranges), ranges, 1).notes[0]


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5)), max_size=8))
def test_free_and_taken_addresses_are_the_whole_range(spans: list[tuple[int, int]]) -> None:
    claims = [claim("reserved", f"10.0.0.{first}-10.0.0.{first + more}") for first, more in spans]
    room = in_range(evidence(*claims), block_of("10.0.0.0/27"), 1000)
    network = ip_network("10.0.0.0/27")
    taken = {ip_address(f"10.0.0.{first + step}") for first, more in spans for step in range(more + 1)}
    expected = [str(address) for address in network.hosts() if address not in taken]
    assert (list(room.addresses), room.free) == (expected, len(expected))
