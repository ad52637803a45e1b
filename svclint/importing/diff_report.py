"""Differences between an inventory file and a fresh import → a list for people, or JSON; each with both places."""

from __future__ import annotations

from collections.abc import Sequence

from svclint import redact
from svclint.claims.typed_values import bool_text
from svclint.documents.node import Node, scalars
from svclint.importing.diff import Change, Difference
from svclint.importing.emit import place_text
from svclint.importing.imported import StatedValue, Tree, first_place, name_of, values

_SIGNS = {Change.ADDED: "+", Change.REMOVED: "-", Change.CHANGED: "~"}
_LONGEST = 60


def as_text(differences: Sequence[Difference], file: str) -> str:
    """A heading a cluster, a line a difference: what the file lacks (+), what only it has (-), what differs (~).

    Texts are raw: whoever prints them escapes them.
    """
    lines: list[str] = []
    cluster = None
    for one in differences:
        if one.cluster != cluster:
            cluster = one.cluster
            lines.append(f"cluster {cluster}")
        lines.append(f"  {_SIGNS[one.change]} {sentence(one, file)}")
    return "".join(f"{line}\n" for line in lines)


def sentence(one: Difference, file: str) -> str:
    """One difference with its places: `proxy.mode: ipvs (inventory.yaml:9), cilium (values.yaml:41)`."""
    path = one.path or "the cluster"
    if one.change is Change.ADDED:
        where = f"; missing from the list at {file}:{one.filed.span.line}" if one.filed is not None else ""
        return f"{path}: {_found(one.found)} ({_place(one.found)}){where}"
    if one.change is Change.REMOVED:
        return f"{path}: {_filed(one.filed)} ({_line(one.filed, file)}); no file states it"
    return f"{path}: {_filed(one.filed)} ({_line(one.filed, file)}), now {_found(one.found)} ({_place(one.found)})"


def as_data(differences: Sequence[Difference], file: str) -> dict[str, object]:
    """The same as plain data."""
    return {
        "version": 1,
        "inventory": file,
        "differences": [
            {
                "cluster": one.cluster,
                "key": one.path,
                "change": str(one.change),
                "inventory": _side(_filed(one.filed), file, one.filed.span.line) if one.filed is not None else None,
                "found": _found_side(one.found) if one.change is not Change.REMOVED else None,
            }
            for one in differences
        ],
    }


def _side(text: str, file: str, line: int) -> dict[str, object]:
    return {"value": text, "file": file, "line": line}


def _found_side(tree: Tree | None) -> dict[str, object] | None:
    place = first_place(tree) if tree is not None else None
    return _side(_found(tree), place.file, place.span.line) if place else None


def _found(tree: Tree | None) -> str:
    """What an import found, in a few words: an entry by its name and addresses."""
    if tree is None:
        return ""
    if isinstance(tree, StatedValue):
        return bool_text(tree.value) if isinstance(tree.value, bool) else str(tree.value)
    if isinstance(tree, tuple):
        return _short([_found(one) for one in tree])
    listed = [str(one.value) for key in ("addresses", "vips") for one in values(tree.get(key, ()))]
    name = name_of(tree)
    return " ".join(part for part in (name, _short(listed)) if part) or _short([str(one.value) for one in values(tree)])


def _filed(node: Node | None) -> str:
    if node is None:
        return ""
    return _short([redact.endpoint(one.text) for one in scalars(node)])


def _short(texts: Sequence[str]) -> str:
    whole = ", ".join(texts)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…"


def _place(tree: Tree | None) -> str:
    place = first_place(tree) if tree is not None else None
    return place_text(place) if place else ""


def _line(node: Node | None, file: str) -> str:
    return f"{file}:{node.span.line}" if node is not None else file
