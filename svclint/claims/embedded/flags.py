"""Command-line arguments (`--name=value`, `--name value`), a list or a text → a mapping from flag to value."""

from __future__ import annotations

from svclint.claims.split_values import split_values
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.model import Span


def read_flags(node: Node) -> MapNode | None:
    """Flags of a container's `args` or `command`, or of a k3s list such as `kube-proxy-arg: [proxy-mode=ipvs]`.

    A text is split into words, as in `extra_server_args: --cluster-cidr 10.42.0.0/16 --disable traefik`.

    A repeated flag is repeated in the mapping. The span of a value covers only the value if the item is on one line.
    """
    if isinstance(node, MapNode):
        return None
    entries: list[tuple[ScalarNode, Node]] = []
    items = (
        [item for item in node.items if isinstance(item, ScalarNode)] if isinstance(node, ListNode) else _words(node)
    )
    for item, after in zip(items, [*items[1:], None], strict=False):
        name, equals, value = item.text.partition("=")
        flag = name.lstrip("-")
        if not flag or (not equals and not name.startswith("-")):
            continue
        key = ScalarNode(flag, flag, item.span)
        if equals:
            entries.append((key, ScalarNode(value, value, _value_span(item, len(value)), item.style)))
        elif after is not None and not after.text.startswith("-"):
            entries.append((key, after))
        else:
            entries.append((key, ScalarNode("true", value=True, span=item.span)))
    return MapNode(tuple(entries), node.span)


def read_arguments(node: Node) -> MapNode | None:
    """The flags of a container's `command` and `args`; None for a node that is no mapping."""
    if not isinstance(node, MapNode):
        return None
    lists = [items for key in ("command", "args") if isinstance(items := node.get(key), ListNode)]
    return read_flags(ListNode(tuple(item for items in lists for item in items.items), node.span))


def _words(node: ScalarNode) -> list[ScalarNode]:
    """The words of a text, without quotes around a whole word; an exact span has no style."""
    pieces = [(text, span) for _, text, span in split_values(node, "space")]
    return [_unquoted(text, span, "" if span != node.span else node.style) for text, span in pieces]


def _unquoted(text: str, span: Span, style: str) -> ScalarNode:
    bare = text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'" else text
    return ScalarNode(bare, bare, span, style)


def _value_span(item: ScalarNode, length: int) -> Span:
    span = item.span
    quote = 1 if item.style in ("'", '"') and item.style else 0
    if span.line != span.end_line or span.end_column - span.column != len(item.text) + 2 * quote:
        return span
    return span.on_line(span.end_column - quote - length, length)
