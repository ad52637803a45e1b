"""An nginx.conf → its directives with their blocks."""

from __future__ import annotations

from svclint.claims.embedded.directives import NGINX, read_directives
from svclint.documents.node import ListNode, Node


def read_nginx(node: Node) -> ListNode | None:
    """The top-level directives in order; None if the braces do not match."""
    return read_directives(node, NGINX)
