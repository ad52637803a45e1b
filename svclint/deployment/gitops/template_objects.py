"""The text of a chart's template → the Flux and Argo CD objects in it, as far as they are known.

Who deploys what can be read without rendering: an Application made by a template has the same path however it is made,
or one of which a part is open.
"""

from __future__ import annotations

from collections.abc import Callable

from svclint.deployment.gitops.appset_generators import PARAMETER
from svclint.documents.list_items import Document, expand
from svclint.documents.node import MapNode, text_at
from svclint.documents.yaml import YamlError, parse
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

_MENTIONS = regex(rb"argoproj\.io|kustomize\.toolkit\.fluxcd\.io")
_VALUE = regex(r"\s*\$?\.Values((?:\.\w+){1,20})\s*(?:\|\s*(?:quote|squote|trim)\s*)*")
_WHOLE = regex(r"\{\{.*\}\}")
_OPEN = regex(r"([ \t]*(?:-[ \t]+)*(?:[\w./-]+:[ \t]+)?)(\{\{[^#]*?)[ \t]*(?:[ \t]#.*)?")
_MOST_GROWTH = 1 << 16


@dataclass(frozen=True, slots=True)
class TemplateObjects:
    """The objects; `open` where the text holds deployers that cannot be made out of it."""

    documents: tuple[Document, ...] = ()
    open: bool = False


def templated(path: str, data: bytes, chart: Callable[[], MapNode | None]) -> TemplateObjects:
    """The objects of a template by the chart's values; nothing of a text that names no Flux or Argo CD object."""
    if not _MENTIONS.search(data):
        return TemplateObjects()
    values = chart()
    text = data.decode(errors="replace").replace("{{`", "").replace("`}}", "")
    lines: list[str] = []
    left = len(text) + _MOST_GROWTH
    for line in text.split("\n"):
        lines.append(_line(line.rstrip("\r"), values))
        left -= len(lines[-1])
        if left < 0:
            return TemplateObjects(open=True)
    found: list[Document] = []
    try:
        for parsed in parse("\n".join(lines)):
            if isinstance(parsed.node, MapNode):
                found += expand(path, len(found), parsed.node, "")
    except YamlError:
        return TemplateObjects(open=True)
    return TemplateObjects(tuple(found), any(_is_open(one) for one in found))


def _line(line: str, values: MapNode | None) -> str:
    """A line as YAML; empty where an action stands alone in it, so that lines keep their numbers."""
    if "{{" not in line:
        return line
    if _WHOLE.fullmatch(line.strip()):
        return ""
    known = [_known(action[1], values) or action[0] for action in PARAMETER.finditer(line)]
    if sum(map(len, known)) <= len(line) + _MOST_GROWTH:
        texts = iter(known)
        line = PARAMETER.sub(lambda _: next(texts), line)
    if found := _OPEN.fullmatch(line):
        return found[1] + "'" + found[2].replace("'", "''") + "'"
    return line


def _known(action: str, values: MapNode | None) -> str:
    """What the values say, empty where they say nothing that fits into a line."""
    found = _VALUE.fullmatch(action)
    text = text_at(values, *found[1].strip(".").split(".")) if found and values else ""
    return text if "\n" not in text and ": " not in text else ""


def _is_open(document: Document) -> bool:
    path = text_at(document.node, "spec", "source", "path")
    return document.kind == "Application" and bool(_WHOLE.fullmatch(path))
