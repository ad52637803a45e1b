"""A keepalived.conf → its blocks as directives: `vrrp_instance`, `virtual_server` and what they hold."""

from __future__ import annotations

from svclint.claims.embedded.directives import KEEPALIVED, read_directives
from svclint.documents.node import ListNode, Node


def read_keepalived(node: Node) -> ListNode | None:
    """The top-level blocks in order; None where the braces do not match."""
    return read_directives(node, KEEPALIVED)
