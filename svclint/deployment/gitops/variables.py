"""A document and variables → the document after Flux's post-build substitution, and the variables used in each text.

Flux supports a subset of bash's expressions: https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from svclint.deployment.gitops.step_budget import CHARACTERS, StepBudget
from svclint.documents.list_items import Document, VariableValue
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, text_at
from svclint.documents.transform import children, folded
from svclint.lazy_dataclasses import dataclass, replace
from svclint.lazy_re import regex
from svclint.model import Span

DISABLED = "kustomize.toolkit.fluxcd.io/substitute"
_VARIABLE = regex(r"(\$?)\$\{([A-Za-z_][A-Za-z0-9_]*)(:?[=-]([^${}]{0,500}))?\}")
_LONGEST = 4096
_MOST_GROWTH = 1 << 16


@dataclass(frozen=True, slots=True)
class Variables:
    """The variables of a deployment by name. `complete`: no unknown source can set further ones."""

    known: Mapping[str, VariableValue]
    complete: bool


def substituted(document: Document, variables: Variables, work: StepBudget) -> Document:
    """The document with the variables in its scalars replaced; keys and unknown variables stay unchanged.

    Raises TooMuchWork if the documents of a run grow too much.
    """
    if text_at(document.node, "metadata", "annotations", DISABLED) == "disabled":
        return document
    used: dict[Span, tuple[VariableValue, ...]] = {}
    node = _replaced(document.node, variables, used, work)
    if node is document.node or not isinstance(node, MapNode):
        return document
    name, namespace = text_at(node, "metadata", "name"), text_at(node, "metadata", "namespace")
    renamed = document.name == text_at(document.node, "metadata", "name")
    return replace(
        document,
        node=node,
        name=name if renamed else filled(document.name, variables),
        namespace=filled(document.namespace, variables) or namespace,
        used={**document.used, **used},
    )


def filled(text: str, variables: Variables) -> str:
    """The text with its known variables replaced."""
    return _fill(text, variables)[0]


def _fill(text: str, variables: Variables) -> tuple[str, tuple[VariableValue, ...]]:
    """The text with its known variables replaced, and these variables; unchanged if it would grow too much.

    A text that long is not an address. The length is computed before the text, because a few variables can exhaust
    memory.
    """
    if len(text) > _LONGEST * 64:
        return text, ()
    used: dict[str, VariableValue] = {}
    parts: list[str] = []
    length = end = 0
    for match in _VARIABLE.finditer(text):
        value = _value(match, variables, used)
        parts += (text[end : match.start()], value)
        length += match.start() - end + len(value)
        end = match.end()
    if length + len(text) - end > len(text) + _MOST_GROWTH:
        return text, ()
    parts.append(text[end:])
    return "".join(parts), tuple(used.values())


def _value(match: re.Match[str], variables: Variables, used: dict[str, VariableValue]) -> str:
    """The replacement of a variable expression; the expression itself if it is unknown."""
    escaped, name, rest, default = match.groups()
    if escaped:
        return match[0][1:]
    variable = variables.known.get(name)
    if variable is not None and (variable.text or not rest):
        used[name] = variable
        return variable.text
    if rest and variables.complete:
        return default or ""
    return match[0]


def _replaced(root: Node, variables: Variables, used: dict[Span, tuple[VariableValue, ...]], work: StepBudget) -> Node:
    """The tree with variables replaced, without recursion; the same tree if nothing changes."""

    def made(node: Node, new: Sequence[Node]) -> Node:
        if isinstance(node, ScalarNode):
            return _scalar(node, variables, used, work)
        if all(old is child for old, child in zip(children(node), new, strict=True)):
            return node
        if isinstance(node, MapNode):
            keys = (key for key, _ in node.entries)
            return MapNode(tuple(zip(keys, new, strict=True)), node.span)
        return ListNode(tuple(new), node.span)

    return folded(root, children, made)


def _scalar(
    scalar: ScalarNode, variables: Variables, used: dict[Span, tuple[VariableValue, ...]], work: StepBudget
) -> ScalarNode:
    if "${" not in scalar.text:
        return scalar
    text, used_here = _fill(scalar.text, variables)
    if text == scalar.text:
        return scalar
    if len(text) > len(scalar.text):
        work.spend(1 + (len(text) - len(scalar.text)) // CHARACTERS)
    if used_here:
        used[scalar.span] = used_here
    value = {"true": True, "false": False}.get(text, text) if not scalar.style else text
    return ScalarNode(text, value, scalar.span, scalar.style, scalar.lines)
