"""An inventory file's text and an import → the text with what was missing filled in; all that stood there still does.

What is added is put into the text at its place by documents/rewrite.py, so that comments, quotes, order and indentation
of what people wrote cannot change.
"""

from __future__ import annotations

from collections.abc import Sequence

from svclint.documents.node import MapNode, Node, ScalarNode, scalars
from svclint.documents.rewritable import escaped
from svclint.documents.rewrite import RewriteError, Rewriter
from svclint.documents.yaml import YamlError, parse
from svclint.errors import UsageError
from svclint.importing.diff import Difference, compared, told
from svclint.importing.emit import value_of
from svclint.importing.imported import Entry, Imported, StatedValue, Tree
from svclint.lazy_dataclasses import dataclass
from svclint.schema import validate
from svclint.user_file import UserFile

_NOTHING = "'{}' has no value here; remove the line so that the import can fill it in"


@dataclass(frozen=True, slots=True)
class Merged:
    """The file's new text, what was added to it, and where it says otherwise than the import and was left alone."""

    text: str
    added: tuple[Difference, ...]
    conflicts: tuple[Difference, ...]


def merged(settings: UserFile, imported: Imported) -> Merged:
    """Fill in what the file lacks. Raises UsageError where the file's form leaves no place for it."""
    differences = list(compared(settings.node, imported.clusters, whole=False))
    wanted = [one for one in differences if one.parent is not None]
    try:
        text = _edited(settings, wanted)
    except RewriteError as error:
        raise UsageError(f"{error}; nothing was written: fill it in by hand", settings.file) from None
    _check(settings, text, imported.clusters)
    return Merged(text, tuple(wanted), tuple(told(differences)))


def _edited(settings: UserFile, wanted: Sequence[Difference]) -> str:
    text = settings.whole_text
    if not wanted:
        return text
    rewriter = Rewriter(text)
    pointers = _pointers(settings.node)
    for one in wanted:
        parent, tree = one.parent, one.found
        if parent is None or tree is None or isinstance(parent, ScalarNode):
            raise AssertionError("an addition needs a mapping or a list")
        if isinstance(parent, MapNode):
            _refuse_nothing(settings, one, parent, tree)
            rewriter.insert_key(pointers[id(parent)], one.key, value_of(tree, one.key))
        else:
            rewriter.insert_item(pointers[id(parent)], value_of(tree))
    return rewriter.text()


def _pointers(root: Node) -> dict[int, str]:
    """The JSON pointer of each mapping and list, by its identity: of one that aliases repeat, where it is written."""
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


def _refuse_nothing(settings: UserFile, one: Difference, parent: MapNode, tree: Tree) -> None:
    """A key that people have set to nothing, in so many words or where a scalar belongs, is theirs."""
    key, value = parent.key(one.key), parent.get(one.key)
    if key is not None and (
        isinstance(tree, StatedValue) or not tree or (isinstance(value, ScalarNode) and value.text)
    ):
        raise UsageError(_NOTHING.format(one.key), settings.file, key.span.line, key.span.column)


def _check(settings: UserFile, text: str, clusters: Sequence[Entry]) -> None:
    """Hold the new text to what was promised: nothing lost, nothing missing. Raises UsageError."""
    try:
        documents = [one.node for one in parse(text)]
    except YamlError:
        documents = []
    node = documents[0] if len(documents) == 1 else None
    if isinstance(node, MapNode) and not validate(node, "inventory"):
        there = iter(one.text for one in scalars(node))
        kept = all(any(one.text == other for other in there) for one in scalars(settings.node) if one.text)
        if kept and all(one.parent is None for one in compared(node, clusters, whole=False)):
            return
    raise UsageError(
        "the formatting of the file leaves no safe place for the missing facts; nothing was written", settings.file
    )
