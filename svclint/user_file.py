"""A YAML file of the user for svclint → its validated tree; an error ends the run and has a location."""

from __future__ import annotations

from pathlib import Path

from svclint import schema
from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.node import ListNode, MapNode, ScalarNode
from svclint.documents.yaml import YamlError, parse
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass
from svclint.model import Span

_SHOWN = 20  # problems of a file in a message


@dataclass(frozen=True, slots=True)
class UserFile:
    """A file: the path to show, the text, the tree, and the keys that repeat an earlier key of their mapping."""

    file: str
    text: str
    node: MapNode
    duplicates: tuple[ScalarNode, ...]
    encoding: str

    @property
    def whole_text(self) -> str:
        """The text with the byte-order mark, if the file has one. Raises UsageError for a file in UTF-16."""
        return with_mark(self.text, self.encoding, self.file)


def read_settings(path: Path, root: Path, name: str) -> UserFile:
    """Read a file and validate it by schema `name`; an empty file is an empty mapping.

    Raises UsageError at the location of the first problem; its message has a further line for each other problem.
    """
    file = display(path, root)
    try:
        decoded = decode(load(root, str(path)))
    except LoadError as error:
        raise UsageError(f"cannot be read: {error}", file) from None
    if decoded.reason:
        raise UsageError(f"cannot be read: {decoded.reason}", file, decoded.line, decoded.column)
    text = decoded.data.decode()
    try:
        documents = [document for document in parse(text) if document.node is not None]
    except YamlError as error:
        raise UsageError(f"invalid YAML: {error.message}", file, error.line, error.column) from None
    if len(documents) > 1:
        raise UsageError("contains more than one YAML document", file, documents[1].start_line, 1)
    node = documents[0].node if documents else MapNode((), Span(1, 1, 1, 2))
    if node is not None and (problems := schema.validate(node, name, text)):
        first, *others = problems[:_SHOWN]
        lines = [first.message, *(f"{file}:{other.span.line}:{other.span.column}: {other.message}" for other in others)]
        if len(problems) > _SHOWN:
            lines.append(f"and {len(problems) - _SHOWN} more")
        raise UsageError("\n".join(lines), file, first.span.line, first.span.column)
    if not isinstance(node, MapNode):
        raise UsageError("this file must contain a mapping", file, 1, 1)
    return UserFile(file, text, node, documents[0].duplicates if documents else (), decoded.encoding)


def with_mark(text: str, encoding: str, file: str) -> str:
    """A text to write back, with the byte-order mark that `decode` removed. Raises UsageError for UTF-16."""
    if encoding == "utf-16":
        raise UsageError("cannot be changed: it is UTF-16; save it as UTF-8", file)
    return "\ufeff" + text if encoding == "utf-8-sig" else text


def display(path: Path, root: Path) -> str:
    """The path to show, in POSIX form: relative to the root if it is inside, else unchanged."""
    absolute = path if path.is_absolute() else root / path
    pairs = [(absolute, root)]
    try:  # noqa: SIM105 - contextlib is not imported otherwise
        pairs.append((absolute.resolve(), root.resolve()))
    except (OSError, RuntimeError, ValueError):  # a loop of links, or an invalid path
        pass
    for candidate, base in pairs:
        if candidate.is_relative_to(base):
            return candidate.relative_to(base).as_posix()
    return path.as_posix()


def texts(node: object) -> tuple[ScalarNode, ...]:
    """The scalars of a list, or a single scalar written without a list; none for an empty value."""
    if isinstance(node, ListNode):
        return tuple(item for item in node.items if isinstance(item, ScalarNode))
    return (node,) if isinstance(node, ScalarNode) and node.value is not None else ()
