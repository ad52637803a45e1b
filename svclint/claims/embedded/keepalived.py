"""A keepalived.conf → its blocks (such as `vrrp_instance` and `virtual_server`) as directives."""

from __future__ import annotations

from svclint.claims.embedded.directives import KEEPALIVED, read_directives
from svclint.documents.node import ListNode, Node


def read_keepalived(node: Node) -> ListNode | None:
    """The top-level blocks in order; None if the braces do not match."""
    return read_directives(node, KEEPALIVED)
