"""The text of an inventory file and an import → the text with missing facts added; all existing text is kept.

documents/rewrite.py inserts the added facts as text, so that existing comments, quotes, order and indentation do not
change.
"""

from __future__ import annotations

from collections.abc import Sequence

from svclint.documents.node import MapNode, Node, ScalarNode, scalars
from svclint.documents.rewritable import escaped
from svclint.documents.rewrite import RewriteError, Rewriter
from svclint.documents.yaml import YamlError, parse
from svclint.errors import UsageError
from svclint.importing.diff import Difference, compared, conflicting
from svclint.importing.emit import value_of
from svclint.importing.imported import Entry, Imported, StatedValue, Tree
from svclint.lazy_dataclasses import dataclass
from svclint.schema import validate
from svclint.user_file import UserFile

_NOTHING = "'{}' has no value here; remove the line so that the import can fill it in"


@dataclass(frozen=True, slots=True)
class Merged:
    """The new text of the file, the added facts, and the conflicts, for which the file keeps its own value."""

    text: str
    added: tuple[Difference, ...]
    conflicts: tuple[Difference, ...]


def merged(settings: UserFile, imported: Imported) -> Merged:
    """Add the facts that the file lacks. Raises UsageError if the formatting of the file does not allow it."""
    differences = list(compared(settings.node, imported.clusters, whole=False))
    additions = [difference for difference in differences if difference.parent is not None]
    try:
        text = _edited(settings, additions)
    except RewriteError as error:
        raise UsageError(f"{error}; nothing was written: fill it in by hand", settings.file) from None
    _check(settings, text, imported.clusters)
    return Merged(text, tuple(additions), tuple(conflicting(differences)))


def _edited(settings: UserFile, additions: Sequence[Difference]) -> str:
    text = settings.whole_text
    if not additions:
        return text
    rewriter = Rewriter(text)
    pointers = _pointers(settings.node)
    for addition in additions:
        parent, tree = addition.parent, addition.imported
        if parent is None or tree is None or isinstance(parent, ScalarNode):
            raise AssertionError("an addition needs a mapping or a list")
        if isinstance(parent, MapNode):
            _reject_empty_key(settings, addition, parent, tree)
            rewriter.insert_key(pointers[id(parent)], addition.key, value_of(tree, addition.key))
        else:
            rewriter.insert_item(pointers[id(parent)], value_of(tree))
    return rewriter.text()


def _pointers(root: Node) -> dict[int, str]:
    """The JSON pointer of each mapping and list by its `id`; for a node with aliases, the pointer of its anchor."""
    pointers: dict[int, str] = {}
    stack: list[tuple[Node, str]] = [(root, "")]
    while stack:
        node, pointer = stack.pop()
        if isinstance(node, ScalarNode) or id(node) in pointers:
            continue
        pointers[id(node)] = pointer
        if isinstance(node, MapNode):
            stack.extend((value, f"{pointer}/{escaped(key.text)}") for key, value in reversed(node.entries))
        else:
            stack.extend((item, f"{pointer}/{number}") for number, item in reversed([*enumerate(node.items)]))
    return pointers


def _reject_empty_key(settings: UserFile, addition: Difference, parent: MapNode, tree: Tree) -> None:
    """Raise UsageError if the file sets the key to null explicitly, or leaves a key empty that cannot be filled in."""
    key, value = parent.key(addition.key), parent.get(addition.key)
    if key is not None and (
        isinstance(tree, StatedValue) or not tree or (isinstance(value, ScalarNode) and value.text)
    ):
        raise UsageError(_NOTHING.format(addition.key), settings.file, key.span.line, key.span.column)


def _check(settings: UserFile, text: str, clusters: Sequence[Entry]) -> None:
    """Check that the new text keeps every value and contains every added fact. Raises UsageError if not."""
    try:
        documents = [document.node for document in parse(text)]
    except YamlError:
        documents = []
    node = documents[0] if len(documents) == 1 else None
    if isinstance(node, MapNode) and not validate(node, "inventory"):
        texts = iter(scalar.text for scalar in scalars(node))
        kept = all(
            any(scalar.text == candidate for candidate in texts) for scalar in scalars(settings.node) if scalar.text
        )
        if kept and all(difference.parent is None for difference in compared(node, clusters, whole=False)):
            return
    raise UsageError(
        "the formatting of the file leaves no safe place for the missing facts; nothing was written", settings.file
    )
