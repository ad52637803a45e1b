"""A Field of the catalogue and a Match → the ports and traits of the claim, and whether the field counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from svclint.claims.catalogue_fields import Condition, Field, PortSource, Trait
from svclint.claims.embedded import OPENERS
from svclint.claims.label_selectors import selector_text
from svclint.claims.listeners import listener_text
from svclint.claims.paths import Match, relative
from svclint.claims.placeholders import unknown_reason
from svclint.claims.selections import (
    cluster_selection,
    label_selection,
    monitor_selection,
    selection_text,
    service_selection,
)
from svclint.claims.typed_values import boolean, word
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.light_typing import TypeVar, cast
from svclint.model import VARIABLE_TRAITS, Port, TraitValue

_HIGHEST = 65535
# The types of lists whose items are read as one text each, or as none.
_TEXTS: Mapping[str, Callable[[Node], str | None]] = {
    "selectors": selector_text,
    "selections": selection_text,
    "service-selections": service_selection,
    "cluster-selections": cluster_selection,
    "monitor-selections": monitor_selection,
    "label-selections": label_selection,
    "listeners": listener_text,
}
# Texts of a value that is not set.
_EMPTY = frozenset({"", "null", "~"})
_Value = TypeVar("_Value")


def ports_of(spec: Field, match: Match, root: MapNode, port: int | None) -> tuple[Port, ...]:
    """The ports of a claim: `port` if its value contains one, else the ports of the field's sources."""
    if spec.syntax in ("port", "port-or-name") and port is not None:
        protocol = next((_protocol(source, match.parents[-1]) for source in spec.ports), "TCP")
        return (Port(protocol, port, port),)
    if port is not None:
        protocols = {source.protocol for source in spec.ports if source.constant} or {"TCP"}
        return tuple(Port(protocol, port, port) for protocol in sorted(protocols))
    if all(source.path.startswith("/") for source in spec.ports if source.path):
        return _once_per_document(root, spec, lambda: _ports(spec, match, root))
    return _ports(spec, match, root)


class _DocumentValues:
    """What is the same for all claims of a document: for example, all addresses of a Service have the same ports.

    `values` are by the identity of an object of the catalogue, which is kept with them; `nodes` are by absolute path.
    """

    def __init__(self, root: MapNode | None) -> None:
        self.root = root
        self.values: dict[int, tuple[object, object]] = {}
        self.nodes: dict[str, tuple[Node, ...]] = {}


_last = _DocumentValues(None)  # of the document that was read last


def _values_of(root: MapNode) -> _DocumentValues:
    global _last  # noqa: PLW0603 - one document at a time is extracted
    last = _last  # read once, because another thread may extract another document
    if last.root is not root:
        _last = last = _DocumentValues(root)
    return last


def _once_per_document(root: MapNode, spec: object, work: Callable[[], _Value]) -> _Value:
    """The result of `work`, computed once per document and `spec`, an object of the catalogue."""
    values = _values_of(root).values
    cached = values.get(id(spec))
    if cached is None or cached[0] is not spec:
        cached = values[id(spec)] = spec, work()
    return cast("_Value", cached[1])


def _nodes(match: Match, path: str, root: MapNode) -> tuple[Node, ...]:
    """The nodes at a path, absolute or relative to the match."""
    if not path.startswith("/"):
        return tuple(relative(match, path, root, OPENERS))
    nodes = _values_of(root).nodes
    if path not in nodes:
        nodes[path] = tuple(relative(match, path, root, OPENERS))
    return nodes[path]


def _ports(spec: Field, match: Match, root: MapNode) -> tuple[Port, ...]:
    ports: set[Port] = set()
    for source in spec.ports:
        stated = _source_ports(source, match, root)
        if stated is None:
            usual = source.protocol if source.protocol.isupper() else "TCP"
            stated = [Port(usual, number, number) for number in source.constant]
        ports.update(stated)
    return tuple(sorted(ports))


def _source_ports(source: PortSource, match: Match, root: MapNode) -> list[Port] | None:
    """The ports that a source states: none of those that it leaves to a variable; None if it states nothing."""
    ports: list[Port] = []
    is_stated = False
    for node in _nodes(match, source.path, root) if source.path else ():
        stated = node if source.port == "." else _key(node, source.port)
        is_stated |= not (stated is None or (isinstance(stated, ScalarNode) and stated.text.strip().lower() in _EMPTY))
        first = _number(stated)
        last = _number(_key(node, source.end)) or first
        if 0 < first <= last <= _HIGHEST:
            ports.extend(Port(protocol, first, last) for protocol in _protocols(source, node))
    return ports if is_stated else None


def _protocols(source: PortSource, node: Node) -> tuple[str, ...]:
    named = _protocol(source, node)
    return ("TCP", "UDP") if named == "ANY" else (named,)  # Cilium's policies mean both


def _key(node: Node, key: str) -> Node | None:
    return node.get(key) if key and isinstance(node, MapNode) else None


def _number(node: Node | None) -> int:
    if isinstance(node, ScalarNode) and isinstance(node.value, int) and 0 < node.value <= _HIGHEST:
        return int(node.value)  # 010 is 8 to Kubernetes
    return int(node.text) if isinstance(node, ScalarNode) and node.text.isdecimal() and len(node.text) < 6 else 0


def _protocol(source: PortSource, node: Node) -> str:
    value = node.get(source.protocol) if source.protocol and isinstance(node, MapNode) else None
    if source.protocol.isupper():
        return source.protocol
    return value.text.upper() if isinstance(value, ScalarNode) and value.text else "TCP"


def traits_of(spec: Field, match: Match, root: MapNode) -> dict[str, TraitValue]:
    """The traits of a claim: constants, or the value at the first path of each that matches.

    A boolean that the file leaves to a variable has its default and is listed in `variable_traits`.
    """
    traits: dict[str, TraitValue] = {}
    variable: list[str] = []
    for trait in spec.traits:
        value = trait.default if trait.constant else _trait_of(trait, match, root)
        if value is None:
            variable.append(trait.name)
        traits[trait.name] = trait.default if value is None else value
    if variable:
        traits[VARIABLE_TRAITS] = tuple(variable)
    return traits


def _trait_of(spec: Trait, match: Match, root: MapNode) -> TraitValue | None:
    if spec.rooted:
        return _once_per_document(root, spec, lambda: _trait(spec, match, root))
    return _trait(spec, match, root)


def _trait(spec: Trait, match: Match, root: MapNode) -> TraitValue | None:
    nodes: list[Node] = []
    for path in spec.paths:
        nodes.extend(_nodes(match, path, root))
        if nodes and spec.kind != "list":
            break
    if spec.present:
        return bool(nodes)
    if spec.kind == "list":
        if spec.syntax in _TEXTS:
            return tuple(text for text in map(_TEXTS[spec.syntax], nodes) if text is not None)
        return tuple(item for node in nodes for item in _items(node)) or spec.default
    return _typed(spec, nodes[0]) if nodes else spec.default


def _items(node: Node) -> list[str]:
    if isinstance(node, MapNode):
        return sorted(f"{key.text}={value.text}" for key, value in node.entries if isinstance(value, ScalarNode))
    return [summary(item) for item in (node.items if isinstance(node, ListNode) else (node,))]


def holds(condition: Condition, match: Match, root: MapNode) -> bool:
    """Whether the condition of a field holds at this match."""
    nodes = [node for path in condition.paths for node in _nodes(match, path, root)]
    if not nodes:
        return condition.absent
    values = condition.values
    return values is None or any(_is_one_of(node, values) for node in nodes)


def _is_one_of(node: Node, values: tuple[str, ...]) -> bool:
    return isinstance(node, ScalarNode) and (node.text in values or word(node) in values)


def _typed(spec: Trait, node: Node) -> TraitValue | None:
    """The value of a trait; None for a boolean that the file leaves to a variable."""
    if not isinstance(node, ScalarNode):
        return spec.default if spec.kind != "string" else summary(node)
    if spec.kind == "bool":
        value = boolean(node, spec.syntax)
        if value is None:
            return None if unknown_reason(node, node.text, names_only=False) else spec.default
        return value
    if spec.kind == "int":
        text = node.text.strip()
        if text.lower() in _EMPTY:
            return spec.default
        return int(text) if text.isdecimal() and len(text) < 10 else 0  # a variable: its value is not the default
    return word(node)


def summary(node: Node) -> str:
    """A node in one line with sorted keys, so that equal nodes (such as selectors) have equal texts."""
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, ListNode):
        return ",".join(item.text for item in node.items if isinstance(item, ScalarNode))
    return ",".join(sorted(f"{key.text}={value.text}" for key, value in node.entries if isinstance(value, ScalarNode)))
