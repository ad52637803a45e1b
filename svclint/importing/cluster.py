"""One cluster's parts → its entry of the inventory: what the best source states, each value with its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from svclint.claims.blocks import NotAnAddress, format_block, parse_block, special
from svclint.claims.cluster_settings import PROXY_MODES
from svclint.claims.typed_values import minor_version
from svclint.importing.cluster_groups import Group
from svclint.importing.endpoints import endpoints_of
from svclint.importing.imported import KEYS, Entry, StatedValue, Tree
from svclint.importing.neighbours import reserved_of
from svclint.importing.nodes import nodes_of
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.model import Claim

_RANGES = (
    ("podCIDRs", "pod-network"),
    ("serviceCIDRs", "service-network"),
    ("clusterDNS", "cluster-dns"),
)


def entry_of(group: Group) -> Entry:
    """The cluster's entry in the inventory's order; a key of which nothing is known is left out."""
    parts = sorted(group.parts, key=lambda part: part.rank)
    place = group.place or next(claim.location for part in parts for claim in part.claims)
    found: dict[str, Tree] = {"name": StatedValue(group.name, place, ours=group.place is None)}
    nodes = nodes_of(parts)
    found |= endpoints_of(parts, nodes)
    found["nodes"] = nodes
    found["nodeCIDRs"] = _node_networks(parts)
    for key, role in _RANGES:
        found[key] = _ranges(parts, role)
    found["proxy"] = _proxy(parts)
    found["addressPools"] = _pools(parts)
    found["loadBalancerControllers"] = _controllers(parts)
    found["reserved"] = reserved_of(parts, found)
    if version := _one(parts, "kubernetes-version", _version):
        found["kubernetesVersion"] = version
    if ports := _one(parts, "node-port-range", _node_ports):
        found["nodePortRange"] = ports
    return {key: found[key] for key in KEYS if key in found and (isinstance(found[key], StatedValue) or found[key])}


def _claims(parts: Sequence[Statement], role: str, last: Rank = Rank.MANIFEST) -> Iterator[tuple[Statement, Claim]]:
    """The claims of a role, of parts up to a rank; parts come sorted by it."""
    for part in parts:
        if part.rank <= last:
            for claim in part.claims:
                if claim.role == role:
                    yield part, claim


def _one(parts: Sequence[Statement], role: str, read: Callable[[Claim], str]) -> StatedValue | None:
    """The first text that `read` makes something of."""
    for _, claim in _claims(parts, role, Rank.DEFAULTS):
        if text := read(claim):
            return StatedValue(text, claim.location)
    return None


def _version(claim: Claim) -> str:
    minor = minor_version(claim.text)
    return f"1.{minor}" if minor else ""


def _node_ports(claim: Claim) -> str:
    return f"{claim.ports[0].first}-{claim.ports[0].last}" if claim.ports else ""


def _ranges(parts: Sequence[Statement], role: str) -> tuple[StatedValue, ...]:
    """The ranges of the best source that states any; what a Node states is that node's alone and comes last."""
    found: dict[str, StatedValue] = {}
    rank: tuple[bool, Rank] | None = None
    stated = sorted(_claims(parts, role), key=lambda one: (_of_one_node(one[1]), one[0].rank))
    for part, claim in stated:
        if claim.block is None or special(claim.block) in ("loopback", "unspecified"):
            continue
        rank = rank or (_of_one_node(claim), part.rank)
        if rank == (_of_one_node(claim), part.rank):
            found.setdefault(format_block(claim.block), StatedValue(format_block(claim.block), claim.location))
    return tuple(found.values())


def _of_one_node(claim: Claim) -> bool:
    return claim.role == "pod-network" and claim.owner.kind == "Node"


def _node_networks(parts: Sequence[Statement]) -> tuple[StatedValue, ...]:
    """The subnets of the nodes: as stated, or by the prefix length of an interface's address."""
    found: dict[str, StatedValue] = {}
    for role in ("node-network", "node"):
        for _, claim in _claims(parts, role, Rank.DEFAULTS):
            parsed = parse_block(claim.text)
            if isinstance(parsed, NotAnAddress) or parsed.block.size < 4 or special(parsed.block) == "link-local":
                continue
            text = format_block(parsed.block)
            found.setdefault(text, StatedValue(text, claim.location))
    return tuple(found.values())


def _proxy(parts: Sequence[Statement]) -> Entry:
    """The proxy's mode and settings. That kube-proxy is off says less than who does its work instead."""
    found: dict[str, Tree] = {}
    modes = [(claim.text or "iptables", claim) for _, claim in _claims(parts, "proxy-mode")]
    modes = sorted((one for one in modes if one[0] in PROXY_MODES), key=lambda one: one[0] == "none")
    if modes:
        found["mode"] = StatedValue(modes[0][0], modes[0][1].location)
    for _, claim in _claims(parts, "strict-arp"):
        if claim.value is not None:
            found.setdefault("strictARP", StatedValue(claim.value, claim.location))
    excluded = {
        format_block(claim.block): StatedValue(format_block(claim.block), claim.location)
        for _, claim in _claims(parts, "proxy-excluded")
        if claim.block
    }
    if excluded:
        found["excludeCIDRs"] = tuple(excluded.values())
    return found


def _pools(parts: Sequence[Statement]) -> tuple[Entry, ...]:
    """Pools that are configured elsewhere than in the manifests, where svclint finds them by itself."""
    found: dict[tuple[str, str], dict[str, Tree]] = {}
    for _, claim in _claims(parts, "pool", Rank.SETUP):
        name, controller = str(claim.traits.get("pool_name", "")), str(claim.traits.get("controller", ""))
        if claim.block is None:
            continue
        entry = found.setdefault((name, controller), {})
        if name:
            entry["name"] = StatedValue(name, claim.location, ours=True)
        if controller:
            entry["controller"] = StatedValue(controller, claim.location, ours=True)
        listed = entry.get("addresses", ())
        entry["addresses"] = (
            *(listed if isinstance(listed, tuple) else ()),
            StatedValue(format_block(claim.block), claim.location),
        )
        if claim.traits.get("auto_assign") is False:
            entry["autoAssign"] = StatedValue(value=False, place=claim.location)
    return tuple(found.values())


def _controllers(parts: Sequence[Statement]) -> tuple[StatedValue, ...]:
    """Who serves, as far as what sets the cluster up says; if it does, with those that run in it: the list is all."""
    found: dict[str, StatedValue] = {}
    for last in (Rank.DEFAULTS, Rank.MANIFEST):
        for role in ("pool", "lb-controller") if found or last is Rank.DEFAULTS else ():
            for _, claim in _claims(parts, role, last):
                if name := str(claim.traits.get("controller", "")):
                    found.setdefault(name, StatedValue(name, claim.location))
    return tuple(found.values())
