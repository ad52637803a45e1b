"""An nginx.conf → its directives with their blocks, or the proxies that it trusts."""

from __future__ import annotations

from svclint.claims.embedded.directives import NGINX, read_directives
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode


def read_nginx(node: Node) -> ListNode | None:
    """The top-level directives in order; None if the braces do not match."""
    return read_directives(node, NGINX)


def read_real_ip(node: Node) -> ListNode | None:
    """The arguments of all `set_real_ip_from`; None if there are none, or the header is not one of HTTP.

    https://nginx.org/en/docs/http/ngx_http_realip_module.html
    """
    if not isinstance(node, ScalarNode) or "set_real_ip_from" not in node.text:
        return None
    blocks, trusted, headers = [read_nginx(node)], list[Node](), list[str]()
    while blocks:
        block = blocks.pop()
        for each in block.items if block else ():
            name, arguments, inner = (value for _, value in each.entries) if isinstance(each, MapNode) else (None,) * 3
            if not isinstance(name, ScalarNode) or not isinstance(arguments, ListNode):
                continue
            if name.text == "set_real_ip_from":
                trusted.extend(arguments.items)
            elif name.text == "real_ip_header":
                headers.extend(item.text for item in arguments.items if isinstance(item, ScalarNode))
            if isinstance(inner, ListNode):
                blocks.append(inner)
    of_http = bool(headers) and "proxy_protocol" not in headers
    return ListNode(tuple(trusted), trusted[0].span) if trusted and of_http else None
