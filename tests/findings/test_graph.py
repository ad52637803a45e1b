import sys

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.graph import INSIDE, RESOLVES_TO, WAYS, Label, Vertex
from svclint.findings.graph_build import build, servers, service_names, target
from svclint.findings.loops import loops
from svclint.findings.words.names import loop_names
from svclint.model import Block, Claim, Cluster, Location, Owner, Span

VIP = Block(4, 0xC0A80BFA, 0xC0A80BFA)  # 192.168.11.250
LAN = Block(4, 0xC0A80B00, 0xC0A80BFF)  # 192.168.11.0/24


def claim(role, text="", *, line=1, kind="Service", name="web", cluster="prod", block=None, host="", **traits) -> Claim:
    owner = Owner(cluster, "", kind, "demo", name)
    place = Location("web.yaml", Span(line, 1, line, 2), owner, "/spec/x")
    return Claim(owner, role, place, text, f"{role} of {name}", block, host, (), traits)


def claim_index(*claims, **lans) -> ClaimIndex:
    names = {one.owner.cluster for one in claims}
    return ClaimIndex(claims, {name: Cluster(name, lan=lans.get(name, "")) for name in sorted(names)})


def edges(graph) -> set[tuple[str, str, str]]:
    return {(start[0], end[0], relation) for start, end, relation in graph.edges()}


def test_a_server_resolves_through_a_name_to_the_address_that_a_service_claims() -> None:
    told = claim_index(
        claim("kubeconfig-server", "https://lb.example:6443", host="lb.example", line=4),
        claim("name-record", "192.168.11.250", host="lb.example", block=VIP, line=5),
        claim("load-balancer", "192.168.11.250", block=VIP, kind="loadBalancers", name="api-lb", line=6),
        claim("external-ip", "192.168.11.250", block=VIP, line=7),
    )
    graph = build(told, frozenset())
    server: Vertex = ("server", "prod", "https://lb.example:6443")
    name: Vertex = ("name", "prod", "lb.example")
    block: Vertex = ("block", "prod", VIP)
    assert sorted(graph.edges(), key=lambda edge: list(graph).index(edge[0])) == [
        (server, name, "leads to"),
        (name, block, "resolves to"),
        (("claim", 2), block, "claims"),
        (("owner", told.claims[2].owner), block, "holds"),
        (("claim", 3), block, "claims"),
    ]
    assert graph.labels["claim", 3] == Label("external-ip", "external-ip of web", told.claims[3].location)
    assert graph.labels[name].location == told.claims[1].location
    assert graph.labels[block].title == "192.168.11.250"


def test_a_graph_cannot_be_changed() -> None:
    graph = build(claim_index(claim("node", block=VIP)), frozenset()).to_networkx()
    with pytest.raises(nx.NetworkXError):
        graph.add_node("more")


@pytest.mark.parametrize("server", ["https://lb.example:6443", ("https://lb.example:6443",), True])
def test_a_control_plane_claim_names_its_servers_in_a_trait(server) -> None:
    one = claim("control-plane", "https://lb.example:6443", block=VIP, server=server)
    graph = build(claim_index(one), frozenset())
    assert servers(one) == (("https://lb.example:6443", "kubeconfig server https://lb.example:6443"),)
    assert edges(graph) == {
        ("server", "name", "leads to"),
        ("name", "block", "resolves to"),
        ("claim", "block", "claims"),
        ("owner", "block", "holds"),
    }


def test_a_server_is_located_in_the_list_of_kubeconfig_servers() -> None:
    text = "https://lb.example:6443"
    vip = claim("control-plane", block=VIP, line=6, server=text)
    listed = claim("kubeconfig-server", text, host="lb.example", line=4)
    graph = build(claim_index(vip, listed), frozenset())
    assert graph.labels["server", "prod", text].location == listed.location


def test_a_server_that_is_an_address_leads_straight_to_the_block() -> None:
    graph = build(
        claim_index(claim("control-plane", "x", block=VIP, server="https://192.168.11.250:6443")), frozenset()
    )
    assert ("server", "block", "leads to") in edges(graph)
    assert not [vertex for vertex in graph if vertex[0] == "name"]


def test_a_claim_outside_of_the_control_plane_names_no_server() -> None:
    assert servers(claim("node", "https://lb.example:6443", block=VIP, server="https://lb.example:6443")) == ()


def test_blocks_are_linked_for_the_given_roles_from_inner_to_outer() -> None:
    told = claim_index(claim("external-ip", block=VIP), claim("node-network", block=LAN), claim("reserved", block=LAN))
    inner, outer = ("block", "prod", VIP), ("block", "prod", LAN)
    assert not build(told, frozenset()).to_networkx().has_edge(inner, outer)
    graph = build(told, {("external-ip", "node-network")})
    assert graph.to_networkx().edges[inner, outer]["relation"] == "lies in"
    assert not graph.to_networkx().has_edge(outer, inner)


def test_blocks_that_only_cross_are_said_to_overlap() -> None:
    left, right = Block(4, 10, 20), Block(4, 15, 30)
    graph = build(claim_index(claim("pool", block=right), claim("reserved", block=left)), {("pool", "reserved")})
    assert graph.to_networkx().edges[("block", "prod", left), ("block", "prod", right)]["relation"] == "overlaps"


def test_an_address_is_one_vertex_within_a_segment_and_two_in_different_ones() -> None:
    one, other = claim("node", block=VIP, cluster="a"), claim("node", block=VIP, cluster="b")
    shared = claim_index(one, other, a="office", b="office")
    assert target(shared, 0) == target(shared, 1)
    apart = claim_index(one, other)
    assert target(apart, 0) != target(apart, 1)
    assert nx.number_weakly_connected_components(build(shared, frozenset()).to_networkx()) == 1
    assert nx.number_weakly_connected_components(build(apart, frozenset()).to_networkx()) == 2


def test_only_the_claims_asked_for_are_in_it() -> None:
    told = claim_index(claim("node", block=VIP), claim("node", block=LAN), claim("pool", block=LAN))
    graph = build(told, {("node", "pool"), ("node", "node")}, only=[0, 1])
    assert [vertex for vertex in graph if vertex[0] == "claim"] == [("claim", 0), ("claim", 1)]


def test_claims_without_an_address_or_name_are_left_out() -> None:
    assert len(build(claim_index(claim("node-port", "30080")), frozenset())) == 0


def alias(name, aim, **more) -> Claim:
    return claim("external-name", host=aim, name=name, **more)


def test_services_that_name_each_other_are_a_loop() -> None:
    told = claim_index(
        alias("a", "b.demo.svc.cluster.local"),
        alias("b", "a.demo.svc.cluster.local"),
        alias("c", "example.com"),
        alias("d", "d.demo.svc.cluster.local"),
        alias("e", "a.demo.svc.cluster.local"),
    )
    assert [(loop.claims, [name.partition(".")[0] for name in loop.names]) for loop in loops(told)] == [
        ((0, 1), ["b", "a"]),
        ((3,), ["d"]),
    ]
    assert [bool(loop_names(told, index)) for index in range(5)] == [True, True, False, True, False]


def test_a_loop_is_of_one_cluster_and_its_own_domain() -> None:
    assert not loops(
        claim_index(alias("a", "b.demo.svc.cluster.local"), alias("b", "a.demo.svc.cluster.local", cluster="x"))
    )
    domain = claim("cluster-domain", "corp.internal")
    assert service_names(claim_index(domain), domain.owner) == ["web.demo.svc.corp.internal", "web.demo.svc"]
    assert not loops(claim_index(domain, alias("a", "a.demo.svc.cluster.local")))
    assert loops(claim_index(domain, alias("a", "a.demo.svc.corp.internal")))


@given(st.dictionaries(st.integers(0, 7), st.integers(0, 7), max_size=8))
def test_loops_are_those_that_following_every_name_finds(aims) -> None:
    told = claim_index(
        *(alias(f"n{name}", f"n{aim}.demo.svc.cluster.local") for name, aim in aims.items()), claim("node", block=VIP)
    )
    names = list(aims)

    def returns(start) -> bool:
        at = aims[start]
        for _ in names:
            if at == start:
                return True
            if at not in aims:
                return False
            at = aims[at]
        return False

    found = loops(told)
    assert {index for loop in found for index in loop.claims} == {at for at, name in enumerate(names) if returns(name)}
    for loop in found:
        assert len(loop.names) == len(loop.claims)


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=10))
def test_both_views_of_the_graph_are_the_same(bounds) -> None:
    told = claim_index(
        *(claim("pool", block=Block(4, min(pair), max(pair)), name=f"p{pair[0]}") for pair in bounds),
        *(alias(f"n{one}", f"n{other}.demo.svc.cluster.local") for one, other in bounds),
        claim("control-plane", "x", block=Block(4, 3, 3), server="https://n1.demo.svc.cluster.local"),
    )
    graph = build(told, {("pool", "pool"), ("pool", "control-plane")})
    view = graph.to_networkx()
    assert list(view) == list(graph)
    assert list(view.edges(data="relation")) == list(graph.edges())
    assert all(view.degree(vertex) == graph.degree(vertex) for vertex in graph)
    resolving = nx.DiGraph([(start, end) for start, end, relation in graph.edges() if relation == RESOLVES_TO])
    cyclic = {vertex for cycle in nx.simple_cycles(resolving) for vertex in cycle}
    assert {vertex for knot in graph.circles(RESOLVES_TO) for vertex in knot} == cyclic
    ways = view.edge_subgraph([edge for edge in view.edges if view.edges[edge]["relation"] in WAYS])
    for vertex in graph:
        way = graph.way_to(vertex, "prod")
        sources = [one for one in ways if one[0] == "server"] if vertex in ways else []
        lengths = [nx.shortest_path_length(ways, one, vertex) for one in sources if nx.has_path(ways, one, vertex)]
        assert min(lengths) == len(way) - 1 if lengths else len(way) <= 1
    part = graph.part(list(graph)[::2])
    assert list(part.to_networkx().edges) == list(view.subgraph(list(graph)[::2]).edges)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12))
def test_blocks_alone_never_make_a_circle(bounds) -> None:
    told = claim_index(
        *(claim("pool", block=Block(4, min(pair), max(pair))) for pair in bounds), claim("node", block=VIP)
    )
    assert build(told, {("pool", "pool")}).circles(INSIDE) == ()


def test_networkx_is_not_needed_to_import_the_module() -> None:
    import subprocess

    code = "import sys, svclint.findings.graph_build, svclint.findings.trails; print('networkx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"


def test_the_graph_knows_what_is_stated_about_an_address() -> None:
    index = claim_index(claim("node", "a", block=VIP), claim("pool", "b"), claim("control-plane", "c", block=VIP))
    graph = build(index, frozenset())
    [aim] = [vertex for vertex in graph if vertex[0] == "block"]
    assert graph.claims_about(aim) == [0, 2]
    assert graph.claims_about(("name", "prod", "a.example.com")) == ()


def test_ways_to_an_address_begin_at_servers_and_at_names_that_nothing_leads_to() -> None:
    graph = build(
        claim_index(
            claim("kubeconfig-server", "https://lb.example:6443", host="lb.example"),
            claim("name-record", "192.168.11.250", host="lb.example", block=VIP),
            claim("name-record", "192.168.11.250", host="other.example", block=VIP),
        ),
        frozenset(),
    )
    server: Vertex = ("server", "prod", "https://lb.example:6443")
    names: list[Vertex] = [("name", "prod", "lb.example"), ("name", "prod", "other.example")]
    block: Vertex = ("block", "prod", VIP)
    assert graph.ways_to(block) == ((server, names[0], block), (names[1], block))
    assert graph.ways_from(server) == ((server, names[0], block),)
    assert (graph.ways_to(("block", "dev", VIP)), graph.ways_from(block)) == ((), ())


def test_ways_end_although_names_loop() -> None:
    graph = build(
        claim_index(alias("a", "b.demo.svc.cluster.local"), alias("b", "a.demo.svc.cluster.local")), frozenset()
    )
    for name in ("a.demo.svc.cluster.local", "b.demo.svc.cluster.local"):
        vertex: Vertex = ("name", "prod", name)
        assert vertex in graph
        assert graph.ways_from(vertex) == ()
        assert {way[0] for way in graph.ways_to(vertex)} == {("name", "prod", f"{other}.demo.svc") for other in "ab"}
