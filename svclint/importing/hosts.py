"""An Ansible inventory's text, YAML or INI → its hosts, the groups of each, and their addresses with their places."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping

from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.documents.yaml import YamlError, parse
from svclint.importing.ansible_ini import IniHost, IniInventory, read_ini
from svclint.importing.host_ranges import expanded
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Span

# kubespray's, Ansible's own, and those of k3s-ansible and KubeKey 4; the first that is there comes first in the list.
_ADDRESSES = (
    "ip", "access_ip", "internal_ipv4", "ansible_host", "ansible_ssh_host", "ip6", "access_ip6", "internal_ipv6",
    "private_ip", "node_ip",
)  # fmt: skip
_CONTROL = regex(r"(.*[_-])?(control[_-]?planes?|masters?|controllers?|servers?)([_-].*)?")
_WORKER = regex(r"(.*[_-])?(workers?|agents?|nodes?|minions?)([_-].*)?")
_CLUSTER = regex(r".*(kube|k8s|k3s|rke|control[_-]?plane).*")
# More groups than any inventory has; beyond it, only a host's own groups count.
_MOST_GROUPS = 500


@dataclass(frozen=True, slots=True)
class Host:
    """One host: its name, the groups it is in (those of groups included), and its address texts, most inner first.

    An address stands in `file`, or in the inventory itself where that is empty.
    """

    name: str
    span: Span
    groups: frozenset[str]
    addresses: tuple[tuple[str, Span], ...]
    file: str = ""

    @property
    def roles(self) -> tuple[str, ...]:
        """What its groups say: control-plane, worker, both or nothing."""
        control = any(_CONTROL.fullmatch(one) for one in self.groups)
        worker = any(_WORKER.fullmatch(one) and not _CONTROL.fullmatch(one) for one in self.groups)
        return (("control-plane",) if control else ()) + (("worker",) if worker else ())


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts of one inventory file: `nodes` are in a group of the cluster, `others` are not.

    `kubespray` says whether the groups have kubespray's names, whose defaults are then known. `variables` are those of
    groups in an INI file: name, text and place; in YAML they are a document's like any other.
    """

    path: str
    nodes: tuple[Host, ...]
    others: tuple[Host, ...]
    kubespray: bool
    variables: tuple[tuple[str, str, Span], ...] = ()


def hosts_of(path: str, text: str, *, ini: bool) -> Hosts | None:
    """The hosts of an inventory of a cluster; None for any other file."""
    read = read_ini(text) if ini else None
    found = _from_ini(read) if read else _from_yaml(text)
    groups = {group for host in found for group in host.groups}
    controls = {one for one in groups if _CONTROL.fullmatch(one)}
    cluster = {one for one in groups if _CLUSTER.fullmatch(one)}
    workers = {one for one in groups if _WORKER.fullmatch(one)}
    if not controls or not (cluster or workers):
        return None
    members = controls | workers | cluster
    nodes = tuple(host for host in found if not members.isdisjoint(host.groups))
    others = tuple(host for host in found if members.isdisjoint(host.groups))
    kubespray = not {"kube_control_plane", "kube-master"}.isdisjoint(groups)
    return Hosts(path, nodes, others, kubespray, read.variables if read else ())


def _from_ini(read: IniInventory) -> list[Host]:
    groups = _closed(read.parents)
    merged: dict[str, list[IniHost]] = {}
    for one in read.hosts:
        merged.setdefault(one.name, []).append(one)
    found = []
    for name, several in merged.items():
        own = _all_groups((one.group for one in several), groups)
        variables = {key: value for one in reversed(several) for key, value in one.variables.items()}
        found.append(_host(name, several[0].span, own, variables))
    return found


def _from_yaml(text: str) -> list[Host]:
    if "hosts:" not in text and '"hosts"' not in text:
        return []
    try:
        node = next((one.node for one in parse(text) if isinstance(one.node, MapNode)), None)
    except YamlError:
        return []
    if not isinstance(node, MapNode):
        return []
    parents: dict[str, set[str]] = {}
    variables: dict[str, dict[str, tuple[str, Span]]] = {}
    spans: dict[str, Span] = {}
    memberships: dict[str, set[str]] = {}
    for group, inside in _groups(node, parents):
        listed = inside.get("hosts")
        for key, value in listed.entries if isinstance(listed, MapNode) else ():
            for name in expanded(key.text):
                memberships.setdefault(name, set()).add(group)
                spans.setdefault(name, key.span)
                variables.setdefault(name, {}).update(_variables(value))
    closed = _closed(parents)
    return [_host(name, spans[name], _all_groups(own, closed), variables[name]) for name, own in memberships.items()]


def _groups(node: MapNode, parents: dict[str, set[str]]) -> Iterator[tuple[str, MapNode]]:
    """Every group of the file with its body; fills in which groups each is a child of."""
    todo = deque((key.text, value) for key, value in node.entries)
    for _ in range(_MOST_GROUPS):
        if not todo:
            return
        name, body = todo.popleft()
        if not isinstance(body, MapNode):
            continue
        yield name, body
        children = body.get("children")
        for key, value in children.entries if isinstance(children, MapNode) else ():
            parents.setdefault(key.text, set()).add(name)
            todo.append((key.text, value))


def _variables(node: Node) -> dict[str, tuple[str, Span]]:
    pairs = node.entries if isinstance(node, MapNode) else ()
    return {key.text: (value.text, value.span) for key, value in pairs if isinstance(value, ScalarNode)}


def _closed(parents: Mapping[str, Iterable[str]]) -> dict[frozenset[str], frozenset[str]]:
    """Each group that is a child with itself and all groups above it."""
    found: dict[frozenset[str], frozenset[str]] = {}
    for start in parents if len(parents) <= _MOST_GROUPS else ():
        seen, todo = {start}, [start]
        while todo:
            for one in parents.get(todo.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    todo.append(one)
        found[frozenset({start})] = frozenset(seen)
    return found


def _all_groups(own: Iterable[str], closed: dict[frozenset[str], frozenset[str]]) -> frozenset[str]:
    """A host's groups and those above them; hosts of the same groups share one set."""
    key = frozenset(own)
    if key not in closed:
        ones = (frozenset({group}) for group in key)
        closed[key] = frozenset(name for one in ones for name in closed.get(one, one))
    return closed[key]


def with_variables(host: Host, file: str, text: str) -> Host:
    """The host with the addresses that a file of its own (`host_vars`) gives it, if there are any."""
    try:
        node = next((one.node for one in parse(text) if isinstance(one.node, MapNode)), None)
    except YamlError:
        return host
    variables = _variables(node) if node is not None else {}
    listed = tuple(variables[key] for key in _ADDRESSES if key in variables)
    return Host(host.name, host.span, host.groups, listed, file) if listed else host


def _host(name: str, span: Span, groups: frozenset[str], variables: Mapping[str, tuple[str, Span]]) -> Host:
    listed = [variables[key] for key in _ADDRESSES if key in variables]
    return Host(name, span, groups - {"all", "ungrouped"}, (*listed, (name, span)))
