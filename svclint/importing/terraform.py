"""The variables of Terraform or OpenTofu (`*.tfvars`) → a statement about the cluster that they set up.

Every module names its variables itself, so the words in a name decide; a name that could mean something else is left
out.
"""

from __future__ import annotations

from collections.abc import Iterator

from svclint.claims.blocks import NotAnAddress, parse_block, special, split_endpoint
from svclint.claims.daemons import API_PORT
from svclint.claims.paths import pointer_part
from svclint.claims.typed_values import minor_version
from svclint.documents.ansible_names import OWN_TFVARS
from svclint.documents.hcl import HclError, parse_tfvars
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, text_at
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.lazy_re import regex
from svclint.model import Claim, Location, Owner, Port, TraitValue

ENDING = ".tfvars"
_VIP = regex(r"(.*_)?(vip|virtual_ip|virtual_shared_ip)(_ip|_address)?")
_ENDPOINT = regex(r"(cluster|k8s|kubernetes|kube_api(server)?|api_?server|control_?plane)_endpoint")
_RANGES = (
    ("pod-network", regex(r"(cluster_|k8s_|kubernetes_)?pods?_(ipv4_)?(cidrs?|subnets?|network_cidr)|cluster_cidr")),
    ("service-network", regex(r"(cluster_|k8s_|kubernetes_)?(services?|svc)_(ipv4_)?(cidrs?|subnets?|network_cidr)")),
    ("node-network", regex(r"nodes?_(cidrs?|subnets?|network_cidr)|machine_cidr")),
)
_GATEWAY = regex(r"(.*_)?gateway(_ip|_v4|_ipv4)?")
_VERSION = regex(r"(kubernetes|k8s|kube)_version")
# Words that say that a name is about something else than the cluster's API.
_OTHERS = regex(
    r".*(ingress|load_?balancer|(^|_)lb(_|$)|service_vip|metallb|pihole|dns|nas|storage|proxmox|pve|vault|vpn|wan).*"
)
_CONTROL = regex(r"(.*_)?(control_?planes?|masters?|ctrl)(_nodes?)?(_ips?)?|control-?plane|init")
_WORKER = regex(r"(.*_)?workers?(_nodes?)?(_ips?)?|agent")
_ADDRESSES = ("ip", "ip_address", "address", "ipv4_address", "node_ip", "ipv4")
_KINDS = ("machine_type", "type", "role", "node_type")


def statement_of(file: str, text: str) -> Statement | None:
    """The statement of a file; None if it cannot be read or states nothing about a cluster."""
    try:
        root = parse_tfvars(text)
    except (HclError, ValueError):
        return None
    reader = _Reader(file)
    claims = list(reader.claims(root))
    if not claims:
        return None
    folder, _, name = file.rpartition("/")
    # Terraform reads these files of a folder together; of the others, the caller selects one.
    scope = folder if name.endswith(OWN_TFVARS) else file.removesuffix(ENDING)
    named = reader.name
    return Statement(
        "Terraform", Rank.SETUP, scope, file, named.text if named else "", reader.place(named) if named else None,
        tuple(claims),
    )  # fmt: skip


class _Reader:
    """Reads the claims of one file, and the name of the cluster."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._path: tuple[str, ...] = ()
        self.name: ScalarNode | None = None

    def claims(self, root: MapNode) -> Iterator[Claim]:
        todo: list[tuple[tuple[str, ...], Node]] = [((), root)]
        while todo:
            path, node = todo.pop()
            self._path = path
            if isinstance(node, MapNode):
                yield from self._machine(path, node)
                todo.extend(((*path, key.text), value) for key, value in reversed(node.entries))
            elif isinstance(node, ListNode):
                todo.extend((path, item) for item in reversed(node.items))
            elif node.value is not None and "${" not in node.text and path:
                yield from self._variable(path, node)

    def place(self, node: Node) -> Location:
        return Location(
            self._file,
            node.span,
            Owner("", "", "", "", self._file),
            "".join(f"/{pointer_part(key)}" for key in self._path),
        )

    def _variable(self, path: tuple[str, ...], node: ScalarNode) -> Iterator[Claim]:
        name, above = path[-1].lower(), path[-2].lower() if len(path) > 1 else ""
        in_cluster = "cluster" in above or "talos" in above
        if _OTHERS.fullmatch(name) or any(_OTHERS.fullmatch(word.lower()) for word in path[:-1]):
            return
        if name == "cluster_name" or (name == "name" and in_cluster):
            self.name = self.name or node
        elif _VIP.fullmatch(name):
            yield from self._address("control-plane", node, {"holder": "talos"})
        elif _ENDPOINT.fullmatch(name) or (name == "endpoint" and in_cluster):
            yield from self._endpoint(node)
        elif _GATEWAY.fullmatch(name):
            yield from self._address("reserved", node, {"reserved_kind": "gateway"})
        elif _VERSION.fullmatch(name) and (version := minor_version(node.text)):
            yield Claim(self._owner, "kubernetes-version", self.place(node), node.text, name, value=version)
        elif (role := _role_of((name,))) and name.rstrip("s").endswith("_ip"):
            yield from self._address("node", node, {"node_roles": (role,), "node": ""})
        else:
            for range_role, pattern in _RANGES:
                if pattern.fullmatch(name):
                    yield from self._range(range_role, node)

    def _machine(self, path: tuple[str, ...], node: MapNode) -> Iterator[Claim]:
        """The addresses of a machine: an object with an address, or one whose key is an address."""
        role = next((role for key in _KINDS if (role := _role_of((text_at(node, key),)))), "") or _role_of(path)
        if not role or not path:
            return
        stated = next((value for key in _ADDRESSES if isinstance(value := node.get(key), ScalarNode)), None)
        if stated is not None:
            name = text_at(node, "hostname") or text_at(node, "name") or path[-1]
            yield from self._address("node", stated, {"node_roles": (role,), "node": name})
        for key, value in node.entries:
            if isinstance(value, MapNode) and not isinstance(parse_block(key.text), NotAnAddress):
                name = text_at(value, "hostname") or text_at(value, "name")
                yield from self._address("node", key, {"node_roles": (role,), "node": name})

    def _address(self, role: str, node: ScalarNode, traits: dict[str, TraitValue]) -> Iterator[Claim]:
        parsed = parse_block(node.text)
        if isinstance(parsed, NotAnAddress):
            return
        block = parsed.host or parsed.block
        if block.size == 1 and special(block) in ("", "documentation"):
            yield Claim(self._owner, role, self.place(node), node.text, role, block, traits=traits)

    def _range(self, role: str, node: ScalarNode) -> Iterator[Claim]:
        parsed = parse_block(node.text)
        if not isinstance(parsed, NotAnAddress) and parsed.block.size > 1:
            yield Claim(self._owner, role, self.place(node), node.text, role, parsed.block)

    def _endpoint(self, node: ScalarNode) -> Iterator[Claim]:
        end = split_endpoint(node.text)
        port = end.port or API_PORT
        parsed = parse_block(end.host)
        known = not isinstance(parsed, NotAnAddress)
        if known or ("." in end.host and not end.host.replace(".", "").isdecimal()):
            block = parsed.block if not isinstance(parsed, NotAnAddress) else None
            host = "" if known else end.host.lower()
            ports = (Port("TCP", port, port),)
            yield Claim(self._owner, "control-plane", self.place(node), node.text, "endpoint", block, host, ports)

    @property
    def _owner(self) -> Owner:
        return Owner("", "", "", "", self._file)


def _role_of(path: tuple[str, ...]) -> str:
    """The role that the innermost telling word implies; empty if none does."""
    for word in reversed(path):
        if _CONTROL.fullmatch(word.lower()):
            return "control-plane"
        if _WORKER.fullmatch(word.lower()):
            return "worker"
    return ""
