"""Inventory files → clusters as stated, each field with its file; later files add fields that earlier ones lack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from svclint.claims.typed_values import boolean
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import Flaw, Location, Owner, Related, Span, flaw
from svclint.rule_ids import DUPLICATE_CLUSTER, DUPLICATE_KEY, INVENTORIES_DISAGREE
from svclint.user_file import UserFile

# Mappings that are merged key by key; the first file that contains any other key defines its whole value.
_PIECEWISE = ("hosts", "dns", "proxy")


@dataclass(frozen=True, slots=True)
class StatedField:
    """A value of an inventory file: the file as locations name it, the file's folder, the node and its JSON pointer."""

    file: str
    folder: Path
    node: Node
    pointer: str

    def at(self, key: str) -> StatedField | None:
        """The value of a key of this mapping; None if it is missing or null."""
        node = self.node.get(key) if isinstance(self.node, MapNode) else None
        if node is None or (isinstance(node, ScalarNode) and node.value is None):
            return None
        return StatedField(self.file, self.folder, node, f"{self.pointer}/{_escaped(key)}")

    def items(self) -> Iterator[StatedField]:
        """The items of this list."""
        if isinstance(self.node, ListNode):
            for index, node in enumerate(self.node.items):
                yield StatedField(self.file, self.folder, node, f"{self.pointer}/{index}")

    def text(self, key: str = "") -> str:
        """The text of this scalar, or of the scalar at a key; empty if there is none."""
        target = self.at(key) if key else self
        return target.node.text if target and isinstance(target.node, ScalarNode) else ""

    def boolean(self, key: str) -> bool | None:
        """The boolean at a key of this mapping; None if it is missing."""
        target = self.at(key)
        return boolean(target.node, "bool") if target else None

    def location(self, owner: Owner) -> Location:
        return Location(self.file, self.node.span, owner, self.pointer)


@dataclass(frozen=True, slots=True)
class ClusterText:
    """One cluster as its files state it. `fields` has the keys of `hosts`, `dns` and `proxy` as `hosts/<key>` etc.

    `files` are their absolute paths.
    """

    name: str
    location: Location
    fields: dict[str, StatedField] = field(default_factory=dict)
    files: list[Path] = field(default_factory=list)

    def items(self, key: str) -> Iterator[StatedField]:
        """The items of the list at a key; none if it is missing."""
        if key in self.fields:
            yield from self.fields[key].items()

    def boolean(self, key: str) -> bool | None:
        """The boolean at a key; None if it is missing."""
        return boolean(self.fields[key].node, "bool") if key in self.fields else None

    def below(self, key: str) -> Iterator[tuple[str, StatedField]]:
        """The (key, value) pairs of `hosts`, `dns` or `proxy`."""
        prefix = key + "/"
        for name, value in self.fields.items():
            if name.startswith(prefix):
                yield name.removeprefix(prefix), value


def merge(files: Sequence[tuple[Path, UserFile]]) -> tuple[list[ClusterText], list[Flaw]]:
    """The clusters of all files, in order of first appearance, and flaws.

    A cluster that is defined twice in one file, or a duplicate key, is a flaw.
    """
    clusters: dict[str, ClusterText] = {}
    flaws: list[Flaw] = []
    for path, settings in files:
        seen: dict[str, Location] = {}
        root = StatedField(settings.file, path.parent, settings.node, "")
        listed = root.at("clusters")
        for entry in listed.items() if listed else ():
            name = entry.text("name").strip()
            named = entry.at("name") or entry
            place = named.location(Owner(name, "inventory", "clusters", "", name))
            if name in seen:
                flaws.append(_duplicate_cluster(name, place, seen[name]))
            seen.setdefault(name, place)
            cluster = clusters.setdefault(name, ClusterText(name, place))
            cluster.files.append(path)
            flaws.extend(_fill(cluster, entry))
        flaws.extend(_duplicate_keys(settings))
    return list(clusters.values()), flaws


def _fill(cluster: ClusterText, entry: StatedField) -> Iterator[Flaw]:
    """Add the values that the cluster lacks; yield a flaw for each that another file states differently."""
    if not isinstance(entry.node, MapNode):
        return
    for key, _ in entry.node.entries:
        value = entry.at(key.text)
        if value is None or key.text == "name":
            continue
        pieces = {key.text: value}
        if key.text in _PIECEWISE:
            names = [name.text for name, _ in value.node.entries] if isinstance(value.node, MapNode) else []
            pieces = {f"{key.text}/{name}": piece for name in names if (piece := value.at(name))}
        for name, piece in pieces.items():
            first = cluster.fields.setdefault(name, piece)
            if first.file != piece.file and _content(first.node) != _content(piece.node):
                yield _conflict(cluster.name, name, piece, first)


def _conflict(cluster: str, key: str, value: StatedField, first: StatedField) -> Flaw:
    name = key.replace("/", ".")
    message = f"`{name}` of cluster {cluster} differs from the value in {first.file}, which svclint uses."
    owner = Owner(cluster, "inventory", key.partition("/")[0], "", name)
    related = (Related(first.location(owner), "the value that svclint uses", participant=True),)
    return flaw(value.location(owner), INVENTORIES_DISAGREE, message, identity=key, related=related)


def _content(node: Node) -> object:
    """The values below a node without positions, comparable with `==`; the order of lists does not count.

    The schema of inventories limits the depth.
    """
    if isinstance(node, ScalarNode):
        return node.text
    if isinstance(node, MapNode):
        return {key.text: _content(value) for key, value in node.entries}
    return sorted((_content(item) for item in node.items), key=repr)


def _duplicate_cluster(name: str, place: Location, first: Location) -> Flaw:
    message = f"cluster '{name}' is defined twice in this file; values of the first entry are used"
    related = (Related(first, "the first entry"),)
    return flaw(place, DUPLICATE_CLUSTER, message, identity=name, related=related)


def _duplicate_keys(settings: UserFile) -> Iterator[Flaw]:
    for key in settings.duplicates:
        owner = Owner("", "inventory", "", "", "")
        place = Location(settings.file, _one_line(key.span), owner, "")
        message = f"duplicate key '{key.text}' in this mapping; the last value is used"
        yield flaw(place, DUPLICATE_KEY, message, identity=key.text)


def _one_line(span: Span) -> Span:
    return span if span.line == span.end_line else span.on_line(span.column, 1)


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")
