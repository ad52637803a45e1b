"""The text of an Ansible inventory, YAML or INI → its hosts with their groups, roles and addresses."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint.documents.node import MapNode, Node, ScalarNode
from svclint.documents.yaml import YamlError, parse
from svclint.importing.ansible_ini import IniHost, IniInventory, read_ini
from svclint.importing.host_ranges import expanded
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import Span

# Variables of kubespray, Ansible, k3s-ansible and KubeKey 4, by precedence.
_ADDRESSES = (
    "ip", "access_ip", "internal_ipv4", "ansible_host", "ansible_ssh_host", "ip6", "access_ip6", "internal_ipv6",
    "private_ip", "node_ip",
)  # fmt: skip
_PORTS = ("ansible_port", "ansible_ssh_port")
_CONTROL = regex(r"(.*[_-])?(control[_-]?planes?|masters?|controllers?|servers?)([_-].*)?")
_WORKER = regex(r"(.*[_-])?(workers?|agents?|nodes?|minions?)([_-].*)?")
_CLUSTER = regex(r".*(kube|k8s|k3s|rke|control[_-]?plane).*")
_API_WORDS = r"k8s|k3s|rke2?|kube|kubernetes|kube-vip|keepalived|api|apiserver|control[ _-]?plane|master|cluster"
_PRODUCT = regex(r"(k3s|rke2|rke|k0s|kubeadm|talos)[_-]")
_VIP_NAME = regex(rf"(({_API_WORDS})[_.-])*(vip|virtual[_-]?ip)")
_VIP_COMMENT = regex(
    rf"(?i)\W*((the|{_API_WORDS})\W+)*(vip|virtual ip)(\W+(ip|address))?(\W+(for|of|on)\W.{{0,60}})?\W*"
)
# More groups than any real inventory has; with more, only a host's direct groups count.
_MOST_GROUPS = 500


@dataclass(frozen=True, slots=True)
class Host:
    """One host: its name, its direct and inherited groups, and its address texts, the most internal first.

    `file` is the file of the addresses; empty for the inventory itself. `port` is the text of its SSH port, if stated:
    hosts behind one address have different ports.
    """

    name: str
    span: Span
    groups: frozenset[str]
    addresses: tuple[tuple[str, Span], ...]
    file: str = ""
    port: str = ""

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that its groups imply: control-plane, worker, both or none."""
        control = any(_CONTROL.fullmatch(group) for group in self.groups)
        worker = any(_WORKER.fullmatch(group) and not _CONTROL.fullmatch(group) for group in self.groups)
        return (("control-plane",) if control else ()) + (("worker",) if worker else ())


@dataclass(frozen=True, slots=True)
class Hosts:
    """The hosts of one inventory file: `nodes` are in a group of the cluster, `other_hosts` are not.

    `vips` are no machines, but virtual IPs of the control plane. `kubespray`: the groups have the names that kubespray
    uses, so its defaults apply. `variables` are the variables of groups in an INI file as (name, text, span); those of
    a YAML file are read like other documents. `ambiguous`: the groups are those of several clusters.
    """

    path: str
    nodes: tuple[Host, ...]
    other_hosts: tuple[Host, ...]
    kubespray: bool
    variables: tuple[tuple[str, str, Span], ...] = ()
    vips: tuple[Host, ...] = ()
    ambiguous: bool = False


def hosts_of(path: str, text: str, *, ini: bool) -> Hosts | None:
    """The hosts of the inventory of a cluster; None if the text is not one."""
    inventory = read_ini(text) if ini else None
    hosts = _from_ini(inventory) if inventory else _from_yaml(text)
    vips = _vips(hosts, text)
    hosts = [host for host in hosts if host not in vips]
    groups = {group for host in hosts for group in host.groups}
    controls = {group for group in groups if _CONTROL.fullmatch(group)}
    cluster = {group for group in groups if _CLUSTER.fullmatch(group)}
    workers = {group for group in groups if _WORKER.fullmatch(group)}
    if not controls or not (cluster or workers):
        return None
    members = controls | workers | cluster
    nodes = tuple(host for host in hosts if not members.isdisjoint(host.groups))
    other_hosts = tuple(host for host in hosts if members.isdisjoint(host.groups))
    kubespray = not {"kube_control_plane", "kube-master"}.isdisjoint(groups)
    ambiguous = _of_several_products(nodes)
    return Hosts(path, nodes, other_hosts, kubespray, inventory.variables if inventory else (), tuple(vips), ambiguous)


def _of_several_products(nodes: Sequence[Host]) -> bool:
    """Whether the control-plane nodes are in groups of several products and none is in groups of two of them."""
    products = [
        {match[1] for group in host.groups if _CONTROL.fullmatch(group) and (match := _PRODUCT.match(group))}
        for host in nodes
        if "control-plane" in host.roles
    ]
    return len(set().union(*products)) > 1 and all(len(names) == 1 for names in products)


def _vips(hosts: Sequence[Host], text: str) -> list[Host]:
    """The hosts that are the virtual IP of the control plane, by their name or a comment on the line of the address."""
    if "vip" not in text.lower():
        return []
    lines = text.splitlines()
    return [
        host
        for host in hosts
        if _VIP_NAME.fullmatch(host.name.lower()) or (not host.roles and _commented_as_vip(host, lines))
    ]


def _commented_as_vip(host: Host, lines: Sequence[str]) -> bool:
    """Whether the comment after the address of the host names the API's virtual IP."""
    numbers = {span.line for _, span in host.addresses} if not host.file else set()
    comments = (lines[number - 1].partition(" #")[2] for number in numbers if 0 < number <= len(lines))
    return any(_VIP_COMMENT.fullmatch(comment) for comment in comments)


def _from_ini(inventory: IniInventory) -> list[Host]:
    groups = _ancestors(inventory.parents)
    merged: dict[str, list[IniHost]] = {}
    for host in inventory.hosts:
        merged.setdefault(host.name, []).append(host)
    hosts = []
    for name, entries in merged.items():
        all_groups = _all_groups((host.group for host in entries), groups)
        variables = {key: value for host in reversed(entries) for key, value in host.variables.items()}
        hosts.append(_host(name, entries[0].span, all_groups, variables))
    return hosts


def _from_yaml(text: str) -> list[Host]:
    if "hosts:" not in text and '"hosts"' not in text:
        return []
    try:
        node = next((document.node for document in parse(text) if isinstance(document.node, MapNode)), None)
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
    ancestors = _ancestors(parents)
    return [
        _host(name, spans[name], _all_groups(direct, ancestors), variables[name])
        for name, direct in memberships.items()
    ]


def _groups(node: MapNode, parents: dict[str, set[str]]) -> Iterator[tuple[str, MapNode]]:
    """Every group of the file with its body; adds the parents of each group to `parents`."""
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


def _ancestors(parents: Mapping[str, Iterable[str]]) -> dict[frozenset[str], frozenset[str]]:
    """Each child group with itself and all its ancestors."""
    ancestors: dict[frozenset[str], frozenset[str]] = {}
    for start in parents if len(parents) <= _MOST_GROUPS else ():
        seen, todo = {start}, [start]
        while todo:
            for parent in parents.get(todo.pop(), ()):
                if parent not in seen:
                    seen.add(parent)
                    todo.append(parent)
        ancestors[frozenset({start})] = frozenset(seen)
    return ancestors


def _all_groups(direct: Iterable[str], ancestors: dict[frozenset[str], frozenset[str]]) -> frozenset[str]:
    """The groups of a host and their ancestors; hosts with the same groups share one set."""
    key = frozenset(direct)
    if key not in ancestors:
        singles = (frozenset({group}) for group in key)
        ancestors[key] = frozenset(name for single in singles for name in ancestors.get(single, single))
    return ancestors[key]


def with_variables(host: Host, file: str, text: str) -> Host:
    """The host with the addresses from its file in `host_vars`, if the file contains any."""
    try:
        node = next((document.node for document in parse(text) if isinstance(document.node, MapNode)), None)
    except YamlError:
        return host
    variables = _variables(node) if node is not None else {}
    listed = tuple(variables[key] for key in _ADDRESSES if key in variables)
    return Host(host.name, host.span, host.groups, listed, file, _port(variables) or host.port) if listed else host


def _host(name: str, span: Span, groups: frozenset[str], variables: Mapping[str, tuple[str, Span]]) -> Host:
    listed = [variables[key] for key in _ADDRESSES if key in variables]
    return Host(name, span, groups - {"all", "ungrouped"}, (*listed, (name, span)), port=_port(variables))


def _port(variables: Mapping[str, tuple[str, Span]]) -> str:
    return next((variables[key][0] for key in _PORTS if key in variables), "")
