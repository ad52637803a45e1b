"""The statements and nodes of a cluster → the endpoints of its API servers: servers, load balancers and hosts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svclint.claims.blocks import format_block, special
from svclint.claims.daemons import API_PORT, RKE2_PORT
from svclint.claims.name_records import NameRecords
from svclint.importing.imported import Entry, StatedValue, Tree, UnresolvedServer
from svclint.importing.statements import Statement
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Location

_ADDRESS_HOLDERS = frozenset({"talos", "kube-vip", "keepalived", "k0s", "Service"})
# The settings of Cilium and Calico for the API server.
_OVERRIDES = ("k8sServiceHost", "KUBERNETES_SERVICE_HOST")
_OWNERS = frozenset({"DaemonSet", "Pod", "Service"})


@dataclass(frozen=True, slots=True)
class _Endpoint:
    """One endpoint of the API servers: a host name or an address, and its port.

    `vip`: the claim states only the address. `hearsay`: the claim configures a client, that is, a node that joins or a
    program in the cluster. Both kinds count only if no claim states the endpoint itself.
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


def endpoints_of(statements: Sequence[Statement], nodes: Sequence[Entry]) -> dict[str, Tree]:
    """`kubeconfigServers`, `loadBalancers` and `hosts`, without keys whose values are unknown."""
    if contradicting_endpoints(statements):
        return {}  # with one of them, a check would report the other
    endpoints, records = _stated(statements, nodes)
    hosts = {endpoint.host for endpoint in endpoints if endpoint.host}
    servers = [endpoint for endpoint in _servers(endpoints, records) if _has_address(endpoint, records)]
    balancers = _balancers(endpoints, records, nodes)
    entries: dict[str, Tree] = {}
    if servers:
        entries["kubeconfigServers"] = tuple(StatedValue(server.url, server.claim.location) for server in servers)
    if balancers:
        entries["loadBalancers"] = tuple(balancers)
    named = [*(host for host in records if host in hosts), *sorted(hosts - set(records))]
    if stated := {host: addresses for host in named if (addresses := records.addresses(host))}:
        entries["hosts"] = stated
    return entries


def unresolved_servers(statements: Sequence[Statement], nodes: Sequence[Entry]) -> tuple[UnresolvedServer, ...]:
    """The servers that `endpoints_of` leaves out because no file states the address of their name."""
    if contradicting_endpoints(statements):
        return ()
    endpoints, records = _stated(statements, nodes)
    servers = [endpoint for endpoint in _servers(endpoints, records) if not _has_address(endpoint, records)]
    return tuple(UnresolvedServer(server.host, server.url, server.claim.location) for server in servers)


def _stated(
    statements: Sequence[Statement], nodes: Sequence[Entry]
) -> tuple[list[_Endpoint], NameRecords[StatedValue]]:
    """All endpoints, and the records of their names."""
    endpoints = [endpoint for statement in statements for endpoint in _endpoints(statement)]
    records = _records(statements)
    for host, address in _kubekey_records(statements, endpoints, records, nodes):
        records.add(host, address)
    return endpoints, records


def _has_address(endpoint: _Endpoint, records: NameRecords[StatedValue]) -> bool:
    return bool(not endpoint.host or endpoint.address or records.addresses(endpoint.host))


def _endpoints(statement: Statement) -> Iterator[_Endpoint]:
    for claim in statement.claims:
        address = format_block(claim.block) if claim.block else ""
        if claim.host == "localhost":
            continue
        if claim.block and (claim.block.size > 1 or special(claim.block) in ("loopback", "unspecified")):
            continue
        port = claim.ports[0].first if claim.ports else API_PORT
        if claim.role == "control-plane":
            vip = claim.traits.get("holder") in _ADDRESS_HOLDERS
            yield _Endpoint(claim.host, address, port, claim.text, claim, vip)
        elif claim.role == "kubeconfig-server":
            yield _Endpoint(claim.host, address, port, claim.text, claim, vip=False)
        elif claim.role in ("join-endpoint", "api-override") and _outside(claim):
            port = API_PORT if port == RKE2_PORT else port  # next to the supervisor
            yield _Endpoint(claim.host, address, port, claim.text, claim, vip=False, hearsay=True)


def _outside(claim: Claim) -> bool:
    """Whether the claim leads out of the cluster: not to an internal name or another cluster."""
    host = claim.host
    if claim.role == "api-override" and not claim.location.pointer.endswith(_OVERRIDES):
        return False
    return not host.endswith((".svc", ".local")) and ("." in host or not host)


def _records(statements: Sequence[Statement]) -> NameRecords[StatedValue]:
    """The records of all statements, each address of a name with the first location that states it."""
    first: dict[tuple[str, str], StatedValue] = {}
    for statement in statements:
        for claim in statement.claims:
            if claim.role == "name-record" and claim.host and claim.block and special(claim.block) != "loopback":
                address = format_block(claim.block)
                first.setdefault((claim.host, address), StatedValue(address, claim.location))
    return NameRecords((host, value) for (host, _), value in first.items())


def _servers(endpoints: Sequence[_Endpoint], records: NameRecords[StatedValue]) -> list[_Endpoint]:
    """The servers as stated; if there are none, the VIPs, then the endpoints of clients, then Services.

    A Service in front of the API servers is one more way to them, which works only once the API does.
    """
    covered = {str(value.value) for endpoint in endpoints for value in records.addresses(endpoint.host)}
    direct = [endpoint for endpoint in endpoints if not endpoint.hearsay]
    stated = [
        endpoint for endpoint in direct if not endpoint.vip and not (endpoint.address and endpoint.address in covered)
    ]
    vips = [endpoint for endpoint in direct if endpoint.vip and endpoint.claim.traits.get("holder") != "Service"]
    clients = _client_endpoints([endpoint for endpoint in endpoints if endpoint.hearsay])
    chosen = stated or vips or clients or direct
    servers: dict[str, _Endpoint] = {}
    for endpoint in chosen:
        servers.setdefault(endpoint.url, endpoint)
    return list(servers.values())


def contradicting_endpoints(statements: Sequence[Statement]) -> dict[str, Claim]:
    """The endpoints that machine configurations of Talos state, with the first claim of each; empty if they agree."""
    endpoints: dict[str, Claim] = {}
    for endpoint in (endpoint for statement in statements for endpoint in _endpoints(statement)):
        if _of_machine(endpoint.claim):
            endpoints.setdefault(endpoint.url, endpoint.claim)
    return endpoints if len(endpoints) > 1 else {}


def _of_machine(claim: Claim) -> bool:
    return claim.location.pointer.endswith("/cluster/controlPlane/endpoint")


def _client_endpoints(endpoints: Sequence[_Endpoint]) -> list[_Endpoint]:
    """The endpoints at which nodes join, else those that programs in the cluster use."""
    return [endpoint for endpoint in endpoints if endpoint.claim.role == "join-endpoint"] or list(endpoints)


def _balancers(
    endpoints: Sequence[_Endpoint], records: NameRecords[StatedValue], nodes: Sequence[Entry]
) -> list[Entry]:
    """The endpoint addresses that do not belong to nodes, one entry per port and owner."""
    node_addresses = {str(address.value) for node in nodes for address in _addresses(node)}
    # If no control-plane node is known, an address may belong to one.
    nodes_known = next(_control_plane_addresses(nodes), None) is not None
    places: dict[str, tuple[Location, int, Claim | None]] = {}
    # The port of an endpoint takes precedence over the default port of a VIP.
    for endpoint in sorted(endpoints, key=lambda endpoint: endpoint.vip):
        if endpoint.hearsay:
            continue
        candidates = (
            {endpoint.address: endpoint.claim.location} if endpoint.address and (nodes_known or endpoint.vip) else {}
        )
        candidates |= {str(value.value): value.place for value in records.addresses(endpoint.host)}
        for address, place in candidates.items():
            if address not in node_addresses:
                owner = endpoint.claim if endpoint.claim.owner.kind in _OWNERS and endpoint.vip else None
                previous = places.get(address)
                places[address] = (
                    (previous[0], previous[1], previous[2] or owner) if previous else (place, endpoint.port, owner)
                )
    entries: dict[tuple[int, str], dict[str, Tree]] = {}
    for address, (place, port, holder) in places.items():
        entry = entries.setdefault((port, str(holder.owner) if holder else ""), _balancer(len(entries), place))
        listed = entry["vips"]
        entry["vips"] = (*(listed if isinstance(listed, tuple) else ()), StatedValue(address, place))
        entry["ports"] = (StatedValue(port, place),)
        entry["serves"] = StatedValue("control-plane", place, derived=True)
        if holder:
            entry["owner"] = _owner(holder)
    return list(entries.values())


def _balancer(number: int, place: Location) -> dict[str, Tree]:
    return {"name": StatedValue(f"api-{number + 1}" if number else "api", place, derived=True), "vips": ()}


def _owner(claim: Claim) -> Entry:
    owner = claim.owner
    texts = {"kind": owner.kind, "namespace": owner.namespace, "name": owner.name}
    return {key: StatedValue(text, claim.location) for key, text in texts.items() if text}


def _addresses(node: Entry) -> tuple[StatedValue, ...]:
    listed = node.get("addresses", ())
    return tuple(address for address in listed if isinstance(address, StatedValue)) if isinstance(listed, tuple) else ()


def _control_plane_addresses(nodes: Sequence[Entry]) -> Iterator[StatedValue]:
    """The first address of each control-plane node."""
    for node in nodes:
        roles = node.get("roles", ())
        if isinstance(roles, tuple) and any(
            isinstance(role, StatedValue) and role.value == "control-plane" for role in roles
        ):
            yield from _addresses(node)[:1]


def _kubekey_records(
    statements: Sequence[Statement],
    endpoints: Sequence[_Endpoint],
    records: NameRecords[StatedValue],
    nodes: Sequence[Entry],
) -> Iterator[tuple[str, StatedValue]]:
    """The records that KubeKey adds to hosts files: endpoint names without an address get that of the first master.

    https://github.com/kubesphere/kubekey/blob/release-3.1/cmd/kk/apis/kubekey/v1alpha2/cluster_types.go
    """
    kubekey = any(statement.family == "KubeKey" for statement in statements)
    first = next(_control_plane_addresses(nodes), None)
    for endpoint in endpoints:
        if kubekey and first and endpoint.host and not endpoint.address and not records.addresses(endpoint.host):
            yield endpoint.host, first
