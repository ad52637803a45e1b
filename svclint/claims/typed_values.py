"""A scalar or text → the boolean, version or port range that the reader of the field parses."""

from __future__ import annotations

from svclint.documents.node import Node, ScalarNode
from svclint.documents.scalars import WORDS
from svclint.lazy_re import regex
from svclint.model import Port

_TRUE = frozenset({"1", "t", "T", "true", "TRUE", "True"})
_FALSE = frozenset({"0", "f", "F", "false", "FALSE", "False"})
_HIGHEST = 65535
# kube-apiserver reads `30000-32767` and `30000+2767`, the kernel's sysctls `1024 65535`, Cilium `30000,32767`.
_RANGE = regex(r"(\d{1,5})(?:(?P<sign>\s*-\s*|\+|,|:|\s+)(\d{1,5}))?")


def boolean(node: Node | None, syntax: str) -> bool | None:
    """The boolean that the reader of a field parses from a node; None if it rejects the node or there is none.

    - `bool`: a field of a Kubernetes object. Unquoted words of YAML are accepted (`true`, `yes`, `on`, `y`), quoted
      text is not: "json: cannot unmarshal string into Go struct field of type bool".
    - `flag`: a text that Go's `strconv.ParseBool` parses: command-line flags, environment variables, annotations. A
      YAML boolean (in the configuration of k3s or the values of a chart) is accepted too.
    - `rendered`: a template writes the value into YAML without its quotes.
    """
    if not isinstance(node, ScalarNode) or node.style == "!":
        return None
    if isinstance(node.value, bool):
        return node.value
    if syntax == "flag":
        return parse_bool(node.text.strip())
    return yaml_bool(node.text.strip()) if syntax == "rendered" else None


def parse_bool(text: str) -> bool | None:
    """The result of Go's `strconv.ParseBool`, or None if it returns an error."""
    return True if text in _TRUE else False if text in _FALSE else None


def yaml_bool(text: str) -> bool | None:
    """The boolean that Kubernetes' YAML parser reads from an unquoted word, or None."""
    return WORDS.get(text)


def word(node: ScalarNode) -> str:
    """The text of a scalar for comparisons; `true` or `false` for every spelling of a YAML boolean."""
    return bool_text(node.value) if isinstance(node.value, bool) else node.text


def bool_text(value: bool) -> str:  # noqa: FBT001 - the value itself
    """`true` or `false`."""
    return "true" if value else "false"


def minor_version(text: str) -> int | None:
    """`v1.33.4` → 33; None if the text is not a Kubernetes version."""
    parts = text.strip().lstrip("v").split(".")
    if len(parts) < 2 or parts[0] != "1" or not parts[1][:2].rstrip("+-").isdecimal():
        return None
    digits = "".join(character for character in parts[1][:3] if character.isdecimal())
    return int(digits) if digits else None


def port_range(text: str) -> tuple[Port, ...]:
    """The ports of a range, once for TCP and once for UDP; empty if the text is not a range."""
    match = _RANGE.fullmatch(text.strip())
    if not match:
        return ()
    first = int(match[1])
    last = first if match[3] is None else int(match[3]) + (first if match["sign"] == "+" else 0)
    if first > last or last > _HIGHEST:
        return ()
    return Port("TCP", first, last), Port("UDP", first, last)
