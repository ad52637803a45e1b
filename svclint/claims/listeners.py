"""A port that something listens on: an item of `ports` of a Service, a container or Endpoints ⇄ its text."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.documents.node import Node, ScalarNode, node_at
from svclint.lazy_re import regex
from svclint.lazy_tuples import NamedTuple

UNKNOWN = "?"
"""A name, number or target that a variable or a template states."""
_HIGHEST = 65535
PORT_NAME = regex(r"[A-Za-z0-9-]{1,63}")
"""A name of a port (IsDNS1123Label for Services, IsValidPortName for containers), or a number. Other texts are
variables, templates or mistakes that the API server rejects.
https://github.com/kubernetes/apimachinery/blob/v0.36.0/pkg/util/validation/validation.go"""


class Listener(NamedTuple):
    """One port of a Service, a container or Endpoints.

    `number` is 0 if it is unknown. `target` is the number or name of the Pods' port to which a Service maps it; it is
    empty if that is the same number. `node` is the node port, 0 without one.
    """

    number: int
    protocol: str = "TCP"
    name: str = ""
    target: str = ""
    node: int = 0

    @property
    def mapped(self) -> str:
        """The number or name of the Pods' port: `target`, else the number itself."""
        return self.target or str(self.number)

    def __str__(self) -> str:
        name = f" ({self.name})" if self.name else ""
        return f"{self.number or UNKNOWN}{name}"


def listener_text(node: Node) -> str:
    """An item of `ports` as text, which `listeners` parses."""
    number = _number(node_at(node, "port") or node_at(node, "containerPort"))
    name, target = _text(node_at(node, "name")), _text(node_at(node, "targetPort"))
    protocol = _text(node_at(node, "protocol")) or "TCP"
    return f"{number}/{protocol.upper()}/{name}/{target}/{_number(node_at(node, 'nodePort'))}"


def listeners(texts: Iterable[str]) -> tuple[Listener, ...]:
    """The texts of a trait of type `listeners` → Listeners."""
    result = []
    for text in texts:
        number, protocol, name, target, node = text.split("/")
        result.append(Listener(int(number), protocol, name, "" if target == number else target, int(node)))
    return tuple(result)


def port_number(text: str) -> int:
    """The port number that a text is; 0 if it is a name."""
    return int(text) if text.isdecimal() and len(text) < 6 and 0 < int(text) <= _HIGHEST else 0


def _number(node: Node | None) -> int:
    if isinstance(node, ScalarNode) and type(node.value) is int:
        return node.value if 0 < node.value <= _HIGHEST else 0  # 010 is 8 to Kubernetes
    return port_number(node.text) if isinstance(node, ScalarNode) else 0


def _text(node: Node | None) -> str:
    if not isinstance(node, ScalarNode):
        return "" if node is None else UNKNOWN
    if type(node.value) is int:
        return str(node.value)
    text = "" if node.value is None else node.text
    return text if not text or PORT_NAME.fullmatch(text) else UNKNOWN
