"""A claim in the values of a chart → whether its component is switched off, so that its Service does not exist."""

from __future__ import annotations

from svclint.documents.list_items import Document
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.model import Claim

# Documents that contain values; a values file itself has no kind.
_KINDS = frozenset({"", "HelmRelease", "Application"})
# What a Service requests.
_REQUESTS = frozenset({"load-balancer-request", "external-ip", "cluster-ip", "node-port"})
# The switch of a whole mapping, and the switches of one key beside them:
# https://github.com/cilium/cilium/blob/dcf50aef0db1b40b851b2701f1b6d955c7f945f7/install/kubernetes/cilium/templates/clustermesh-apiserver/service.yaml
_SWITCH = "enabled"
_SWITCHES_OF_KEYS = {"apiserver": "useAPIServer"}


def is_switched_off(claim: Claim, document: Document) -> bool:
    """Whether values above the claim switch off the component that would request it."""
    if claim.role not in _REQUESTS or document.kind not in _KINDS:
        return False
    node: Node | None = document.node
    for part in claim.location.pointer.split("/")[1:]:
        key = part.replace("~1", "/").replace("~0", "~")
        if isinstance(node, MapNode):
            if _is_false(node.get(_SWITCH)) or _is_false(node.get(_SWITCHES_OF_KEYS.get(key, ""))):
                return True
            node = node.get(key)
        elif isinstance(node, ListNode) and key.isdecimal() and int(key) < len(node.items):
            node = node.items[int(key)]
        else:
            return False
    return False


def _is_false(node: Node | None) -> bool:
    return isinstance(node, ScalarNode) and node.value is False
