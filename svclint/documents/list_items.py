"""A document's tree in, its Kubernetes objects out: a List is its items."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.documents.node import ListNode, MapNode, text_at
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import Span

_LONGEST_NAME = 253


@dataclass(frozen=True, slots=True)
class VariableValue:
    """A variable's value, and the place that sets it."""

    name: str
    text: str
    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """One object of a file; `index` counts the file's documents from 0, a List's items each by itself.

    `kind` is empty where the document has none (Helm values, a k3s configuration). `origin` is the template that a
    `# Source:` line names. `further_files` are those that parts of the tree were taken from (documents/provenance.py).
    `deletes`: the tree may hold `$patch: delete`, so that parts of it say what is to be gone.
    `used` are the variables that the text at a place was made from. `release` names the Application that the object was
    rendered for, where it was.
    """

    file: str
    index: int
    node: MapNode
    group: str
    version: str
    kind: str
    namespace: str
    name: str
    origin: str
    further_files: tuple[str, ...] = ()
    deletes: bool = False
    used: Mapping[Span, tuple[VariableValue, ...]] = field(default_factory=dict)
    release: str = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The files that parts of the tree are from, by `Span.source`."""
        return (self.file, *self.further_files)


def brief(name: str) -> str:
    """A name as people are told it: it stands in every message, and Kubernetes takes none that is longer."""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def known_as(document: Document) -> str:
    """What tells an object from others of its kind: its name; its file where it has none, or a variable for one."""
    name = brief(document.name)
    return f"{name} ({document.file})" if "${" in name or "{{" in name else name or document.file


def expand(file: str, index: int, node: MapNode, origin: str) -> list[Document]:
    """The objects of one document, the first as number `index`: itself, or the items of a List, and of Lists in it.

    As for kubectl (apimachinery's unstructuredJSONScheme), a list is what has a kind and `items`, whatever the kind;
    one whose kind does not end in `List` is an object itself as well, without its items. The items of a ServiceList
    have its apiVersion, and Service for their kind, where they do not say otherwise.
    """
    documents: list[Document] = []
    todo = [(node, "", "")]
    while todo:
        current, api_version, kind = todo.pop()
        api_version = text_at(current, "apiVersion") or api_version
        kind = text_at(current, "kind") or kind
        items = listed(current) if kind else ()
        if items:
            inherited = (api_version, kind.removesuffix("List")) if kind != "List" else ("", "")
            todo.extend((item, *inherited) for item in reversed(items))
        if kind.endswith("List") and isinstance(current.get("items"), ListNode):
            continue
        if items:
            current = MapNode(tuple(entry for entry in current.entries if entry[0].text != "items"), current.span)
        group, _, version = api_version.rpartition("/")
        namespace, name = text_at(current, "metadata", "namespace"), text_at(current, "metadata", "name")
        number = index + len(documents)
        documents.append(Document(file, number, current, group, version, kind, namespace, name, origin))
    return documents


def listed(node: MapNode) -> tuple[MapNode, ...]:
    """The mappings among an object's `items`; none where that is no list."""
    items = node.get("items")
    return tuple(item for item in items.items if isinstance(item, MapNode)) if isinstance(items, ListNode) else ()
