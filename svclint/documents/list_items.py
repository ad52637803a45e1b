"""A document's tree → its Kubernetes objects: a List is replaced by its items, and so is a list in variables."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.documents.node import ListNode, MapNode, text_at
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import Span

_LONGEST_NAME = 253


@dataclass(frozen=True, slots=True)
class VariableValue:
    """A variable's value, and the location that sets it."""

    name: str
    text: str
    file: str
    span: Span


@dataclass(frozen=True, slots=True)
class Document:
    """One object of a file.

    `index` counts the file's documents from 0; each item of a List counts. `kind` is empty if the document has none
    (Helm values, a k3s configuration). `origin` is the template that a `# Source:` line names. `further_files` are
    other files that parts of the tree come from (documents/provenance.py). `deletes`: the tree may contain
    `$patch: delete`, so that parts of it name what is removed. `used` maps the span of a text to the variables that
    were substituted in it. `release` is the name of the Application that the object was rendered for, if any.
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
        """The files that parts of the tree come from; `Span.source` is an index into them."""
        return (self.file, *self.further_files)


def brief(name: str) -> str:
    """A name for messages, cut at the length that Kubernetes allows."""
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def known_as(document: Document) -> str:
    """What distinguishes an object from others of its kind: its name, with its file if the name contains a variable;
    only the file if it has no name.
    """
    name = brief(document.name)
    return f"{name} ({document.file})" if "${" in name or "{{" in name else name or document.file


def expand(file: str, index: int, node: MapNode, origin: str) -> list[Document]:
    """The objects of one document, numbered from `index`: itself, or the items of a List and of the Lists in it.

    As in kubectl (apimachinery's unstructuredJSONScheme), every object with a kind and `items` is a list. If its kind
    does not end in `List`, it is also an object, without its items. Items of a ServiceList that have no apiVersion or
    kind get the apiVersion of the list, and the kind Service.

    Variables of Ansible and values of charts may hold lists of objects under a name of their own; these objects follow
    their document.
    """
    documents: list[Document] = []
    todo = [(node, "", "")]
    while todo:
        current, api_version, kind = todo.pop()
        api_version = text_at(current, "apiVersion") or api_version
        kind = text_at(current, "kind") or kind
        items = listed(current) if kind else ()
        if not kind and (named := _named_lists(current)):
            todo.extend((item, "", "") for key in reversed(named) for item in reversed(named[key]))
            current = MapNode(tuple(entry for entry in current.entries if entry[0].text not in named), current.span)
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


def _named_lists(node: MapNode) -> dict[str, tuple[MapNode, ...]]:
    """The lists under the keys of a document without a kind that consist of objects with a name."""
    lists: dict[str, tuple[MapNode, ...]] = {}
    for key, value in node.entries:
        items = value.items if isinstance(value, ListNode) else ()
        objects = tuple(item for item in items if isinstance(item, MapNode) and _is_object(item))
        if objects and len(objects) == len(items):
            lists[key.text] = objects
    return lists


def _is_object(node: MapNode) -> bool:
    return bool(text_at(node, "apiVersion") and text_at(node, "kind") and text_at(node, "metadata", "name"))


def listed(node: MapNode) -> tuple[MapNode, ...]:
    """The mappings among an object's `items`; empty if `items` is not a list."""
    items = node.get("items")
    return tuple(item for item in items.items if isinstance(item, MapNode)) if isinstance(items, ListNode) else ()
