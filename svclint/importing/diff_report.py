"""Differences between an inventory file and an import → text or JSON data; each with both locations."""

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
    """One heading per cluster and one line per difference: added (+), removed (-) or changed (~).

    The texts are not escaped; the caller must escape them before it prints them.
    """
    lines: list[str] = []
    cluster = None
    for difference in differences:
        if difference.cluster != cluster:
            cluster = difference.cluster
            lines.append(f"cluster {cluster}")
        lines.append(f"  {_SIGNS[difference.change]} {sentence(difference, file)}")
    return "".join(f"{line}\n" for line in lines)


def sentence(difference: Difference, file: str) -> str:
    """One difference with its locations: `proxy.mode: ipvs (inventory.yaml:9), now cilium (values.yaml:41)`."""
    path, filed = difference.path or "the cluster", difference.filed
    in_import = f"{_imported_text(difference.imported)} ({_place(difference.imported)})"
    if difference.change is Change.ADDED:
        where = f"; missing from the list at {file}:{filed.span.line}" if filed is not None else ""
        return f"{path}: {in_import}{where}"
    in_file = f"{_filed_text(filed)} ({_line(filed, file)})"
    if difference.change is Change.REMOVED:
        return f"{path}: {in_file}; no file states it"
    return f"{path}: {in_file}, now {in_import}"


def as_data(differences: Sequence[Difference], file: str) -> dict[str, object]:
    """The differences as plain data for JSON."""
    return {
        "version": 1,
        "inventory": file,
        "differences": [
            {
                "cluster": difference.cluster,
                "key": difference.path,
                "change": str(difference.change),
                "inventory": _filed_side(difference.filed, file),
                "found": _import_side(difference.imported) if difference.change is not Change.REMOVED else None,
            }
            for difference in differences
        ],
    }


def _side(text: str, file: str, line: int) -> dict[str, object]:
    return {"value": text, "file": file, "line": line}


def _filed_side(node: Node | None, file: str) -> dict[str, object] | None:
    return _side(_filed_text(node), file, node.span.line) if node is not None else None


def _import_side(tree: Tree | None) -> dict[str, object] | None:
    place = first_place(tree) if tree is not None else None
    return _side(_imported_text(tree), place.file, place.span.line) if place else None


def _imported_text(tree: Tree | None) -> str:
    """A short text for a value of the import; for an entry its name and addresses."""
    if tree is None:
        return ""
    if isinstance(tree, StatedValue):
        return bool_text(tree.value) if isinstance(tree.value, bool) else str(tree.value)
    if isinstance(tree, tuple):
        return _shortened([_imported_text(item) for item in tree])
    listed = [str(value.value) for key in ("addresses", "vips") for value in values(tree.get(key, ()))]
    name = name_of(tree)
    return " ".join(part for part in (name, _shortened(listed)) if part) or _shortened(
        [str(value.value) for value in values(tree)]
    )


def _filed_text(node: Node | None) -> str:
    if node is None:
        return ""
    return _shortened([redact.endpoint(scalar.text) for scalar in scalars(node)])


def _shortened(texts: Sequence[str]) -> str:
    whole = ", ".join(texts)
    return whole if len(whole) <= _LONGEST else whole[: _LONGEST - 1] + "…"


def _place(tree: Tree | None) -> str:
    place = first_place(tree) if tree is not None else None
    return place_text(place) if place else ""


def _line(node: Node | None, file: str) -> str:
    return f"{file}:{node.span.line}" if node is not None else file
