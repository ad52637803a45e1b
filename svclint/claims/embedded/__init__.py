"""A scalar that holds text of another language → our own tree of it, with places in the file: one opener a language."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from svclint.claims.patch_delete import DIRECTIVE, without_deleted
from svclint.claims.paths import Opener
from svclint.documents.node import Node, ScalarNode
from svclint.documents.yaml import parse_embedded


def _yaml(node: Node) -> Node | None:
    found = parse_embedded(node) if isinstance(node, ScalarNode) else None
    if found is not None and isinstance(node, ScalarNode) and DIRECTIVE in node.text:
        return without_deleted(found)
    return found


def _cni(node: Node) -> Node | None:
    """A CNI configuration, told from other JSON before it is parsed."""
    return _yaml(node) if isinstance(node, ScalarNode) and '"cniVersion"' in node.text else None


def _in(module: str, reader: str) -> Opener:
    """The reader of a language, whose module is imported for the first text of it."""

    def read(node: Node) -> Node | None:
        found: Node | None = getattr(import_module(f"{__name__}.{module}"), reader)(node)
        return found

    return read


# The names that a catalogue path may put in parentheses.
OPENERS: Mapping[str, Opener] = {
    "cni": _cni,
    "corefile": _in("corefile", "read_corefile"),
    "corefile-plugins": _in("corefile", "read_plugins"),
    "flags": _in("flags", "read_flags"),
    "haproxy": _in("haproxy", "read_haproxy"),
    "ini": _in("ini", "read_ini"),
    "json": _yaml,
    "keepalived": _in("keepalived", "read_keepalived"),
    "nginx": _in("nginx", "read_nginx"),
    "yaml": _yaml,
}
