"""A scalar that holds text of another language → our own tree of it, with places in the file: one opener a language."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.claims.embedded.corefile import read_corefile, read_plugins
from svclint.claims.embedded.flags import read_flags
from svclint.claims.embedded.haproxy import read_haproxy
from svclint.claims.embedded.ini import read_ini
from svclint.claims.embedded.keepalived import read_keepalived
from svclint.claims.embedded.nginx import read_nginx
from svclint.claims.paths import Opener
from svclint.documents.node import Node, Scalar
from svclint.documents.yaml import parse_embedded


def _yaml(node: Node) -> Node | None:
    return parse_embedded(node) if isinstance(node, Scalar) else None


def _cni(node: Node) -> Node | None:
    """A CNI configuration, told from other JSON before it is parsed."""
    return _yaml(node) if isinstance(node, Scalar) and '"cniVersion"' in node.text else None


# The names that a catalogue path may put in parentheses.
OPENERS: Mapping[str, Opener] = {
    "cni": _cni,
    "corefile": read_corefile,
    "corefile-plugins": read_plugins,
    "flags": read_flags,
    "haproxy": read_haproxy,
    "ini": read_ini,
    "json": _yaml,
    "keepalived": read_keepalived,
    "nginx": read_nginx,
    "yaml": _yaml,
}
