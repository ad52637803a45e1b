"""The text of a chart's template → the Flux and Argo CD objects in it, as far as they are known without rendering.

The path of an Application in a template is usually constant, or only a part of it depends on values.
"""

from __future__ import annotations

from collections.abc import Callable

from svclint.deployment.gitops.appset_generators import PARAMETER
from svclint.documents.list_items import Document, expand
from svclint.documents.node import MapNode, text_at
from svclint.documents.yaml import YamlError, parse
from svclint.lazy_re import regex

_MENTIONS = regex(rb"argoproj\.io|kustomize\.toolkit\.fluxcd\.io")
_VALUE = regex(r"\s*\$?\.Values((?:\.\w+){1,20})\s*(?:\|\s*(?:quote|squote|trim)\s*)*")
_WHOLE = regex(r"\{\{.*\}\}")
_OPEN = regex(r"([ \t]*(?:-[ \t]+)*(?:[\w./-]+:[ \t]+)?)(\{\{[^#]*?)[ \t]*(?:[ \t]#.*)?")
_MOST_GROWTH = 1 << 16


def templated(path: str, data: bytes, chart: Callable[[], MapNode | None]) -> tuple[Document, ...]:
    """The objects of a template with the chart's values; empty if it mentions no Flux or Argo CD object.

    `chart` returns the chart's values.
    """
    if not _MENTIONS.search(data):
        return ()
    values = chart()
    text = data.decode(errors="replace").replace("{{`", "").replace("`}}", "")
    lines: list[str] = []
    remaining = len(text) + _MOST_GROWTH
    for line in text.split("\n"):
        lines.append(_line(line.rstrip("\r"), values))
        remaining -= len(lines[-1])
        if remaining < 0:
            return ()
    documents: list[Document] = []
    try:
        for parsed in parse("\n".join(lines)):
            if isinstance(parsed.node, MapNode):
                documents += expand(path, len(documents), parsed.node, "")
    except YamlError:
        return ()
    return tuple(documents)


def _line(line: str, values: MapNode | None) -> str:
    """A line as YAML; empty if it contains only an action, so that lines keep their numbers."""
    if "{{" not in line:
        return line
    if _WHOLE.fullmatch(line.strip()):
        return ""
    known = [_known(action[1], values) or action[0] for action in PARAMETER.finditer(line)]
    if sum(map(len, known)) <= len(line) + _MOST_GROWTH:
        texts = iter(known)
        line = PARAMETER.sub(lambda _: next(texts), line)
    if match := _OPEN.fullmatch(line):
        return match[1] + "'" + match[2].replace("'", "''") + "'"
    return line


def _known(action: str, values: MapNode | None) -> str:
    """The value that an action inserts; empty if it is unknown or does not fit into a line."""
    match = _VALUE.fullmatch(action)
    text = text_at(values, *match[1].strip(".").split(".")) if match and values else ""
    return text if "\n" not in text and ": " not in text else ""
