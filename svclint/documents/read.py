"""A file's bytes → its documents, whether it was read, and the flaws of the file itself."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from svclint import limits
from svclint.documents.ansible_names import TEMPLATES
from svclint.documents.compose import ParsedText
from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load, too_large
from svclint.documents.gc_paused import gc_paused
from svclint.documents.list_items import Document, expand
from svclint.documents.node import ListNode, MapNode, ScalarNode
from svclint.documents.scan import AnyScanner, Scanner, hides
from svclint.documents.split import Slice, rejected_line, slices
from svclint.documents.unread_sources import encrypted
from svclint.documents.yaml import parse
from svclint.documents.yaml_errors import BudgetError, YamlError
from svclint.lazy_dataclasses import dataclass, replace
from svclint.lazy_re import regex
from svclint.model import Flaw, Location, Owner, Reading, Span, flaw
from svclint.rule_ids import DUPLICATE_KEY, INVALID_YAML, LIMIT_REACHED, UNREADABLE_FILE

__all__ = ["KUSTOMIZATIONS", "Document", "SourceFile", "read", "read_path", "text_of"]

_LONGEST_KEY = 60
_NO_SEPARATOR = "a line that begins with '---' ends a document, and only a comment may follow on it"
_CONFIG_MAP = b"ConfigMap"
_SECRET = regex(rb"^kind: *[\"']?(?:External|Sealed)?Secret\b", re.MULTILINE)
# Directives of ytt, which are comments of YAML: they compute values, and overlays change other objects.
# https://github.com/carvel-dev/ytt/blob/v0.48.0/pkg/template/annotations.go
_YTT = regex(
    rb"^[ \t]*#@(?:(?:overlay|data|schema|yaml)/| *(?:load\(|def |if[ /]|for[ /]|end\b))|:[ \t]+#@ ", re.MULTILINE
)

KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
"""The names of a kustomization file, in the order in which kustomize tries them."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The result of reading one file.

    `text` has no byte-order mark and is empty unless documents or flaws need it. `reason` is why the file is
    unreadable. `rendered`: the documents are the output of a renderer, not those of the file. `config_maps`: the text
    contains the word ConfigMap. `secrets`: it contains a Secret, or an object from which a controller creates one.
    `encrypted`: SOPS encrypted some of the values. `unread`: the scanner did not want some of the documents.
    """

    path: str
    reading: Reading
    text: str = ""
    documents: tuple[Document, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    reason: str = ""
    rendered: bool = False
    config_maps: bool = False
    secrets: bool = False
    encrypted: bool = False
    unread: bool = False


def read_path(root: Path, path: str, scanner: Scanner | AnyScanner) -> SourceFile:
    """`read` for the file at `path`, relative to `root`. A file that cannot be opened is unreadable, with a flaw."""
    try:
        data = load(root, path)
    except LoadError as error:
        return _unreadable(path, str(error))
    return read(path, data, scanner)


def read(path: str, data: bytes, scanner: Scanner | AnyScanner | None) -> SourceFile:
    """Read the documents of a file.

    Only documents that may hold an address, as `scanner` decides, are parsed; without a scanner, all are.
    """
    if len(data) > limits.current().bytes:
        return _unreadable(path, too_large())
    decoded = decode(data)
    if decoded.reason and decoded.expected:
        return SourceFile(path, Reading.UNREADABLE, reason=decoded.reason)
    if decoded.reason:
        return _unreadable(path, decoded.reason, decoded.line, decoded.column)
    data = decoded.data
    if b"#@" in data and _YTT.search(data):
        return SourceFile(path, Reading.TEMPLATE)
    if path.endswith(TEMPLATES):
        from svclint.documents.jinja import without_statements

        data = without_statements(data)
    if scanner is not None and not scanner.wanted(data):
        return SourceFile(
            path,
            Reading.NO_ADDRESSES,
            config_maps=_CONFIG_MAP in data,
            secrets=_has_secrets(data),
            encrypted=encrypted(data),
            unread=True,
        )
    with gc_paused():
        return _Reader(path, data).source_file(scanner)


def _has_secrets(data: bytes) -> bool:
    return b"Secret" in data and _SECRET.search(data) is not None


def text_of(root: Path, path: str) -> str:
    """The text of a file, to which the positions in its documents refer; empty if it cannot be read."""
    try:
        decoded = decode(load(root, path))
    except LoadError:
        return ""
    return "" if decoded.reason else decoded.data.decode()


class _Reader:
    """Reads one file: its bytes → a SourceFile."""

    def __init__(self, path: str, data: bytes) -> None:
        self._path = path
        self._data = data
        self._documents: list[Document] = []
        self._flaws: list[Flaw] = []
        self._duplicates = 0
        self._template = False
        self._settings = False

    def source_file(self, scanner: Scanner | AnyScanner | None) -> SourceFile:
        """Read each wanted slice separately, so that a flaw in one does not affect the others."""
        seen = wanted = unwanted = 0
        limit = limits.current()
        for number, part in enumerate(slices(self._data)):
            if number >= limit.documents:
                self._leave_out(part.line, "documents", limit.documents, "documents")
                break
            # If the file is one slice, the scanner has already decided.
            if scanner is None or part.data is self._data or scanner.wanted(part.data):
                wanted += 1
                seen = self._read(part, seen)
            else:
                seen += 1
                unwanted += 1
        reading = Reading.READ if wanted and not self._settings else Reading.NO_ADDRESSES
        if self._template:
            reading = Reading.TEMPLATE
        flaws = tuple(sorted(self._flaws, key=lambda item: item.order))
        text = self._data.decode() if self._documents or flaws else ""
        named = _CONFIG_MAP in self._data or hides(self._data)
        return SourceFile(
            self._path,
            reading,
            text,
            tuple(self._documents),
            flaws,
            config_maps=named,
            secrets=_has_secrets(self._data),
            encrypted=encrypted(self._data),
            unread=unwanted > 0,
        )

    def _read(self, part: Slice, seen: int) -> int:
        """Add the documents of one slice; returns the number of the next document."""
        data = part.data
        # Decided once per slice, because a slice may hold many documents.
        hidden = hides(data)
        unpacks = hidden or (b"apiVersion" in data and (_CONFIG_MAP in data or b"inlineManifests" in data))
        deletes = hidden or b"$patch" in data
        is_object = False
        try:
            for parsed in parse(part.data.decode(), first_line=part.line):
                if not self._path.endswith(TEMPLATES):  # two branches of a condition may have the same key
                    self._add_duplicates(parsed)
                if isinstance(parsed.node, MapNode):
                    is_object = is_object or _is_object(parsed.node)
                    documents = self._expanded(part, seen, parsed.node, unpacks=unpacks, deletes=deletes)
                    self._documents += documents
                    seen += len(documents)
                elif isinstance(parsed.node, ListNode) and (created := _created(parsed.node)):
                    for node in created:
                        documents = self._expanded(part, seen, node, unpacks=unpacks, deletes=deletes)
                        self._documents += documents
                        seen += len(documents)
                else:
                    seen += 1
        except YamlError as error:
            seen += 1
            if self._is_settings(part.data):
                self._settings = True
            elif not isinstance(error, BudgetError) and self._is_template(part, error.line):
                self._template = True
            else:
                self._flaws.append(self._invalid(error))
            return seen
        if is_object and (line := rejected_line(part)):
            self._flaws.append(self._invalid(YamlError(_NO_SEPARATOR, line, 1)))
        return seen

    def _add_duplicates(self, parsed: ParsedText) -> None:
        """Add the flaws of keys that occur twice, up to the limit for the findings of a rule."""
        most = limits.current().findings - self._duplicates
        pairs = list(islice(zip(parsed.originals, parsed.duplicates, strict=True), most + 1))
        self._flaws += [self._duplicate(earlier, later) for earlier, later in pairs[:most]]
        if len(pairs) > most >= 0:
            self._leave_out(pairs[-1][1].span.line, "findings", limits.current().findings, "duplicate keys")
        self._duplicates += len(pairs)

    def _leave_out(self, line: int, name: str, limit: int, what: str) -> None:
        """Add the flaw of a file of which only the first `limit` of something are read."""
        place = _place(self._path, Span(line, 1, line, 1))
        words = f"This file has more than {limit:,} {what}; the rest, from this line on, was not checked. "
        self._flaws.append(flaw(place, LIMIT_REACHED, words + limits.hint(name), identity=what))

    def _is_settings(self, data: bytes) -> bool:
        """Is the file JSON without objects of Kubernetes, such as renovate.json, whose program accepts comments?"""
        return self._path.endswith(".json") and b'"apiVersion"' not in data

    def _is_template(self, part: Slice, line: int) -> bool:
        """Does another program, a template engine or a shell, make YAML of the text that is invalid at `line`?"""
        from svclint.documents.here_documents import is_shell_command
        from svclint.documents.template_braces import is_template

        return is_template(part.data.decode(), line - part.line + 1) or is_shell_command(self._data)

    def _invalid(self, error: YamlError) -> Flaw:
        words = "Kubernetes cannot parse this YAML: "
        place = _place(self._path, Span(error.line, error.column, error.line, error.column))
        return flaw(place, INVALID_YAML, words + error.message, identity=error.gist)

    def _expanded(self, part: Slice, seen: int, node: MapNode, *, unpacks: bool, deletes: bool) -> list[Document]:
        """The objects of one tree; with `unpacks`, also the objects that it holds as text."""
        documents = expand(self._path, seen, node, part.origin)
        if unpacks:
            from svclint.documents.manifests import unpacked

            objects = [item for document in documents for item in unpacked(document)]
            documents = [replace(document, index=number) for number, document in enumerate(objects, seen)]
        if deletes:
            documents = [replace(document, deletes=True) for document in documents]
        return documents

    def _duplicate(self, earlier: ScalarNode, later: ScalarNode) -> Flaw:
        key = later.text if len(later.text) <= _LONGEST_KEY else later.text[: _LONGEST_KEY - 1] + "…"
        words = (
            f"Duplicate key '{key}' on lines {earlier.span.line} and {later.span.line}; "
            f"Kubernetes uses line {later.span.line}"
        )
        return flaw(_place(self._path, later.span), DUPLICATE_KEY, words, identity=key)


def _created(node: ListNode) -> list[MapNode]:
    """The objects that a list of Ansible's tasks creates."""
    from svclint.documents.ansible_tasks import created_objects

    return [*created_objects(node)]


def _is_object(node: MapNode) -> bool:
    """Does the mapping have a key of an object, or a key with `---` that Helm reads as a separator and a key?"""
    return any(key.text in ("apiVersion", "kind") or key.text.startswith("---") for key, _ in node.entries)


def _unreadable(path: str, reason: str, line: int = 1, column: int = 1) -> SourceFile:
    place = _place(path, Span(line, column, line, column))
    unreadable = flaw(place, UNREADABLE_FILE, f"Cannot read this file: {reason}", identity=path)
    return SourceFile(path, Reading.UNREADABLE, flaws=(unreadable,), reason=reason)


def _place(path: str, span: Span) -> Location:
    return Location(path, span, Owner("", "", "File", "", path), "")
