"""A scalar → the boolean, version or range of ports that whoever reads the field makes of it: parsed here, once."""

from __future__ import annotations

from svclint.documents.node import Node, ScalarNode
from svclint.documents.scalars import WORDS
from svclint.lazy_re import regex
from svclint.model import Port

_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
_HIGHEST = 65535
# kube-apiserver reads `30000-32767` and `30000+2767`, the kernel's sysctls `1024 65535`.
_RANGE = regex(r"(\d{1,5})(?:(?P<sign>\s*-\s*|\+|\s+)(\d{1,5}))?")


def boolean(node: Node | None, syntax: str) -> bool | None:
    """What a node is to the reader of a boolean; None where that reader refuses it, or there is nothing.

    - `bool`: a field of a Kubernetes object. YAML's own words count (`true`, `yes`, `on`, `y`); a text in quotes does
      not: "json: cannot unmarshal string into Go struct field of type bool".
    - `flag`: a text that Go's `strconv.ParseBool` reads: command-line flags, environment variables, annotations. What
      YAML has made a boolean of before (k3s' configuration, a chart's values) is one.
    - `rendered`: a template writes the value into YAML, where quotes around it are lost.
    """
    if not isinstance(node, ScalarNode) or node.style == "!":
        return None
    if isinstance(node.value, bool):
        return node.value
    if syntax == "flag":
        return parse_bool(node.text.strip())
    return yaml_bool(node.text.strip()) if syntax == "rendered" else None


def parse_bool(text: str) -> bool | None:
    """Go's `strconv.ParseBool`; None where it gives an error."""
    return True if text in _TRUE else False if text in _FALSE else None


def yaml_bool(text: str) -> bool | None:
    """What an unquoted word is to Kubernetes' YAML; None where it is no boolean."""
    return WORDS.get(text)


def word(node: ScalarNode) -> str:
    """The text by which a scalar is compared with words: `true` and `false` however YAML spells the boolean."""
    return said(node.value) if isinstance(node.value, bool) else node.text


def said(value: bool) -> str:  # noqa: FBT001 - the value itself
    """A boolean as manifests say it."""
    return "true" if value else "false"


def minor_version(text: str) -> int | None:
    """`v1.33.4` → 33; None for what is no Kubernetes version."""
    parts = text.strip().lstrip("v").split(".")
    if len(parts) < 2 or parts[0] != "1" or not parts[1][:2].rstrip("+-").isdecimal():
        return None
    digits = "".join(one for one in parts[1][:3] if one.isdecimal())
    return int(digits) if digits else None


def port_range(text: str) -> tuple[Port, ...]:
    """The ports of a range of every transport that NodePorts and sockets use, empty where the text is none."""
    found = _RANGE.fullmatch(text.strip())
    if not found:
        return ()
    first = int(found[1])
    last = first if found[3] is None else int(found[3]) + (first if found["sign"] == "+" else 0)
    if first > last or last > _HIGHEST:
        return ()
    return Port("TCP", first, last), Port("UDP", first, last)
