"""The variables files that Terraform itself reads → documents with the facts that they state about a cluster.

Terraform reads `terraform.tfvars` and `*.auto.tfvars` of a folder without being asked. Of other files, the caller
selects one, so a check cannot know which of them is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from svclint.documents.ansible_names import OWN_TFVARS
from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.node import ListNode, MapNode, ScalarNode
from svclint.documents.read import Document
from svclint.importing.statements import Statement
from svclint.importing.terraform import statement_of
from svclint.lazy_re import regex
from svclint.model import Claim, Span

# A VIP without one of these words may belong to anything.
_OF_CLUSTER = regex(r"(?i)talos|k8s|k3s|rke2|kube|cluster|control|api")
_KEYS = {
    "control-plane": "controlPlane",
    "node": "nodes",
    "pod-network": "podNetworks",
    "service-network": "serviceNetworks",
    "node-network": "nodeNetworks",
}
_START = Span(1, 1, 1, 1)


def terraform_documents(root: Path, files: Sequence[str]) -> Iterator[Document]:
    """One document per file that states facts about a cluster; none if several folders state a control plane."""
    statements = [
        statement for path in files if path.endswith(OWN_TFVARS) and (statement := _statement(root, path)) is not None
    ]
    scopes = {statement.scope for statement in statements if any(map(_is_api, statement.claims))}
    for statement in statements if len(scopes) < 2 else ():
        if entries := tuple(_entries(statement)):
            name = statement.file.rpartition("/")[2]
            yield Document(statement.file, 0, MapNode(entries, _START), "terraform.io", "", "Variables", "", name, "")


def _statement(root: Path, path: str) -> Statement | None:
    try:
        decoded = decode(load(root, path))
    except LoadError:
        return None
    return None if decoded.reason else statement_of(path, decoded.data.decode())


def _is_api(claim: Claim) -> bool:
    return claim.role == "control-plane" and claim.block is not None


def _entries(statement: Statement) -> Iterator[tuple[ScalarNode, ListNode]]:
    for role, key in _KEYS.items():
        claims = [claim for claim in statement.claims if claim.role == role and claim.block is not None]
        if role == "control-plane":
            claims = [claim for claim in claims if _OF_CLUSTER.search(claim.location.pointer)]
        if claims:
            items = tuple(_node(claim) if role == "node" else _text(claim.text, claim) for claim in claims)
            yield _text(key, claims[0]), ListNode(items, claims[0].location.span)


def _node(claim: Claim) -> MapNode:
    """A machine in the form of a host of an Ansible inventory."""
    name = str(claim.traits.get("node", ""))
    roles = claim.traits.get("node_roles", ())
    texts = tuple(_text(role, claim) for role in roles) if isinstance(roles, tuple) else ()
    entries = (
        (_text("name", claim), _text(name, claim)),
        (_text("address", claim), _text(claim.text, claim)),
        (_text("roles", claim), ListNode(texts, claim.location.span)),
    )
    return MapNode(entries, claim.location.span)


def _text(text: str, claim: Claim) -> ScalarNode:
    return ScalarNode(text, text, claim.location.span)
