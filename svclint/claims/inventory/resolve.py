"""The kubeconfig servers of a cluster, and its names → where each server leads: more claims, and marks on the VIPs."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from svclint.claims.blocks import Endpoint, NotAnAddress, looks_like_address, parse_block, special, split_endpoint
from svclint.claims.inventory.collect import Collector, Meaning, tcp
from svclint.claims.inventory.entries import API_PORT, host_name
from svclint.claims.inventory.fields import ClusterText, Field
from svclint.claims.inventory.kubeconfig import KubeconfigError, servers
from svclint.model import Block, Claim, Location, Owner, TraitValue, flaw
from svclint.patterns import regex
from svclint.records import dataclass, replace
from svclint.rule_ids import INVALID_ADDRESS, UNREADABLE_FILE, UNRESOLVED_NAME

_DEFAULT_PORTS = {"https": 443, "http": 80}
_USER = regex(r"(?:(?<=//)|^)[^/?#]*@")


@dataclass(frozen=True, slots=True)
class Server:
    """One kubeconfig server: its text without user information, its place, and its port."""

    text: str
    host: str
    port: int
    owner: Owner
    place: Location


def resolve(cluster: ClusterText, into: Collector, root: Path) -> None:
    """Add the claims of the kubeconfig servers, and of the addresses they lead to that no VIP's claim covers.

    A control-plane VIP that a server leads to gets the traits `server` and `server_name`.
    """
    for server in _servers(cluster, into, root):
        blocks = _blocks(server, into)
        for block in blocks:
            # A server on loopback is a tunnel or a local proxy: it says nothing of the network.
            if special(block) not in ("loopback", "unspecified") and not _mark(server, block, into):
                _derive(server, block, into)


def _servers(cluster: ClusterText, into: Collector, root: Path) -> Iterator[Server]:
    for item in cluster.items("kubeconfigServers"):
        yield _server(item, item.text(), "kubeconfigServers", into)
    for item in cluster.items("kubeconfigs"):
        try:
            texts = servers(_inside(item, root))
        except KubeconfigError as error:
            place = item.location(into.owner("kubeconfigs", item.text()))
            message = f"kubeconfig {item.text()} cannot be read: {error}"
            into.flaws.append(flaw(place, UNREADABLE_FILE, message))
            continue
        for text in texts:
            yield _server(item, text, "kubeconfigs", into)


def _inside(item: Field, root: Path) -> Path:
    """The file that an entry names. What a repository holds must not make svclint read what lies outside of it."""
    path = Path(os.path.abspath(item.folder / item.text()))
    if item.folder.resolve().is_relative_to(root.resolve()) and not path.resolve().is_relative_to(root.resolve()):
        raise KubeconfigError("it lies outside the repository that the inventory belongs to")
    return path


def _server(item: Field, text: str, key: str, into: Collector) -> Server:
    end = split_endpoint(text)
    shown = _USER.sub("", text.strip())
    owner = into.owner(key, shown)
    return Server(shown, end.host, _port(end), owner, item.location(owner))


def _port(end: Endpoint) -> int:
    """As client-go takes it: a URL's own default, 6443 for a bare host (this format's rule)."""
    return end.port if end.port is not None else _DEFAULT_PORTS.get(end.scheme, API_PORT)


def _blocks(server: Server, into: Collector) -> tuple[Block, ...]:
    """The claim of the server itself, and the addresses that it leads to; a flaw where nothing resolves it."""
    meaning = Meaning(
        "kubeconfig-server", f"kubeconfig server {server.text}", tcp([server.port]), {"server": server.text}
    )
    parsed = parse_block(server.host)
    if not isinstance(parsed, NotAnAddress):
        into.add(server.owner, server.place, server.text, meaning, parsed.block)
        return (parsed.block,)
    if looks_like_address(server.host) or not server.host:
        message = f"{server.text!r} names no server: {parsed.reason}"
        into.flaws.append(flaw(server.place, INVALID_ADDRESS, message))
        return ()
    host = host_name(server.host)
    into.add(server.owner, server.place, server.text, meaning, None, host)
    records = _records(into)
    blocks = records.get(host) or records.get("*." + host.partition(".")[2], ())
    if not blocks:
        message = (
            f"neither hosts nor dns says what {host} resolves to, so nothing that takes the address behind "
            f"kubeconfig server {server.text} can be found"
        )
        into.flaws.append(flaw(server.place, UNRESOLVED_NAME, message))
    return tuple(dict.fromkeys(blocks))


def _records(into: Collector) -> Mapping[str, tuple[Block, ...]]:
    records: dict[str, tuple[Block, ...]] = {}
    for claim in into.claims:
        if claim.role == "name-record" and claim.block is not None and not claim.traits.get("alternative"):
            records[claim.host] = (*records.get(claim.host, ()), claim.block)
    return records


def _mark(server: Server, block: Block, into: Collector) -> bool:
    """Whether a control-plane claim covers the address; those that do learn which server leads to them first."""
    found = False
    for index, claim in enumerate(into.claims):
        if claim.role != "control-plane" or claim.block is None or not claim.block.contains(block):
            continue
        if claim.owner.kind != "loadBalancers" and server.port not in {port.first for port in claim.ports}:
            continue  # another server's address: this one's port is a claim of its own
        found = True
        if "server" not in claim.traits:
            into.claims[index] = replace(claim, traits={**claim.traits, **_marks(server)})
    return found


def _marks(server: Server) -> dict[str, TraitValue]:
    named = isinstance(parse_block(server.host), NotAnAddress)
    return {"server": server.text, "server_name": host_name(server.host) if named else ""}


def _derive(server: Server, block: Block, into: Collector) -> None:
    traits = {**_marks(server), "derived": True}
    if node := next((one for one in into.claims if _is_node(one, block)), None):
        traits["node"] = node.traits.get("node", "")
    meaning = Meaning("control-plane", f"the address of kubeconfig server {server.text}", tcp([server.port]), traits)
    into.add(server.owner, server.place, server.text, meaning, block)


def _is_node(claim: Claim, block: Block) -> bool:
    return claim.role == "node" and claim.block is not None and claim.block.contains(block)
