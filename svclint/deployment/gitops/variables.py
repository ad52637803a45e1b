"""A tree and variables → the tree as Flux's post-build substitution leaves it, and where each value was set.

Flux substitutes with a subset of bash's forms: https://fluxcd.io/flux/components/kustomize/kustomizations/#post-build-variable-substitution
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from svclint.deployment.gitops.step_budget import LETTERS, StepBudget
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
    """What a deployment's variables are. `complete` says that no other source could set one that is not here."""

    known: Mapping[str, VariableValue]
    complete: bool


def substituted(document: Document, variables: Variables, work: StepBudget) -> Document:
    """The document with the variables in its scalars replaced; keys, and what has no known value, stay as they are.

    Raises TooMuchWork where all the documents of a run grow by more than anybody's do.
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
    """A text with the variables in it replaced, as far as they are known."""
    return _fill(text, variables)[0]


def _fill(text: str, variables: Variables) -> tuple[str, tuple[VariableValue, ...]]:
    """The text with its variables, and those that are in it; as it was where it would grow by too much.

    What grows by more is no address. Its length is known before it is made: a few variables can fill any memory.
    """
    if len(text) > _LONGEST * 64:
        return text, ()
    used: dict[str, VariableValue] = {}
    parts: list[str] = []
    length = end = 0
    for found in _VARIABLE.finditer(text):
        value = _value(found, variables, used)
        parts += (text[end : found.start()], value)
        length += found.start() - end + len(value)
        end = found.end()
    if length + len(text) - end > len(text) + _MOST_GROWTH:
        return text, ()
    parts.append(text[end:])
    return "".join(parts), tuple(used.values())


def _value(found: re.Match[str], variables: Variables, used: dict[str, VariableValue]) -> str:
    """What stands for a variable; the variable itself where nobody can tell."""
    escaped, name, rest, default = found.groups()
    if escaped:
        return found[0][1:]
    variable = variables.known.get(name)
    if variable is not None and (variable.text or not rest):
        used[name] = variable
        return variable.text
    if rest and variables.complete:
        return default or ""
    return found[0]


def _replaced(root: Node, variables: Variables, used: dict[Span, tuple[VariableValue, ...]], work: StepBudget) -> Node:
    """The tree, without recursion; the same tree where nothing in it changes."""

    def made(node: Node, new: Sequence[Node]) -> Node:
        if isinstance(node, ScalarNode):
            return _scalar(node, variables, used, work)
        if all(one is other for one, other in zip(children(node), new, strict=True)):
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
    text, found = _fill(scalar.text, variables)
    if text == scalar.text:
        return scalar
    if len(text) > len(scalar.text):
        work.spend(1 + (len(text) - len(scalar.text)) // LETTERS)
    if found:
        used[scalar.span] = found
    value = {"true": True, "false": False}.get(text, text) if not scalar.style else text
    return ScalarNode(text, value, scalar.span, scalar.style, scalar.lines)
