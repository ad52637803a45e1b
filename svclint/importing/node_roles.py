"""A node's claim and its document → the node's roles and name, as far as the document states them anywhere."""

from __future__ import annotations

from svclint.documents.node import ListNode, MapNode, ScalarNode, text_at
from svclint.documents.read import Document
from svclint.importing.host_ranges import expanded
from svclint.model import Claim

_CONTROL = frozenset(
    {"controlplane", "control-plane", "control_plane", "master", "init", "controller", "server", "single"}
)
_WORKER = frozenset({"worker", "agent", "node", "join"})
# What only a server of k3s or RKE2 is told.
_SERVER_KEYS = ("cluster-init", "tls-san", "cluster-cidr", "service-cidr", "disable", "write-kubeconfig-mode")


def roles_of(claim: Claim, document: Document) -> tuple[tuple[str, ...], str]:
    """Roles in the inventory's words, empty where nothing is said, and the node's name, empty likewise."""
    node = document.node
    name = str(claim.traits.get("node", ""))
    stated = claim.traits.get("node_roles", ())
    words: list[str] = [str(one) for one in stated] if isinstance(stated, tuple) else []
    if not words and document.kind == "Inventory":
        name = claim.location.pointer.split("/")[3].replace("~1", "/").replace("~0", "~")
        words = _inventory_groups(document, name)
    elif not words and document.group == "kubekey.kubesphere.io":
        words = _groups(document, name)
    elif not words and document.group in ("k0s.k0sproject.io", "k0sctl.k0sproject.io"):
        words = _own_role(claim, document).split("+")
    elif not words and document.group == "kubeadm.k8s.io":
        name = name or text_at(node, "nodeRegistration", "name")
        control = document.kind == "InitConfiguration" or node.get("controlPlane") is not None
        words = ["master" if control else "worker"]
    elif not words and not document.kind:
        words = [text_at(node, "machine", "type")]
        if any(node.get(key) is not None for key in _SERVER_KEYS):
            words.append("server")
    return _normal(words), name or text_at(node, "machine", "network", "hostname")


def _normal(words: list[str]) -> tuple[str, ...]:
    low = {word.strip().lower() for word in words}
    return (("control-plane",) if low & _CONTROL else ()) + (("worker",) if low & _WORKER else ())


def _own_role(claim: Claim, document: Document) -> str:
    """The role that k0sctl's entry of a host states: `controller`, `worker`, `controller+worker`, `single`."""
    spec = document.node.get("spec")
    hosts = spec.get("hosts") if isinstance(spec, MapNode) else None
    parts = claim.location.pointer.split("/")
    number = int(parts[3]) if len(parts) > 3 and parts[3].isdecimal() else -1
    known = isinstance(hosts, ListNode) and 0 <= number < len(hosts.items)
    return text_at(hosts.items[number], "role") if known and isinstance(hosts, ListNode) else ""


def _inventory_groups(document: Document, name: str) -> list[str]:
    """The groups of KubeKey 4 that list a host, in the other form's words."""
    spec = document.node.get("spec")
    groups = spec.get("groups") if isinstance(spec, MapNode) else None
    found = []
    for group, body in groups.entries if isinstance(groups, MapNode) else ():
        listed = body.get("hosts") if isinstance(body, MapNode) else None
        items = listed.items if isinstance(listed, ListNode) else ()
        if any(isinstance(one, ScalarNode) and one.text == name for one in items):
            found.append({"kube_control_plane": "master", "kube_worker": "worker"}.get(group.text, ""))
    return found


def _groups(document: Document, name: str) -> list[str]:
    """KubeKey's roleGroups: a role with the names of its hosts, or ranges of them (`node[2:10]`)."""
    spec = document.node.get("spec")
    groups = spec.get("roleGroups") if isinstance(spec, MapNode) else None
    found = []
    for role, listed in groups.entries if isinstance(groups, MapNode) else ():
        items = listed.items if isinstance(listed, ListNode) else ()
        if any(isinstance(one, ScalarNode) and name in expanded(one.text) for one in items):
            found.append(role.text)
    return found
