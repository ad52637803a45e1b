"""A cluster's parts and nodes → where its API servers are reached: servers, load balancers, names in hosts files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svclint.claims.blocks import format_block, special
from svclint.claims.daemons import API_PORT, RKE2_PORT
from svclint.claims.name_records import NameRecords
from svclint.importing.imported import Entry, StatedValue, Tree
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Location

_ADDRESS_HOLDERS = frozenset({"talos", "kube-vip", "keepalived", "k0s", "Service"})
# Where Cilium and Calico are told to find the API server.
_OVERRIDES = ("k8sServiceHost", "KUBERNETES_SERVICE_HOST")
_OWNERS = frozenset({"DaemonSet", "Pod", "Service"})


@dataclass(frozen=True, slots=True)
class _End:
    """One way to the API servers: a host name or an address, and its port.

    `vip` marks what only states the address, `hearsay` what only says where somebody goes: a joining node, a program
    in the cluster. They count where nobody states the endpoint itself.
    """

    host: str
    address: str
    port: int
    text: str
    claim: Claim
    vip: bool
    hearsay: bool = False

    @property
    def url(self) -> str:
        host = self.host or (f"[{self.address}]" if ":" in self.address else self.address)
        return f"https://{host}:{self.port}"


def endpoints_of(parts: Sequence[Statement], nodes: Sequence[Entry]) -> dict[str, Tree]:
    """`kubeconfigServers`, `loadBalancers` and `hosts`, each left out where nothing is known."""
    ends = [end for part in parts for end in _ends(part)]
    records = _records(parts)
    for host, address in _first_nodes(parts, ends, records, nodes):
        records.add(host, address)
    hosts = {end.host for end in ends if end.host}
    servers = _servers(ends, records) or _usual(parts, nodes)
    balancers = _balancers(ends, records, nodes)
    found: dict[str, Tree] = {}
    if servers:
        found["kubeconfigServers"] = tuple(servers)
    if balancers:
        found["loadBalancers"] = tuple(balancers)
    named = [*(host for host in records if host in hosts), *sorted(hosts - set(records))]
    if stated := {host: addresses for host in named if (addresses := records.addresses(host))}:
        found["hosts"] = stated
    return found


def _ends(part: Statement) -> Iterator[_End]:
    for claim in part.claims:
        address = format_block(claim.block) if claim.block else ""
        if claim.block and (claim.block.size > 1 or special(claim.block) in ("loopback", "unspecified")):
            continue
        port = claim.ports[0].first if claim.ports else API_PORT
        if claim.role == "control-plane":
            vip = claim.traits.get("holder") in _ADDRESS_HOLDERS
            yield _End(claim.host, address, port, claim.text, claim, vip)
        elif claim.role == "kubeconfig-server" and claim.host != "localhost":
            yield _End(claim.host, address, port, claim.text, claim, vip=False)
        elif claim.role in ("join-endpoint", "api-override") and _outside(claim):
            port = API_PORT if port == RKE2_PORT else port  # next to the supervisor
            yield _End(claim.host, address, port, claim.text, claim, vip=False, hearsay=True)


def _outside(claim: Claim) -> bool:
    """Whether it leads out of the cluster: not to a name or a local proxy of its own, nor to other clusters."""
    host = claim.host
    if claim.role == "api-override" and not claim.location.pointer.endswith(_OVERRIDES):
        return False
    return host != "localhost" and not host.endswith((".svc", ".local")) and ("." in host or not host)


def _records(parts: Sequence[Statement]) -> NameRecords[StatedValue]:
    """The records of all parts, each address of a name at the first place that states it."""
    first: dict[tuple[str, str], StatedValue] = {}
    for part in parts:
        for claim in part.claims:
            if claim.role == "name-record" and claim.host and claim.block and special(claim.block) != "loopback":
                address = format_block(claim.block)
                first.setdefault((claim.host, address), StatedValue(address, claim.location))
    return NameRecords((host, value) for (host, _), value in first.items())


def _servers(ends: Sequence[_End], records: NameRecords[StatedValue]) -> list[StatedValue]:
    """The servers as stated; a VIP alone stands for one, and so does an API override, where nothing else does."""
    covered = {str(value.value) for end in ends for value in records.addresses(end.host)}
    own = [end for end in ends if not end.hearsay]
    stated = [end for end in own if not end.vip and not (end.address and end.address in covered)]
    chosen = stated or [end for end in own if end.vip] or _joined(ends)
    found: dict[str, StatedValue] = {}
    for end in chosen:
        found.setdefault(end.url, StatedValue(end.url, end.claim.location))
    return list(found.values())


def _joined(ends: Sequence[_End]) -> list[_End]:
    """Where nodes go to join, else where a program in the cluster is told to go."""
    return [end for end in ends if end.claim.role == "join-endpoint"] or list(ends)


def _balancers(ends: Sequence[_End], records: NameRecords[StatedValue], nodes: Sequence[Entry]) -> list[Entry]:
    """The addresses that are no node's, by port; who holds one is its owner."""
    own = {str(one.value) for node in nodes for one in _addresses(node)}
    known = any(True for _ in _control(nodes))  # without nodes an address may be one of theirs
    places: dict[str, tuple[Location, int, Claim | None]] = {}
    for end in sorted(ends, key=lambda one: one.vip):  # the endpoint's port rather than a VIP's usual one
        if end.hearsay:
            continue
        found = {end.address: end.claim.location} if end.address and (known or end.vip) else {}
        found |= {str(value.value): value.place for value in records.addresses(end.host)}
        for address, place in found.items():
            if address not in own:
                owner = end.claim if end.claim.owner.kind in _OWNERS and end.vip else None
                seen = places.get(address)
                places[address] = (seen[0], seen[1], seen[2] or owner) if seen else (place, end.port, owner)
    entries: dict[tuple[int, str], dict[str, Tree]] = {}
    for address, (place, port, holder) in places.items():
        entry = entries.setdefault((port, str(holder.owner) if holder else ""), _balancer(len(entries), place))
        listed = entry["vips"]
        entry["vips"] = (*(listed if isinstance(listed, tuple) else ()), StatedValue(address, place))
        entry["ports"] = (StatedValue(port, place),)
        entry["serves"] = StatedValue("control-plane", place, ours=True)
        if holder:
            entry["owner"] = _owner(holder)
    return list(entries.values())


def _balancer(number: int, place: Location) -> dict[str, Tree]:
    return {"name": StatedValue(f"api-{number + 1}" if number else "api", place, ours=True), "vips": ()}


def _owner(claim: Claim) -> Entry:
    owner = claim.owner
    texts = {"kind": owner.kind, "namespace": owner.namespace, "name": owner.name}
    return {key: StatedValue(text, claim.location) for key, text in texts.items() if text}


def _addresses(node: Entry) -> tuple[StatedValue, ...]:
    listed = node.get("addresses", ())
    return tuple(one for one in listed if isinstance(one, StatedValue)) if isinstance(listed, tuple) else ()


def _control(nodes: Sequence[Entry]) -> Iterator[StatedValue]:
    """The first address of each control-plane node."""
    for node in nodes:
        roles = node.get("roles", ())
        if isinstance(roles, tuple) and any(
            isinstance(one, StatedValue) and one.value == "control-plane" for one in roles
        ):
            yield from _addresses(node)[:1]


def _first_nodes(
    parts: Sequence[Statement], ends: Sequence[_End], records: NameRecords[StatedValue], nodes: Sequence[Entry]
) -> Iterator[tuple[str, StatedValue]]:
    """KubeKey writes its endpoint's name into hosts files with the first master's address, where none is given.

    https://github.com/kubesphere/kubekey/blob/release-3.1/cmd/kk/apis/kubekey/v1alpha2/cluster_types.go
    """
    kubekey = any(part.family == "KubeKey" for part in parts)
    first = next(_control(nodes), None)
    for end in ends:
        if kubekey and first and end.host and not end.address and not records.addresses(end.host):
            yield end.host, first


def _usual(parts: Sequence[Statement], nodes: Sequence[Entry]) -> list[StatedValue]:
    """kubespray's kubeconfig leads to the first control-plane node where no load balancer is named.

    https://github.com/kubernetes-sigs/kubespray/blob/master/docs/operations/ha-mode.md
    """
    first = next(_control(nodes), None)
    if first is None or not any(part.family == "kubespray" and part.rank == Rank.SETUP for part in parts):
        return []
    address = str(first.value)
    host = f"[{address}]" if ":" in address else address
    return [StatedValue(f"https://{host}:{API_PORT}", first.place)]
