"""A scalar with text in another language → its tree with spans in the file; one opener per language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from svclint.claims.patch_delete import DIRECTIVE, without_deleted
from svclint.claims.paths import Opener
from svclint.documents.node import Node, ScalarNode
from svclint.documents.yaml import parse_embedded


def _yaml(node: Node) -> Node | None:
    tree = parse_embedded(node) if isinstance(node, ScalarNode) else None
    if tree is not None and isinstance(node, ScalarNode) and DIRECTIVE in node.text:
        return without_deleted(tree)
    return tree


def _cni(node: Node) -> Node | None:
    """The tree of a CNI configuration; None for other JSON, which is not parsed."""
    return _yaml(node) if isinstance(node, ScalarNode) and '"cniVersion"' in node.text else None


def _in(module: str, reader: str) -> Opener:
    """The reader of a language; its module is imported for the first text in that language."""

    def read(node: Node) -> Node | None:
        tree: Node | None = getattr(import_module(f"{__name__}.{module}"), reader)(node)
        return tree

    return read


# The names that catalogue paths use in parentheses.
OPENERS: Mapping[str, Opener] = {
    "arguments": _in("flags", "read_arguments"),
    "cni": _cni,
    "corefile": _in("corefile", "read_corefile"),
    "corefile-plugins": _in("corefile", "read_plugins"),
    "dnsmasq": _in("dnsmasq", "read_dnsmasq"),
    "flags": _in("flags", "read_flags"),
    "haproxy": _in("haproxy", "read_haproxy"),
    "ini": _in("ini", "read_ini"),
    "json": _yaml,
    "keepalived": _in("keepalived", "read_keepalived"),
    "nginx": _in("nginx", "read_nginx"),
    "pair": _in("pair", "read_pair"),
    "real-ip": _in("nginx", "read_real_ip"),
    "tcp-service": _in("tcp_services", "read_tcp_service"),
    "traefik-rule": _in("traefik", "read_rule"),
    "yaml": _yaml,
}
