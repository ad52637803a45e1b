import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.findings.claim_index import ClaimIndex
from svclint.findings.graph import AddressGraph
from svclint.findings.graph_build import build
from svclint.model import Block, Claim, Cluster, Finding, Location, Owner, Related, Severity, Span, Step
from svclint.reports.picture import collision, picture

VIP = Block(4, 0xC0A80BFA, 0xC0A80BFA)  # 192.168.11.250


def place(file, line, name="web") -> Location:
    return Location(file, Span(line, 1, line, 9), Owner("prod", "", "Service", "demo", name), "/spec/externalIPs/0")


SERVICE, INVENTORY = place("svc.yaml", 14), place("inventory.yaml", 8, "api-lb")


def graph(title="externalIPs of Service demo/web") -> AddressGraph:
    claims = (
        Claim(
            INVENTORY.owner, "control-plane", INVENTORY, "", "VIP", VIP, traits={"server": "https://lb.example:6443"}
        ),
        Claim(SERVICE.owner, "external-ip", SERVICE, "192.168.11.250", title, VIP),
    )
    return build(ClaimIndex(claims, {"prod": Cluster("prod")}), frozenset())


def finding(
    *, rule="external-ip-is-control-plane", at=SERVICE, trail=(), suppressed=None, related=(), severity=Severity.ERROR
) -> Finding:
    return Finding(at, rule, severity, "taken", related, trail, "", suppressed)


MARK = "#10006; external#45;ip#45;is#45;control#45;plane"
TRAIL = (
    Step("kubeconfig server https://lb.example:6443", place("inventory.yaml", 3)),
    Step("lb.example", None),
    Step("192.168.11.250 (VIP)", INVENTORY),
    Step("spec.externalIPs[0] of Service demo/web", SERVICE),
)


def test_dot_draws_every_vertex_and_marks_where_the_finding_is() -> None:
    text = picture(graph(), [finding()], "dot")
    assert text.startswith("digraph svclint {\n  rankdir=LR;\n")
    assert text.endswith("}\n")
    assert len(re.findall(r"^  n\d+ \[", text, re.MULTILINE)) == 5
    [bad] = [line for line in text.splitlines() if "penwidth=3" in line]
    assert 'label="externalIPs of Service demo/web\\nsvc.yaml:14\\n✖ external-ip-is-control-plane"' in bad
    assert 'shape=note, color="#d55e00"' in bad
    assert '  n0 -> n1 [label="leads to"];' in text


def test_mermaid_draws_the_same() -> None:
    text = picture(graph(), [finding()], "mermaid")
    lines = text.splitlines()
    assert lines[0] == "graph LR"
    assert lines[3] == '  n2[["192.168.11.250"]]'
    assert lines[1] == '  n0(["kubeconfig server https#58;//lb.example#58;6443<br/>inventory.yaml#58;8"])'
    [bad] = re.findall(r"class (\S+) bad", text)
    assert f'  {bad}["externalIPs of Service demo/web<br/>svc.yaml#58;14<br/>{MARK}"]' in lines
    assert '  n0 -->|"leads to"| n1' in lines
    assert '  n1 -->|"resolves to"| n2' in lines


@pytest.mark.parametrize(
    ("form", "group", "vertex"),
    [
        ("mermaid", '  subgraph g1["Service demo/web"]', '    n1["externalIPs<br/>svc.yaml#58;14"]'),
        ("dot", "  subgraph cluster_1 {", 'label="externalIPs\\nsvc.yaml:14"'),
    ],
)
def test_several_fields_of_one_object_are_drawn_in_it(form, group, vertex) -> None:
    again = place("svc.yaml", 15)
    claims = tuple(
        Claim(at.owner, role, at, "192.168.11.250", f"{label} of Service demo/web", VIP)
        for at, role, label in (
            (SERVICE, "external-ip", "externalIPs"),
            (again, "load-balancer-request", "loadBalancerIP"),
        )
    )
    text = picture(build(ClaimIndex(claims, {"prod": Cluster("prod")}), frozenset()), [], form)
    assert group in text
    assert vertex in text
    assert "loadBalancerIP of Service" not in text


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_what_is_ignored_is_not_marked(form) -> None:
    text = picture(graph(), [finding(suppressed="agreed")], form)
    assert "external-ip-is-control-plane" not in text
    assert "penwidth" not in text
    assert " bad" not in text


def test_a_participant_is_marked_too() -> None:
    text = picture(graph(), [finding(related=(Related(INVENTORY, "also", participant=True),))], "dot")
    assert text.count("✖") == 2
    assert picture(graph(), [finding(related=(Related(INVENTORY, "declared"),))], "dot").count("✖") == 1


def test_a_holder_is_drawn_where_it_ties_several_addresses_together() -> None:
    blocks = (VIP, Block(6, 1, 1))
    claims = tuple(
        Claim(INVENTORY.owner, "load-balancer", INVENTORY, "", f"VIP {block.family}", block) for block in blocks
    )
    text = picture(build(ClaimIndex(claims, {"prod": Cluster("prod")}), frozenset()), [], "dot")
    assert text.count("hexagon") == 1
    assert text.count('[label="holds"]') == 2
    assert "holds" not in picture(graph(), [], "dot")


def test_an_empty_graph_is_still_a_picture() -> None:
    empty = build(ClaimIndex((), {}), frozenset())
    assert (
        picture(empty, [], "dot")
        == 'digraph svclint {\n  rankdir=LR;\n  node [fontname="sans-serif", style=filled];\n}\n'
    )
    assert "graph LR\n" in picture(empty, [], "mermaid")


HOSTILE = 'a"] --> b\n%%{init: {}}%% ; <b>x</b> & `c` $$d$$ \\n #quot; - 1. style x:#y;'


def test_hostile_titles_stay_within_their_label() -> None:
    text = picture(graph(HOSTILE), [], "mermaid")
    [line] = [one for one in text.splitlines() if "style" in one]
    assert re.fullmatch(r'  n\d+\["(?:[A-Za-z0-9 ./,()]|#\d+;)*<br/>svc.yaml#58;14"\]', line)
    dot = picture(graph(HOSTILE), [], "dot")
    [line] = [one for one in dot.splitlines() if "style x" in one]
    assert r'label="a\"] --> b\\n%%{init' in line
    assert "&amp; `c`" in line


@pytest.mark.parametrize("form", ["dot", "mermaid"])
def test_no_title_is_a_command_to_a_ci_runner(form) -> None:
    text = picture(graph("##[error]x ##vso[task] \n::error::y"), [], form)
    assert "##" not in text
    assert not re.search(r"(?m)^\s*::", text)


@given(st.text(max_size=80))
def test_no_title_breaks_a_picture(title) -> None:
    plain, hostile = graph(), graph(title or "x")
    for form in ("dot", "mermaid"):
        assert len(picture(plain, [], form).splitlines()) == len(picture(hostile, [], form).splitlines())
    shown = re.findall(r'label="((?:[^"\\]|\\.)*)"', picture(hostile, [], "dot"))
    assert len(shown) == 9


def test_a_collision_is_drawn_from_the_trail_alone() -> None:
    text = collision([finding(trail=TRAIL)])
    assert text.splitlines()[:9] == [
        "graph LR",
        '  n0(["kubeconfig server https#58;//lb.example#58;6443<br/>inventory.yaml#58;3"])',
        '  n1("lb.example")',
        '  n2[["192.168.11.250 (VIP)<br/>inventory.yaml#58;8"]]',
        f'  n3["spec.externalIPs#91;0#93; of Service demo/web<br/>svc.yaml#58;14<br/>{MARK}"]',
        "  n0 --> n1",
        "  n1 --> n2",
        "  n3 --> n2",
        "  classDef plain fill:#eef6fb,stroke:#0072b2,color:#000000",
    ]
    assert text.splitlines()[-1] == "  class n3 bad"


def test_findings_share_what_they_have_in_common_and_participants_are_drawn() -> None:
    other = place("shop.yaml", 5, "shop")
    trail = (*TRAIL[:3], Step("spec.externalIPs[1] of Service demo/web", place("svc.yaml", 15)))
    both = finding(
        trail=TRAIL, related=(Related(other, "also", participant=True), Related(INVENTORY, "VIP", participant=True))
    )
    text = collision([both, finding(trail=trail, at=place("svc.yaml", 15))])
    assert text.count("kubeconfig server") == 1
    assert text.count("--> n2") - text.count("n1 --> n2") == 3
    assert "Service demo/shop<br/>shop.yaml#58;5<br/>#10006;" in text


def test_a_collision_graph_is_limited_and_states_how_much_is_missing() -> None:
    many = [
        finding(trail=(Step(f"10.0.0.{n}", None), Step(f"claim {n}", place("svc.yaml", n))), at=place("svc.yaml", n))
        for n in range(1, 100)
    ]
    worst = finding(trail=TRAIL, at=place("z.yaml", 1))
    notes = [finding(trail=one.trail, at=one.location, severity=Severity.NOTE) for one in many]
    text = collision([*notes, worst], limit=11)
    assert len(re.findall(r"^  n\d+\W", text, re.MULTILINE)) - len(re.findall(r"^  n\d+ -->", text, re.MULTILINE)) == 11
    assert "kubeconfig server" in text
    assert "and 96 more findings" in text


def test_a_collision_stays_below_what_mermaid_takes() -> None:
    wide = "<" * 100
    many = [
        finding(trail=(Step(f"{n}{wide}", None), Step(f"c{n}{wide}", place(wide * 4, n))), at=place("a", n))
        for n in range(1, 40)
    ]
    assert 10_000 < len(collision(many)) <= 50_000


def test_no_trail_no_collision() -> None:
    assert collision([finding(), finding(trail=TRAIL, suppressed="agreed")]) == ""
