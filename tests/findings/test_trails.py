import subprocess
import sys

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.trails import explain, sentence
from svclint.model import Block, Claim, Cluster, Location, Owner, Port, Span

VIP = Block(4, 0xC0A80BFA, 0xC0A80BFA)  # 192.168.11.250


def claim(
    role, title, *, line=1, text="", block=None, host="", pointer="", owner=None, inventory=True, ports=(), **traits
) -> Claim:
    owner = owner or Owner("prod", "inventory", "loadBalancers", "", "api-lb")
    place = Location("inventory.yaml" if inventory else "svc.yaml", Span(line, 1, line, 2), owner, pointer)
    return Claim(owner, role, place, text, title, block, host, ports, traits, inventory)


def external(pointer="/spec/externalIPs/0", block=VIP, line=14) -> Claim:
    owner = Owner("prod", "", "Service", "kubesphere-system", "ks-apiserver")
    title = "externalIPs of Service kubesphere-system/ks-apiserver"
    return claim("external-ip", title, block=block, pointer=pointer, owner=owner, inventory=False, line=line)


def claim_index(*claims) -> ClaimIndex:
    return ClaimIndex(claims, {"prod": Cluster("prod")})


SERVER = claim("kubeconfig-server", "kubeconfig server", text="https://lb.example:6443", host="lb.example", line=3)
RECORD = claim("name-record", "hosts", text="192.168.11.250", host="lb.example", block=VIP, line=5)
BALANCER = claim("load-balancer", "VIP of load balancer api-lb", block=VIP, line=8)


def test_the_trail_ends_at_the_object_that_takes_the_address() -> None:
    told = claim_index(SERVER, RECORD, BALANCER, external())
    steps = explain(told, [(3, 2)])[3, 2]
    assert sentence(steps) == (
        "kubeconfig server https://lb.example:6443 → lb.example → 192.168.11.250 (VIP of load balancer api-lb)"
        " ← spec.externalIPs[0] of Service kubesphere-system/ks-apiserver"
    )
    assert [step.location and step.location.span.line for step in steps] == [3, 5, 8, 14]


def test_the_server_in_a_trait_is_enough() -> None:
    told = claim_index(claim("control-plane", "VIP of api-lb", block=VIP, server="https://lb.example:6443"), external())
    texts = [step.text for step in explain(told, [(1, 0)])[1, 0]]
    assert texts[:3] == ["kubeconfig server https://lb.example:6443", "lb.example", "192.168.11.250 (VIP of api-lb)"]


def test_a_kubeconfig_in_the_repository_is_reported_once() -> None:
    text = "https://192.168.11.250:6443"
    told = claim_index(claim("kubeconfig-server", "server", text=text, block=VIP), external())
    texts = [step.text for step in explain(told, [(1, 0)])[1, 0]]
    assert texts == [
        f"kubeconfig server {text}",
        "192.168.11.250",
        "spec.externalIPs[0] of Service kubesphere-system/ks-apiserver",
    ]


def test_an_address_known_only_from_a_server_is_shown_once() -> None:
    text = "https://192.168.11.250:6443"
    derived = claim("control-plane", f"the address of kubeconfig server {text}", block=VIP, server=text, derived=True)
    told = claim_index(derived, external())
    assert [step.text for step in explain(told, [(1, 0)])[1, 0]][:2] == [f"kubeconfig server {text}", "192.168.11.250"]


def test_the_trail_starts_at_the_nearest_server_then_at_the_first_by_text() -> None:
    def told(*texts) -> ClaimIndex:
        servers = (claim("control-plane", "VIP", block=VIP, server=text) for text in texts)
        return claim_index(external(), BALANCER, *servers)

    for texts, first in (
        (("https://b.example", "https://a.example"), "https://a.example"),
        (("https://a.example", "https://192.168.11.250:6443"), "https://192.168.11.250:6443"),
    ):
        for order in (texts, texts[::-1]):
            assert explain(told(*order), [(0, 1)])[0, 1][0].text == f"kubeconfig server {first}"


def test_without_a_server_behind_it_a_trail_has_two_steps() -> None:
    node = claim("node", "node master1", block=VIP, line=9)
    steps = explain(claim_index(node, external("/metadata/annotations/example.com~1ip")), [(1, 0)])[1, 0]
    assert [step.text for step in steps] == [
        "192.168.11.250 (node master1)",
        "externalIPs of Service kubesphere-system/ks-apiserver",
    ]
    assert [step.location and step.location.span.line for step in steps] == [9, 14]


def test_a_server_of_another_address_leads_nowhere() -> None:
    node = claim("node", "node master1", block=Block(4, 1, 1), line=9)
    told = claim_index(SERVER, RECORD, node, external(block=Block(4, 1, 1)))
    assert len(explain(told, [(3, 2)])[3, 2]) == 2


def test_a_name_that_resolves_to_nothing_ends_the_way() -> None:
    told = claim_index(SERVER, claim("dns-name", "record", host="lb.example"), external())
    texts = [step.text for step in explain(told, [(1, 0)])[1, 0]]
    assert texts == ["kubeconfig server https://lb.example:6443", "lb.example", "record"]


def test_a_claim_that_is_part_of_the_way_is_not_at_its_end_too() -> None:
    told = claim_index(SERVER, RECORD, BALANCER)
    assert [step.text for step in explain(told, [(1, 2)])[1, 2]] == [
        "192.168.11.250 (VIP of load balancer api-lb)",
        "hosts",
    ]


def test_ports_are_shown_where_there_is_no_address() -> None:
    port = claim("node-port", "nodePort of Service a", ports=(Port("TCP", 30080, 30080),))
    assert explain(claim_index(port, external()), [(1, 0)])[1, 0][0].text == "30080/TCP (nodePort of Service a)"


def test_no_pairs_no_trails() -> None:
    assert explain(claim_index(SERVER), []) == {}
    assert sentence(()) == ""


def test_networkx_is_not_imported_for_a_way() -> None:
    code = """
import sys
from tests.findings.test_trails import *
steps = explain(claim_index(SERVER, RECORD, BALANCER, external()), [(3, 2)])[3, 2]
print(len(steps), "networkx" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["4", "False"], done.stderr
