"""Clusters whose nodes are in one subnet share a LAN."""

from svclint.importing.imported import Entry, StatedValue, plain
from svclint.importing.shared_lans import with_lans
from svclint.model import Location, Owner, Span

PLACE = Location("a.yaml", Span(1, 1, 1, 2), Owner("", "", "", "", ""), "")


def cluster(name: str, networks: list[str], *addresses: str) -> Entry:
    def stated(texts: tuple[str, ...] | list[str]) -> tuple[StatedValue, ...]:
        return tuple(StatedValue(text, PLACE) for text in texts)

    nodes = tuple({"addresses": stated([address])} for address in addresses)
    return {"name": StatedValue(name, PLACE), "nodeCIDRs": stated(networks), "nodes": nodes}


def lans(*entries: Entry) -> list[object]:
    return [plain(entry["lan"]) if "lan" in entry else None for entry in with_lans(entries)]


def test_a_node_of_one_cluster_in_the_subnet_of_another() -> None:
    first, second = cluster("a", ["10.1.0.0/24"], "10.1.0.1"), cluster("b", [], "10.1.0.2")
    other = cluster("c", ["fd00:1::/64"], "fd00:1::1")
    assert lans(first, second, other) == ["10.1.0.0/24", "10.1.0.0/24", None]
    assert lans(cluster("d", [], "fd00:1::2"), other) == ["fd00:1::/64", "fd00:1::/64"]


def test_two_sites_with_the_same_subnet_are_apart() -> None:
    first, second = (cluster(name, ["192.168.1.0/24"], "192.168.1.10") for name in "ab")
    assert lans(first, second) == [None, None]
