"""Random worlds, and what svclint reports in one, to be held against the reference."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, summarize_address_range
from pathlib import Path

from hypothesis import strategies as st

from svclint.config import Config
from svclint.model import Location
from svclint.pipeline import Knowledge, check, load
from svclint.reading import RunOptions
from tests.differential.reference import API_PORT, Result
from tests.differential.world import BASES, MODES, Range, World, Writer

COMPARED = (
    "node-port-outside-range", "cluster-ip-outside-service-network", "duplicate-node-port", "duplicate-cluster-ip",
    "pools-overlap", "networks-overlap", "external-ip-is-control-plane", "lb-request-is-control-plane",
    "pool-contains-control-plane", "pool-contains-node", "external-ip-is-node",
)  # fmt: skip
Draw = st.DrawFn
# Otherwise an address of the second family is ignored.
DUAL_STACK = "  ipFamilyPolicy: RequireDualStack\n  ipFamilies: [IPv4, IPv6]\n"


@cache
def knowledge() -> Knowledge:
    return load()


def spell(draw: Draw, where: Range, network: bool) -> str:
    """One of the texts of a range: a network if it is one, or else `first-last`."""
    address = IPv4Address if where.family == 4 else IPv6Address
    first, last = address(where.first), address(where.last)
    texts = [str(first)]
    if where.family == 6:
        texts += [first.exploded, str(first).upper()]
    text = draw(st.sampled_from(texts))
    if where.first == where.last and not network:
        return text
    networks = [str(part) for part in summarize_address_range(first, last)]
    return f"{text}/{networks[0].partition('/')[2]}" if len(networks) == 1 else f"{text}-{last}"


@st.composite
def address(draw: Draw, family: int) -> Range:
    number = BASES[family] + draw(st.integers(1, 60))
    return Range(family, number, number)


@st.composite
def block(draw: Draw, family: int) -> Range:
    """A network of 1 to 32 addresses."""
    size = 1 << draw(st.integers(0, 5))
    first = BASES[family] + draw(st.integers(0, 63 // size)) * size
    return Range(family, first, first + size - 1)


@st.composite
def interval(draw: Draw, family: int) -> Range:
    first = BASES[family] + draw(st.integers(1, 40))
    return Range(family, first, first + draw(st.integers(0, 12)))


@st.composite
def worlds(draw: Draw) -> World:
    world = World(draw(st.sampled_from(MODES)), (30000, draw(st.sampled_from((30002, 32767)))))
    writer = Writer(world, lambda where, network: spell(draw, where, network))
    families = draw(st.sampled_from(((4,), (6,), (4, 6))))
    family = st.sampled_from(families)
    _inventory(draw, world, writer, families)
    for number in range(draw(st.integers(0, 4))):
        name = f"s{number}"
        port = draw(st.sampled_from((80, API_PORT)))
        text = f"apiVersion: v1\nkind: Service\nmetadata: {{name: {name}, namespace: a}}\nspec:\n  type: LoadBalancer\n"
        text += DUAL_STACK if len(families) > 1 else ""
        text += f"  selector: {{app: {name}}}\n  ports:\n  - port: {port}\n"
        if draw(st.booleans()):
            text += writer.port("    nodePort: {}", "node-port", name, draw(st.integers(29999, 30004)))
        if draw(st.booleans()):
            text += writer.line("  clusterIP: '{}'", "cluster-ip", name, draw(address(draw(family))))
        if draw(st.booleans()):
            text += writer.line("  loadBalancerIP: '{}'", "load-balancer-request", name, draw(address(draw(family))))
        ips = draw(st.lists(address(draw(family)), max_size=2, unique=True))
        text += "  externalIPs:\n" if ips else ""
        text += "".join(writer.line("  - '{}'", "external-ip", name, where, port=port) for where in ips)
        world.files[f"{name}.yaml"] = text
    for number in range(draw(st.integers(0, 3))):
        name, automatic = f"p{number}", draw(st.booleans())
        text = f"apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\nmetadata: {{name: {name}, namespace: m}}\n"
        text += f"spec:\n  autoAssign: {str(automatic).lower()}\n  addresses:\n"
        for _ in range(draw(st.integers(1, 2))):
            where = draw(interval(draw(family)))
            text += writer.line("  - '{}'", "pool", name, where, automatic=automatic)
        world.files[f"{name}.yaml"] = text
    return world


def _inventory(draw: Draw, world: World, writer: Writer, families: tuple[int, ...]) -> None:
    """The inventory: the load balancer of the API, worker nodes and networks."""
    text = f"version: 1\nclusters:\n- name: prod\n  proxy: {{mode: {world.mode}}}\n"
    text += f"  nodePortRange: {world.node_ports[0]}-{world.node_ports[1]}\n  loadBalancerControllers: [metallb]\n"
    text += "  loadBalancers:\n  - name: api\n    ports: [6443]\n    serves: control-plane\n    vips:\n"
    taken = set()
    for family in families:
        where = draw(address(family))
        taken.add(where)
        text += writer.line("    - '{}'", "control-plane", "api", where)
    text += "  nodes:\n"
    for number in range(draw(st.integers(2, 3))):
        text += f"  - name: n{number}\n    roles: [worker]\n    addresses:\n"
        for family in families:
            where = draw(address(family).filter(lambda where: where not in taken))
            taken.add(where)
            text += writer.line("    - '{}'", "node", f"n{number}", where)
    for key, role in (("podCIDRs", "pod-network"), ("serviceCIDRs", "service-network"), ("nodeCIDRs", "node-network")):
        if draw(st.booleans()):
            text += f"  {key}:\n"
            for family in families:
                text += writer.line("  - '{}'", role, key, draw(block(family)))
    world.files["svclint-inventory.yaml"] = text


@dataclass(frozen=True)
class Found:
    """A finding as facts: where it is, and all that it names."""

    rule: str
    severity: str
    own: str
    named: frozenset[str]


def found(world: World, root: Path) -> list[Found]:
    """The findings of the compared rules."""
    for name, text in world.files.items():
        (root / name).write_text(text)
    options = RunOptions(root, Config(), (root / "svclint-inventory.yaml",))
    made = []
    for finding in check([str(root)], options, knowledge()).result.findings:
        if finding.rule in COMPARED:
            severity = "" if finding.rule == "pools-overlap" else finding.severity.name.lower()
            own = fact_at(world, finding.location)
            others = {fact_at(world, related.location) for related in finding.related if related.location}
            made.append(Found(finding.rule, severity, own, frozenset({own, *others} - {""})))
    return made


def disagreements(findings: list[Found], expected: set[Result]) -> list[str]:
    """What the reference has and no finding names, and findings without a reason.

    svclint reports what meets in a row as one finding, so a finding may name more facts than the two that meet.
    """
    missing = [
        f"missing: {rule} {severity} {sorted(facts)}"
        for rule, severity, facts in expected
        if not any((each.rule, each.severity) == (rule, severity) and facts <= each.named for each in findings)
    ]
    unfounded = [
        f"unfounded: {each}"
        for each in findings
        if not any(
            (each.rule, each.severity) == (rule, severity) and each.own in facts and facts <= each.named
            for rule, severity, facts in expected
        )
    ]
    return sorted((*missing, *unfounded))


def fact_at(world: World, location: Location) -> str:
    """The name at the end of a line, or nothing."""
    line = world.files[location.file].splitlines()[location.span.line - 1]
    named = re.search(r"fact-\d+$", line)
    return named[0] if named else ""
