"""The claim of a node and its document → the roles and the name of the node."""

from __future__ import annotations

from svclint.documents.node import ListNode, MapNode, ScalarNode, text_at
from svclint.documents.read import Document
from svclint.importing.host_ranges import expanded
from svclint.model import Claim

_CONTROL = frozenset(
    {"controlplane", "control-plane", "control_plane", "master", "init", "controller", "server", "single"}
)
_WORKER = frozenset({"worker", "agent", "node", "join"})
# Settings that only servers of k3s or RKE2 have.
_SERVER_KEYS = ("cluster-init", "tls-san", "cluster-cidr", "service-cidr", "disable", "write-kubeconfig-mode")


def roles_of(claim: Claim, document: Document) -> tuple[tuple[str, ...], str]:
    """The roles (`control-plane`, `worker`) and the name of a node; both empty if unknown."""
    node = document.node
    name = str(claim.traits.get("node", ""))
    stated = claim.traits.get("node_roles", ())
    words: list[str] = [str(word) for word in stated] if isinstance(stated, tuple) else []
    if not words and document.kind == "Inventory":
        name = claim.location.pointer.split("/")[3].replace("~1", "/").replace("~0", "~")
        words = _inventory_groups(document, name)
    elif not words and document.group == "kubekey.kubesphere.io":
        words = _role_groups(document, name)
    elif not words and document.group in ("k0s.k0sproject.io", "k0sctl.k0sproject.io"):
        words = _k0s_role(claim, document).split("+")
    elif not words and document.group == "kubeadm.k8s.io":
        name = name or text_at(node, "nodeRegistration", "name")
        control = document.kind == "InitConfiguration" or node.get("controlPlane") is not None
        words = ["master" if control else "worker"]
    elif not words and not document.kind:
        words = [text_at(node, "machine", "type")]
        if any(node.get(key) is not None for key in _SERVER_KEYS):
            words.append("server")
    return _canonical_roles(words), name or text_at(node, "machine", "network", "hostname")


def _canonical_roles(words: list[str]) -> tuple[str, ...]:
    low = {word.strip().lower() for word in words}
    return (("control-plane",) if low & _CONTROL else ()) + (("worker",) if low & _WORKER else ())


def _k0s_role(claim: Claim, document: Document) -> str:
    """The role in a host entry of k0sctl: `controller`, `worker`, `controller+worker` or `single`."""
    spec = document.node.get("spec")
    hosts = spec.get("hosts") if isinstance(spec, MapNode) else None
    parts = claim.location.pointer.split("/")
    number = int(parts[3]) if len(parts) > 3 and parts[3].isdecimal() else -1
    listed = isinstance(hosts, ListNode) and 0 <= number < len(hosts.items)
    return text_at(hosts.items[number], "role") if listed and isinstance(hosts, ListNode) else ""


def _inventory_groups(document: Document, name: str) -> list[str]:
    """The groups of KubeKey 4 that list a host, by the role names of earlier versions."""
    spec = document.node.get("spec")
    groups = spec.get("groups") if isinstance(spec, MapNode) else None
    roles = []
    for group, body in groups.entries if isinstance(groups, MapNode) else ():
        listed = body.get("hosts") if isinstance(body, MapNode) else None
        items = listed.items if isinstance(listed, ListNode) else ()
        if any(isinstance(item, ScalarNode) and item.text == name for item in items):
            roles.append({"kube_control_plane": "master", "kube_worker": "worker"}.get(group.text, ""))
    return roles


def _role_groups(document: Document, name: str) -> list[str]:
    """The roles of a host in the roleGroups of KubeKey, which list hosts by name or range (`node[2:10]`)."""
    spec = document.node.get("spec")
    groups = spec.get("roleGroups") if isinstance(spec, MapNode) else None
    roles = []
    for role, listed in groups.entries if isinstance(groups, MapNode) else ():
        items = listed.items if isinstance(listed, ListNode) else ()
        if any(isinstance(item, ScalarNode) and name in expanded(item.text) for item in items):
            roles.append(role.text)
    return roles
