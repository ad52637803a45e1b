"""A document's tree in, its Kubernetes objects out: a List is its items."""

from __future__ import annotations

from svclint.documents.node import Mapping, Sequence, text_at
from svclint.records import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """One object of a file; `index` counts the file's documents from 0, a List's items each by itself.

    `kind` is empty where the document has none (Helm values, a k3s configuration). `origin` is the template that a
    `# Source:` line names. `files` are further files that parts of the tree were taken from (documents/elsewhere.py).
    `deletes`: the tree may hold `$patch: delete`, so that parts of it say what is to be gone.
    """

    file: str
    index: int
    node: Mapping
    group: str
    version: str
    kind: str
    namespace: str
    name: str
    origin: str
    files: tuple[str, ...] = ()
    deletes: bool = False


def expand(file: str, index: int, node: Mapping, origin: str) -> list[Document]:
    """The objects of one document, the first as number `index`: itself, or the items of a List, and of Lists in it.

    The items of a ServiceList have its apiVersion, and Service for their kind, where they do not say otherwise.
    """
    documents: list[Document] = []
    todo = [(node, "", "")]
    while todo:
        current, api_version, kind = todo.pop()
        api_version = text_at(current, "apiVersion") or api_version
        kind = text_at(current, "kind") or kind
        items = current.get("items") if kind.endswith("List") else None
        if isinstance(items, Sequence):
            inherited = (api_version, kind[:-4]) if kind != "List" else ("", "")
            todo.extend((item, *inherited) for item in reversed(items.items) if isinstance(item, Mapping))
            continue
        group, _, version = api_version.rpartition("/")
        namespace, name = text_at(current, "metadata", "namespace"), text_at(current, "metadata", "name")
        number = index + len(documents)
        documents.append(Document(file, number, current, group, version, kind, namespace, name, origin))
    return documents
