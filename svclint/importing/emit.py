"""An import → the text of an inventory file: YAML, each value with a comment that says where it came from."""

from __future__ import annotations

import json
from collections.abc import Iterator

from svclint.importing.imported import KEYS, Entry, Imported, StatedValue, Tree
from svclint.lazy_re import regex
from svclint.model import Location

_HEAD = """\
# Facts about the clusters of this repository; the comment after each value names the file and line it comes from.
# Written by `svclint inventory import`. A later import keeps your changes.
version: 1
"""
# Texts that YAML reads as themselves without quotes, in every version: a word, an IPv4 address or range, a URL.
_PLAIN = regex(r"[A-Za-z][A-Za-z0-9._/*-]*|\d+(\.\d+){3}(/\d+|-\d+(\.\d+){3})?|https?://[A-Za-z0-9.-]+(:\d+)?")
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "inf", "nan"})
# Lists that stay on one line.
_SHORT = frozenset({"roles", "ports"})


def written(imported: Imported) -> str:
    """The text of the whole inventory file."""
    lines = [_HEAD.rstrip("\n"), "clusters:" if imported.clusters else "clusters: []"]
    for cluster in imported.clusters:
        lines.append("")
        lines.extend(entry_lines(ordered(cluster), 2))
    text = "\n".join(lines) + "\n"
    return text.replace("clusters:\n\n", "clusters:\n", 1)


def ordered(cluster: Entry) -> Entry:
    """A cluster's keys in the order in which they are written."""
    return {key: cluster[key] for key in KEYS if key in cluster}


def entry_lines(entry: Entry, indent: int) -> Iterator[str]:
    """An item of a list: a mapping behind a dash, the dash `indent` columns in."""
    for number, line in enumerate(mapping_lines(entry, indent + 2)):
        yield line if number else f"{' ' * indent}- {line[indent + 2 :]}"


def mapping_lines(entry: Entry, indent: int) -> Iterator[str]:
    """The lines of a mapping's keys, `indent` columns in."""
    pad = " " * indent
    for key, tree in entry.items():
        shown = scalar(key)
        if isinstance(tree, StatedValue):
            yield f"{pad}{shown}: {scalar(tree.value)}{comment(tree)}"
        elif not tree:
            yield f"{pad}{shown}: {'[]' if isinstance(tree, tuple) else '{}'}"
        elif isinstance(tree, tuple):
            yield from _list(key, tree, pad + shown, indent)
        else:
            yield f"{pad}{shown}:"
            yield from mapping_lines(tree, indent + 2)


def _list(key: str, items: tuple[Tree, ...], lead: str, indent: int) -> Iterator[str]:
    texts = [scalar(one.value) for one in items if isinstance(one, StatedValue)]
    if key in _SHORT and len(texts) == len(items):
        first = next(one for one in items if isinstance(one, StatedValue))
        yield f"{lead}: [{', '.join(texts)}]{comment(first)}"
        return
    yield f"{lead}:"
    yield from item_lines(items, indent + 2)


def item_lines(items: tuple[Tree, ...], indent: int) -> Iterator[str]:
    """The items of a list, their dashes `indent` columns in."""
    for one in items:
        if isinstance(one, StatedValue):
            yield f"{' ' * indent}- {scalar(one.value)}{comment(one)}"
        elif not isinstance(one, tuple):
            yield from entry_lines(one, indent)


def scalar(value: str | int | bool) -> str:  # noqa: FBT001 - a value, not a switch
    """A scalar as YAML that every reader takes for the same."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(one if one.isprintable() else _escape(one) for one in quoted)


def comment(value: StatedValue) -> str:
    """`  # file:line`, or nothing for what no file states."""
    return "" if value.ours else f"  # {place_text(value.place)}"


def place_text(place: Location) -> str:
    """`file:line`, with what could break out of a comment or a terminal's line spelled out."""
    name = "".join(one if one.isprintable() else _escape(one) for one in place.file)
    return f"{name}:{place.span.line}"


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
