"""The files of a repository → the hosts of its Ansible inventories, as `Hosts` and as documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from svclint.claims.blocks import NotAnAddress, parse_block, special
from svclint.documents.ansible_names import is_host_list, is_ini
from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.read import Document
from svclint.importing.hosts import Host, Hosts, hosts_of, with_variables
from svclint.lazy_dataclasses import replace

_VARIABLE_FILES = (".yaml", ".yml", "/main.yaml", "/main.yml", "/vars.yaml", "/vars.yml")


def hosts_in(root: Path, files: Sequence[str]) -> tuple[tuple[Hosts, ...], tuple[str, ...]]:
    """The hosts of each inventory among the files, and a note for each that cannot be used because of an alternative.

    Inventories in one folder are alternatives if they give one host different addresses: only one of them can be true.
    """
    known = frozenset(files)
    by_folder: dict[str, list[Hosts]] = defaultdict(list)
    for path in files:
        if is_host_list(path) and (hosts := _read(root, path)) is not None:
            by_folder[path.rpartition("/")[0]].append(_with_host_vars(root, hosts, known))
    kept: list[Hosts] = []
    notes: list[str] = []
    for inventories in by_folder.values():
        contradicting = _contradicting(inventories)
        if contradicting:
            names = " and ".join(hosts.path for hosts in contradicting)
            notes.append(
                f"{names} give one host different addresses, or one address to different hosts, so neither was used; "
                "to use one, name only that file"
            )
        notes += [
            f"{hosts.path} lists the control planes of several clusters, so its hosts were not used"
            for hosts in inventories
            if hosts.ambiguous
        ]
        kept += [hosts for hosts in inventories if hosts not in contradicting and not hosts.ambiguous]
    return tuple(kept), tuple(notes)


def documents_of(hosts: Hosts, start: int) -> Iterator[Document]:
    """Each node and each virtual IP as a document, and the variables of an INI file as one in the form of a group_vars
    file. `start` is the index of the first document.
    """
    for number, host in enumerate((*hosts.nodes, *hosts.vips), start):
        spans = dict(reversed(host.addresses))  # the first location of each text
        addresses = ListNode(tuple(ScalarNode(text, text, span) for text, span in spans.items()), host.span)
        roles = ListNode(tuple(ScalarNode(role, role, host.span) for role in host.roles), host.span)
        key = "virtualIPs" if host in hosts.vips else "addresses"
        name = MapNode((_entry("name", _text(host.name, host), host),), host.span)
        parts: dict[str, Node] = {key: addresses, "roles": roles, "metadata": name, "port": _text(host.port, host)}
        node = MapNode(tuple(_entry(part, value, host) for part, value in parts.items()), host.span)
        file = host.file or hosts.path
        yield Document(file, number, node, "ansible.com", "", "Host", "", host.name, "")
    if hosts.variables:
        yield variables_document(hosts, start + len(hosts.nodes) + len(hosts.vips))


def variables_document(hosts: Hosts, index: int = 0) -> Document:
    """The variables of an INI file as a document, in the form of a group_vars file."""
    entries = tuple(
        (ScalarNode(name, name, span), ScalarNode(text, text, span)) for name, text, span in hosts.variables
    )
    return Document(hosts.path, index, MapNode(entries, hosts.variables[0][2]), "", "", "", "", "", "")


def _entry(key: str, value: Node, host: Host) -> tuple[ScalarNode, Node]:
    return _text(key, host), value


def _text(text: str, host: Host) -> ScalarNode:
    return ScalarNode(text, text, host.span)


def _contradicting(inventories: Sequence[Hosts]) -> list[Hosts]:
    """The inventories that give a host other addresses, or an address to other hosts, than another inventory does."""
    if len(inventories) < 2:
        return []
    addresses_of: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    hosts_with: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for hosts in inventories:
        for host in hosts.nodes:
            for address in _addresses(host):
                addresses_of[host.name][hosts.path].add(address)
                hosts_with[address][hosts.path].add(host.name)
    by_paths = [*addresses_of.values(), *hosts_with.values()]
    bad = {path for by_path in by_paths if len(set(map(frozenset, by_path.values()))) > 1 for path in by_path}
    return [hosts for hosts in inventories if hosts.path in bad]


def _addresses(host: Host) -> Iterator[str]:
    """The addresses of a host. Loopback is that of whichever machine runs Ansible."""
    for text, _ in host.addresses:
        block = parse_block(text)
        if not isinstance(block, NotAnAddress) and special(block.block) != "loopback":
            yield text


def _read(root: Path, path: str) -> Hosts | None:
    """The hosts of an Ansible inventory; None if the file is not one."""
    try:
        decoded = decode(load(root, path))
    except LoadError:
        return None
    return None if decoded.reason else hosts_of(path, decoded.data.decode(), ini=is_ini(path))


def _with_host_vars(root: Path, hosts: Hosts, files: frozenset[str]) -> Hosts:
    """The inventory, with addresses from `host_vars` files for hosts that have none."""
    folder = hosts.path.rpartition("/")[0]
    return replace(
        hosts,
        nodes=tuple(_with_host_file(root, folder, host, files) for host in hosts.nodes),
        other_hosts=tuple(_with_host_file(root, folder, host, files) for host in hosts.other_hosts),
    )


def _with_host_file(root: Path, folder: str, host: Host, files: frozenset[str]) -> Host:
    if any(True for _ in _addresses(host)):
        return host
    start = f"{folder}/host_vars/{host.name}" if folder else f"host_vars/{host.name}"
    for end in _VARIABLE_FILES:
        if start + end in files:
            try:
                decoded = decode(load(root, start + end))
            except LoadError:
                continue
            if not decoded.reason:
                return with_variables(host, start + end, decoded.data.decode())
    return host
