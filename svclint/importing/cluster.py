"""The statements of one cluster → its entry in the inventory: the values of the best source, with locations."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from svclint.claims.blocks import NotAnAddress, format_block, parse_block, special
from svclint.claims.cluster_settings import PROXY_MODES
from svclint.importing.cluster_groups import Group
from svclint.importing.endpoints import endpoints_of, unresolved_servers
from svclint.importing.imported import KEYS, Entry, StatedValue, Tree, UnresolvedServer
from svclint.importing.neighbours import reserved_of
from svclint.importing.nodes import nodes_of
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.model import Block, Claim

_RANGES = (
    ("podCIDRs", "pod-network"),
    ("serviceCIDRs", "service-network"),
    ("clusterDNS", "cluster-dns"),
)


def entry_of(group: Group) -> Entry:
    """The entry of the cluster with keys in the order of `KEYS`, without keys whose values are unknown."""
    statements = sorted(_sources(group.statements), key=lambda statement: statement.rank)
    place = group.place or next(claim.location for statement in statements for claim in statement.claims)
    entry: dict[str, Tree] = {"name": StatedValue(group.name, place, derived=group.place is None)}
    nodes = nodes_of(statements)
    entry |= endpoints_of(statements, nodes)
    entry["nodes"] = nodes
    entry["nodeCIDRs"] = _node_networks(statements)
    for key, role in _RANGES:
        entry[key] = _ranges(statements, role)
    entry["proxy"] = _proxy(statements)
    entry["addressPools"] = _pools(statements)
    entry["loadBalancerControllers"] = _controllers(statements)
    entry["reserved"] = reserved_of(statements, entry)
    if version := _first(statements, "kubernetes-version", _version):
        entry["kubernetesVersion"] = version
    if ports := _first(statements, "node-port-range", _node_ports):
        entry["nodePortRange"] = ports
    return {key: entry[key] for key in KEYS if key in entry and (isinstance(entry[key], StatedValue) or entry[key])}


def unresolved_servers_of(group: Group) -> tuple[UnresolvedServer, ...]:
    """The servers of the cluster that its entry leaves out because the addresses of their names are unknown."""
    statements = sorted(_sources(group.statements), key=lambda statement: statement.rank)
    return unresolved_servers(statements, nodes_of(statements))


def _sources(statements: Sequence[Statement]) -> list[Statement]:
    """The statements without the machine configurations that talhelper makes from a talconfig."""
    if not any(statement.family == "talhelper" for statement in statements):
        return list(statements)
    return [statement for statement in statements if "clusterconfig" not in statement.file.split("/")]


def _claims(
    statements: Sequence[Statement], role: str, last: Rank = Rank.MANIFEST
) -> Iterator[tuple[Statement, Claim]]:
    """The claims of a role in statements up to a rank; `statements` must be sorted by rank."""
    for statement in statements:
        if statement.rank <= last:
            for claim in statement.claims:
                if claim.role == role:
                    yield statement, claim


def _first(statements: Sequence[Statement], role: str, read: Callable[[Claim], str]) -> StatedValue | None:
    """The first non-empty result of `read` for the claims of a role; None if all are empty."""
    for _, claim in _claims(statements, role, Rank.DEFAULTS):
        if text := read(claim):
            return StatedValue(text, claim.location)
    return None


def _version(claim: Claim) -> str:
    return f"1.{claim.value}" if claim.value else ""


def _node_ports(claim: Claim) -> str:
    return f"{claim.ports[0].first}-{claim.ports[0].last}" if claim.ports else ""


def _ranges(statements: Sequence[Statement], role: str) -> tuple[StatedValue, ...]:
    """The ranges of the best source. A range of a Node object is only that node's part, so such ranges come last."""
    ranges: dict[str, StatedValue] = {}
    rank: tuple[bool, Rank] | None = None
    stated = sorted(_claims(statements, role), key=lambda item: (_of_one_node(item[1]), item[0].rank))
    for statement, claim in stated:
        # A link-local resolver is a cache on the node, not the DNS Service.
        if claim.block is None or special(claim.block) in ("loopback", "unspecified", "link-local"):
            continue
        rank = rank or (_of_one_node(claim), statement.rank)
        if rank == (_of_one_node(claim), statement.rank):
            ranges.setdefault(format_block(claim.block), StatedValue(format_block(claim.block), claim.location))
    return tuple(ranges.values())


def _of_one_node(claim: Claim) -> bool:
    return claim.role == "pod-network" and claim.owner.kind == "Node"


def _node_networks(statements: Sequence[Statement]) -> tuple[StatedValue, ...]:
    """The subnets of the nodes: as stated, or derived from addresses with the prefix length of an interface.

    A setting may state a part of the subnet (etcd's `advertisedSubnets`), which the subnet then includes.
    """
    networks: dict[Block, StatedValue] = {}
    for role in ("node-network", "node"):
        for _, claim in _claims(statements, role, Rank.DEFAULTS):
            parsed = parse_block(claim.text)
            if isinstance(parsed, NotAnAddress) or parsed.block.size < 4 or special(parsed.block) == "link-local":
                continue
            networks.setdefault(parsed.block, StatedValue(format_block(parsed.block), claim.location))
    widest: dict[int, Block] = {}
    for block in sorted(networks, key=lambda block: (block.family, block.first, -block.last)):
        if block.family in widest and widest[block.family].contains(block):
            del networks[block]
        else:
            widest[block.family] = block
    return tuple(networks.values())


def _proxy(statements: Sequence[Statement]) -> Entry:
    """The mode and settings of the proxy. A claim that names kube-proxy's replacement precedes one that disables it."""
    settings: dict[str, Tree] = {}
    modes = [((claim.text or "iptables").lower(), claim) for _, claim in _claims(statements, "proxy-mode")]
    modes = sorted(((mode, claim) for mode, claim in modes if mode in PROXY_MODES), key=lambda item: item[0] == "none")
    if modes and len(stated_modes(statements)) < 2:
        settings["mode"] = StatedValue(modes[0][0], modes[0][1].location)
    for _, claim in _claims(statements, "strict-arp"):
        if claim.value is not None:
            settings.setdefault("strictARP", StatedValue(bool(claim.value), claim.location))
    excluded = {
        format_block(claim.block): StatedValue(format_block(claim.block), claim.location)
        for _, claim in _claims(statements, "proxy-excluded")
        if claim.block
    }
    if excluded:
        settings["excludeCIDRs"] = tuple(excluded.values())
    return settings


def stated_modes(statements: Sequence[Statement]) -> dict[str, Claim]:
    """The modes of the proxy that setup files and manifests state, with the first claim of each, without `none`.

    If there are several, kube-proxy has a mode and a network plugin replaces it, or one of the files is not in use.
    """
    ranked = sorted(statements, key=lambda statement: statement.rank)
    claims = [(statement.rank, claim) for statement, claim in _claims(ranked, "proxy-mode")]
    best = [(rank, claim) for rank, claim in claims if rank == Rank.DUMP] or claims
    modes: dict[str, Claim] = {}
    for _, claim in best:
        mode = claim.text or "iptables"
        if mode in PROXY_MODES and mode != "none":
            modes.setdefault(mode, claim)
    return modes


def _pools(statements: Sequence[Statement]) -> tuple[Entry, ...]:
    """Pools that are not configured in manifests; svclint reads those of manifests itself."""
    pools: dict[tuple[str, str], dict[str, Tree]] = {}
    for _, claim in _claims(statements, "pool", Rank.SETUP):
        name, controller = str(claim.traits.get("pool_name", "")), str(claim.traits.get("controller", ""))
        if claim.block is None:
            continue
        entry = pools.setdefault((name, controller), {})
        if name:
            entry["name"] = StatedValue(name, claim.location, derived=True)
        if controller:
            entry["controller"] = StatedValue(controller, claim.location, derived=True)
        listed = entry.get("addresses", ())
        entry["addresses"] = (
            *(listed if isinstance(listed, tuple) else ()),
            StatedValue(format_block(claim.block), claim.location),
        )
        if claim.traits.get("auto_assign") is False:
            entry["autoAssign"] = StatedValue(value=False, place=claim.location)
    return tuple(pools.values())


def _controllers(statements: Sequence[Statement]) -> tuple[StatedValue, ...]:
    """The load-balancer controllers that setup files state; if there are any, also those of manifests.

    The list of an inventory is complete, so manifests only extend it.
    """
    controllers: dict[str, StatedValue] = {}
    for last in (Rank.DEFAULTS, Rank.MANIFEST):
        for role in ("pool", "lb-controller") if controllers or last is Rank.DEFAULTS else ():
            for _, claim in _claims(statements, role, last):
                name = str(claim.traits.get("controller", ""))
                if name and not claim.traits.get("class_only") and not claim.leaves_to_variable("class_only"):
                    controllers.setdefault(name, StatedValue(name, claim.location))
    return tuple(controllers.values())
