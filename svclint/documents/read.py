"""A file's bytes in; its documents, what became of it, and the flaws of the file itself out."""

from __future__ import annotations

from pathlib import Path

from svclint.documents.decode import decode
from svclint.documents.file_bytes import LARGEST, LoadError, load
from svclint.documents.gc_paused import gc_paused
from svclint.documents.list_items import Document, expand
from svclint.documents.node import MapNode, ScalarNode
from svclint.documents.scan import Scanner, hides
from svclint.documents.split import Slice, refused, slices
from svclint.documents.yaml import parse
from svclint.documents.yaml_errors import BudgetError, YamlError
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Flaw, Location, Owner, Reading, Span, flaw
from svclint.rule_ids import DUPLICATE_KEY, INVALID_YAML, UNREADABLE_FILE

__all__ = ["KUSTOMIZATIONS", "Document", "SourceFile", "read", "read_path", "text_of"]

_LONGEST_KEY = 60
_NO_SEPARATOR = "a line that begins with '---' ends a document, and only a comment may follow on it"
_CONFIG_MAP = b"ConfigMap"

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""What kustomize takes for a kustomization, in its order."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """What became of one file. `text` is without byte-order mark, and empty unless documents or flaws need it.

    `reason` says why an unreadable file is that; `rendered`, that the documents are no longer those of the file itself;
    `config_maps`, that its text has the word.
    """

    path: str
    reading: Reading
    text: str = ""
    documents: tuple[Document, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    reason: str = ""
    rendered: bool = False
    config_maps: bool = False


def read_path(root: Path, path: str, scanner: Scanner) -> SourceFile:
    """`read` of the file at `path`, relative to `root`; one that cannot be opened is unreadable, which is a flaw."""
    try:
        data = load(root, path)
    except LoadError as error:
        return _unreadable(path, str(error))
    return read(path, data, scanner)


def read(path: str, data: bytes, scanner: Scanner | None) -> SourceFile:
    """The documents of a file that may hold an address, as `scanner` decides; the others are not parsed.

    Where there is no scanner, all are.
    """
    if len(data) > LARGEST:
        return _unreadable(path, f"larger than {LARGEST // 2**20} MiB")
    decoded = decode(data)
    if decoded.reason and decoded.expected:
        return SourceFile(path, Reading.UNREADABLE, reason=decoded.reason)
    if decoded.reason:
        return _unreadable(path, decoded.reason, decoded.line, decoded.column)
    if scanner is not None and not scanner.wanted(decoded.data):
        return SourceFile(path, Reading.NO_ADDRESSES, config_maps=_CONFIG_MAP in decoded.data)
    with gc_paused():
        return _Reader(path, decoded.data).source_file(scanner)


def text_of(root: Path, path: str) -> str:
    """The text of a file as its places count, empty where it cannot be read."""
    try:
        decoded = decode(load(root, path))
    except LoadError:
        return ""
    return "" if decoded.reason else decoded.data.decode()


class _Reader:
    """One file on its way from bytes to SourceFile."""

    def __init__(self, path: str, data: bytes) -> None:
        self._path = path
        self._data = data
        self._documents: list[Document] = []
        self._flaws: list[Flaw] = []
        self._template = False

    def source_file(self, scanner: Scanner | None) -> SourceFile:
        """Read the wanted slices, each by itself: a flaw in one loses nothing of the others."""
        seen = wanted = 0
        for part in slices(self._data):
            # Of a file in one part, the whole has been asked about already.
            if scanner is None or part.data is self._data or scanner.wanted(part.data):
                wanted += 1
                seen = self._read(part, seen)
            else:
                seen += 1
        reading = Reading.READ if wanted else Reading.NO_ADDRESSES
        if self._template:
            reading = Reading.TEMPLATE
        flaws = tuple(sorted(self._flaws, key=lambda one: one.order))
        text = self._data.decode() if self._documents or flaws else ""
        named = _CONFIG_MAP in self._data or hides(self._data)
        return SourceFile(self._path, reading, text, tuple(self._documents), flaws, config_maps=named)

    def _read(self, part: Slice, seen: int) -> int:
        """Take one slice's documents; returns the number of the next."""
        data = part.data  # asked once: a slice may hold a great many documents
        hidden = hides(data)
        unpacks = hidden or (b"apiVersion" in data and (_CONFIG_MAP in data or b"inlineManifests" in data))
        deletes = hidden or b"$patch" in data
        is_object = False
        try:
            for parsed in parse(part.data.decode(), first_line=part.line):
                for earlier, later in zip(parsed.originals, parsed.duplicates, strict=True):
                    self._flaws.append(self._duplicate(earlier, later))
                if isinstance(parsed.node, MapNode):
                    is_object = is_object or _says_what_it_is(parsed.node)
                    documents = self._expanded(part, seen, parsed.node, unpacks=unpacks, deletes=deletes)
                    self._documents += documents
                    seen += len(documents)
                else:
                    seen += 1
        except YamlError as error:
            from svclint.documents.template_braces import is_template

            seen += 1
            if not isinstance(error, BudgetError) and is_template(part.data.decode(), error.line - part.line + 1):
                self._template = True
            else:
                self._flaws.append(self._invalid(error))
            return seen
        if is_object and (line := refused(part)):
            self._flaws.append(self._invalid(YamlError(_NO_SEPARATOR, line, 1)))
        return seen

    def _invalid(self, error: YamlError) -> Flaw:
        words = "Kubernetes cannot parse this YAML: "
        place = _place(self._path, Span(error.line, error.column, error.line, error.column))
        return flaw(place, INVALID_YAML, words + error.message, identity=error.gist)

    def _expanded(self, part: Slice, seen: int, node: MapNode, *, unpacks: bool, deletes: bool) -> list[Document]:
        """The objects of one tree, if it `unpacks` those that stand in it as text among them."""
        documents = expand(self._path, seen, node, part.origin)
        if unpacks:
            from svclint.documents.manifests import unpacked

            inner = [found for one in documents for found in unpacked(one)]
            documents = [replace(one, index=seen + number) for number, one in enumerate(inner)]
        if deletes:
            documents = [replace(one, deletes=True) for one in documents]
        return documents

    def _duplicate(self, earlier: ScalarNode, later: ScalarNode) -> Flaw:
        key = later.text if len(later.text) <= _LONGEST_KEY else later.text[: _LONGEST_KEY - 1] + "…"
        words = (
            f"Duplicate key '{key}' on lines {earlier.span.line} and {later.span.line}; "
            f"Kubernetes uses line {later.span.line}"
        )
        return flaw(_place(self._path, later.span), DUPLICATE_KEY, words, identity=key)


def _says_what_it_is(node: MapNode) -> bool:
    """Has it a key of an object, or one that Helm, which ends a document there, reads without the `---`?"""
    return any(key.text in ("apiVersion", "kind") or key.text.startswith("---") for key, _ in node.entries)


def _unreadable(path: str, reason: str, line: int = 1, column: int = 1) -> SourceFile:
    place = _place(path, Span(line, column, line, column))
    found = flaw(place, UNREADABLE_FILE, f"Cannot read this file: {reason}", identity=path)
    return SourceFile(path, Reading.UNREADABLE, flaws=(found,), reason=reason)


def _place(path: str, span: Span) -> Location:
    return Location(path, span, Owner("", "", "File", "", path), "")
