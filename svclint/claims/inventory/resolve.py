"""The kubeconfig servers and names of a cluster → claims for the servers and their addresses, and traits of VIPs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from svclint import redact
from svclint.claims.blocks import Endpoint, NotAnAddress, looks_like_address, parse_block, special, split_endpoint
from svclint.claims.daemons import API_PORT
from svclint.claims.inventory.collect import Collector, EntryMeaning, tcp
from svclint.claims.inventory.entries import host_name
from svclint.claims.inventory.kubeconfig import KubeconfigError, servers
from svclint.claims.inventory.merge import ClusterText, StatedField
from svclint.claims.name_records import NameRecords, address_in_name
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Block, Claim, Location, Owner, TraitValue, flaw
from svclint.rule_ids import INVALID_ADDRESS, UNREADABLE_FILE, UNRESOLVED_NAME

_DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Server:
    """One kubeconfig server: its text without user information, host, port, owner and location."""

    text: str
    host: str
    port: int
    owner: Owner
    place: Location


def resolve(cluster: ClusterText, into: Collector, root: Path) -> None:
    """Add the claims of the kubeconfig servers, and of their addresses that no control-plane claim covers.

    A control-plane claim that covers an address of a server gets the traits `server` and `server_name`.
    """
    known = _KnownClaims(into)
    for server in _servers(cluster, into, root):
        blocks = _blocks(server, into, known)
        for block in blocks:
            # A server on loopback is a tunnel or a local proxy, not an address of the network.
            if special(block) not in ("loopback", "unspecified") and not known.mark(server, block):
                known.derive(server, block)


def _servers(cluster: ClusterText, into: Collector, root: Path) -> Iterator[Server]:
    for item in cluster.items("kubeconfigServers"):
        yield _server(item, item.text(), "kubeconfigServers", into)
    for item in cluster.items("kubeconfigs"):
        try:
            texts = servers(_inside(item, root))
        except KubeconfigError as error:
            place = item.location(into.owner("kubeconfigs", item.text()))
            message = f"Cannot read kubeconfig {item.text()}: {error}"
            into.flaws.append(flaw(place, UNREADABLE_FILE, message, identity=item.text()))
            continue
        for text in texts:
            yield _server(item, text, "kubeconfigs", into)


def _inside(item: StatedField, root: Path) -> Path:
    """The file that an entry names. Raises KubeconfigError if an inventory in the repository names one outside it."""
    path = Path(os.path.abspath(item.folder / item.text()))
    if item.folder.resolve().is_relative_to(root.resolve()) and not path.resolve().is_relative_to(root.resolve()):
        raise KubeconfigError("it is outside the repository of the inventory")
    return path


def _server(item: StatedField, text: str, key: str, into: Collector) -> Server:
    end = split_endpoint(text)
    redacted = redact.endpoint(text.strip())
    owner = into.owner(key, redacted)
    return Server(redacted, end.host, _port(end), owner, item.location(owner))


def _port(end: Endpoint) -> int:
    """The port of a server: as stated, else the default of the scheme as in client-go, else 6443 for a bare host."""
    return end.port if end.port is not None else _DEFAULT_PORTS.get(end.scheme, API_PORT)


def _blocks(server: Server, into: Collector, known: _KnownClaims) -> tuple[Block, ...]:
    """Add the claim of the server and return its addresses; add a flaw if its name cannot be resolved."""
    meaning = EntryMeaning(
        "kubeconfig-server", f"kubeconfig server {server.text}", tcp([server.port]), {"server": server.text}
    )
    parsed = parse_block(server.host)
    if not isinstance(parsed, NotAnAddress):
        into.add(server.owner, server.place, server.text, meaning, parsed.block)
        return (parsed.block,)
    if looks_like_address(server.host) or not server.host:
        message = f"{server.text!r} is not a server address: {parsed.reason}"
        into.flaws.append(flaw(server.place, INVALID_ADDRESS, message, identity=server.text))
        return ()
    host = host_name(server.host)
    into.add(server.owner, server.place, server.text, meaning, None, host)
    in_name = address_in_name(host)
    blocks = known.records.addresses(host) or ((in_name,) if in_name else ())
    if not blocks:
        message = (
            f"{host} is in neither `hosts` nor `dns`, so svclint cannot detect what takes the address of "
            f"kubeconfig server {server.text}"
        )
        into.flaws.append(flaw(server.place, UNRESOLVED_NAME, message, identity=server.text))
    return blocks


class _BlockClaims:
    """The control-plane claims of one block: their ports, and the claims without the trait `server`.

    `balanced`: one of them is a load balancer's. `unmarked` are positions in the list of claims.
    """

    def __init__(self) -> None:
        self.balanced = False
        self.ports: set[int] = set()
        self.unmarked: list[int] = []


class _KnownClaims:
    """The claims of a cluster's entries, by address and name."""

    def __init__(self, into: Collector) -> None:
        self._collector = into
        self.records: NameRecords[Block] = NameRecords()
        self._nodes: dict[Block, int] = {}
        self._control_plane: dict[Block, _BlockClaims] = {}
        for number, claim in enumerate(into.claims):
            if claim.block is None:
                continue
            if claim.role == "name-record" and not claim.traits.get("alternative"):
                self.records.add(claim.host, claim.block)
            elif claim.role == "node":
                self._nodes.setdefault(claim.block, number)
            elif claim.role == "control-plane":
                self._add(number, claim, claim.block)
        # Blocks of several addresses, which have no exact key to look up.
        self._wide_nodes = [(block, number) for block, number in self._nodes.items() if block.size > 1]
        self._wide = [(block, claims) for block, claims in self._control_plane.items() if block.size > 1]

    def mark(self, server: Server, block: Block) -> bool:
        """Whether a control-plane claim covers the address. Claims that do get the traits of their first server."""
        covering = [claims for whole, claims in self._wide if whole != block and whole.contains(block)]
        if block in self._control_plane:
            covering.append(self._control_plane[block])
        # The address of another server at another port is a separate claim.
        covering = [claims for claims in covering if claims.balanced or server.port in claims.ports]
        for claims in covering:
            unmarked = []
            for number in claims.unmarked:
                claim = self._collector.claims[number]
                if _is_balanced(claim) or server.port in {port.first for port in claim.ports}:
                    self._collector.claims[number] = replace(claim, traits={**claim.traits, **_server_traits(server)})
                else:
                    unmarked.append(number)
            claims.unmarked = unmarked
        return bool(covering)

    def derive(self, server: Server, block: Block) -> None:
        """Add the address of a server as an address of the control plane."""
        traits = {**_server_traits(server), "derived": True}
        if (node := self._node(block)) is not None:
            traits["node"] = node.traits.get("node", "")
        title = f"the address of kubeconfig server {server.text}"
        meaning = EntryMeaning("control-plane", title, tcp([server.port]), traits)
        self._collector.add(server.owner, server.place, server.text, meaning, block)
        self._add(len(self._collector.claims) - 1, self._collector.claims[-1], block)
        if block.size > 1:
            self._wide = [(block, claims) for block, claims in self._control_plane.items() if block.size > 1]

    def _add(self, number: int, claim: Claim, block: Block) -> None:
        covering = self._control_plane.setdefault(block, _BlockClaims())
        if _is_balanced(claim):
            covering.balanced = True
        else:
            covering.ports |= {port.first for port in claim.ports}
        if "server" not in claim.traits:
            covering.unmarked.append(number)

    def _node(self, block: Block) -> Claim | None:
        """The claim of the first node with the address."""
        numbers = [number for whole, number in self._wide_nodes if whole.contains(block)]
        if block in self._nodes:
            numbers.append(self._nodes[block])
        return self._collector.claims[min(numbers)] if numbers else None


def _is_balanced(claim: Claim) -> bool:
    return claim.owner.kind == "loadBalancers"


def _server_traits(server: Server) -> dict[str, TraitValue]:
    named = isinstance(parse_block(server.host), NotAnAddress)
    return {"server": server.text, "server_name": host_name(server.host) if named else ""}
