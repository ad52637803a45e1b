"""The text of a kustomization that only lists files → its keys, without the YAML parser.

Most kustomizations are a namespace and some lists of paths, and a large repository has thousands of them. Reading them
line by line takes a tenth of the time of parsing them. Any other text is left to the parser.
"""

from __future__ import annotations

from svclint.lazy_re import regex

_TEXT = r"(?:[\w./@+-]+|\"[\w./@+-]+\"|'[\w./@+-]+')"
_KEY = regex(rf"([A-Za-z]+):(?:[ ]+({_TEXT}))?[ ]*(?:[ ]\#.*)?")
_ITEM = regex(rf"([ ]*)-[ ]+({_TEXT})[ ]*(?:[ ]\#.*)?")
_KEYS = frozenset(("apiVersion", "kind", "namespace", "namePrefix", "nameSuffix", "resources", "bases", "components"))

Plain = dict[str, str | list[str]]


def plain(data: bytes) -> Plain | None:
    """The keys with their texts and lists of texts; None for a text that needs the YAML parser."""
    try:
        lines = data.decode("ascii").split("\n")
    except UnicodeDecodeError:
        return None
    keys: Plain = {}
    items: list[str] | None = None
    indent = ""
    begun = False
    for line in lines:
        bare = line.strip(" ")
        if not bare or bare[0] == "#":
            continue
        if line.rstrip(" ") == "---" and not begun:
            begun = True
            continue
        begun = True
        if key := _KEY.fullmatch(line):
            name, text = key.groups()
            if name not in _KEYS or name in keys:
                return None
            items = None if text else []
            keys[name] = text.strip("\"'") if items is None else items
            indent = ""
        elif items is not None and (item := _ITEM.fullmatch(line)) and (not items or item[1] == indent):
            indent = item[1]
            items.append(item[2].strip("\"'"))
        else:
            return None
    return keys or None
