"""An object that Helm rendered → the same, each value at the line of the values or the template that it came from.

Helm keeps no record of that. A text that the template itself has for the field is the template's; else it is the value
with this text, of several the one whose path the template mentions most closely; else the line that makes the field.
"""

from __future__ import annotations

import posixpath

from svclint.deployment.field_paths import Path
from svclint.deployment.gitops.deployed_objects import in_namespace
from svclint.deployment.paths import joined
from svclint.deployment.render.attribution import at_their_places
from svclint.deployment.render.chart_values import WrittenValues
from svclint.deployment.render.releases import VALUES, Release
from svclint.deployment.render.template_lines import Template, mentioned
from svclint.deployment.source_tree import SourceTree
from svclint.documents.node import ScalarNode
from svclint.documents.provenance import Sources
from svclint.documents.read import Document
from svclint.lazy_dataclasses import replace
from svclint.model import Span

_LONGEST_LINE = 1 << 20
"""Characters; in a longer line of a rendered text no part is looked for."""


class Placer:
    """Finds the places of one release's objects."""

    def __init__(self, release: Release, originals: SourceTree) -> None:
        self._release = release
        self._originals = originals
        self._templates: dict[str, Template] = {}
        folder = joined(release.chart.folder, "templates")
        self._shared = tuple(
            self._template(joined(folder, name)) for name in originals.names(folder) if name.startswith("_")
        )

    def _template(self, file: str) -> Template:
        if file not in self._templates:
            self._templates[file] = Template(file, self._originals.text(file))
        return self._templates[file]

    def placed(self, document: Document, name: str) -> Document:
        """The object with its values at their places; `name` is its template as Helm names it: chart, then path."""
        release, originals = self._release, self._originals
        file = joined(release.chart.folder, name.partition("/")[2])
        if not originals.is_file(file):  # of a packed dependency
            file = release.chart.file
        sources = Sources(release.file)
        finder = _Finder((self._template(file), *self._shared), self._written(file, sources), sources)
        start = sources.scalar(ScalarNode("", None, self._template(file).start(document.kind)), file).span
        tree = at_their_places(document.node, (), finder.value, start, finder.key)
        found = replace(document, node=tree, further_files=sources.further, origin=file, release=release.application)
        # What names no namespace goes to that of the release, where one is known.
        return in_namespace(found, release.namespace) if release.document and not found.namespace else found

    def _written(self, template: str, sources: Sources) -> WrittenValues:
        """The values of the release over those of the chart, and those over the ones of a dependency in `charts/`."""
        release, originals = self._release, self._originals
        found = WrittenValues()
        if release.document:
            for given in reversed(release.values):
                found.add(sources.adopt(given, release.document))
        for file in (*reversed(release.files), joined(release.chart.folder, VALUES)):
            for tree in originals.trees(file)[:1]:
                found.add(sources.take(tree, file))
        inside = posixpath.relpath(template, release.chart.folder).split("/")
        if inside[0] == "charts" and len(inside) > 2:
            own = joined(release.chart.folder, f"charts/{inside[1]}/{VALUES}")
            for tree in originals.trees(own)[:1]:
                found.add(sources.take(tree, own), (inside[1],))
        return found


class _Finder:
    """The places of one object's values; `templates` are its own and the shared ones of its chart."""

    def __init__(self, templates: tuple[Template, ...], written: WrittenValues, sources: Sources) -> None:
        self._templates = templates
        self._written = written
        self._sources = sources
        self._mentioned = mentioned(templates)

    def value(self, path: Path, scalar: ScalarNode) -> ScalarNode | None:
        """The scalar's place; a block text's lines have a place each."""
        key = next((one for one in reversed(path) if not one.isdecimal()), "")
        in_list = bool(path) and path[-1].isdecimal()
        own = "" if in_list else key
        if literal := self._at(self._templates[0], self._templates[0].literal(own, scalar.text)):
            return literal
        if found := self._written.find(scalar.text, key, self._mentioned):
            return ScalarNode(scalar.text, None, found.span, found.style, found.lines)
        for template in self._templates[1:]:
            if literal := self._at(template, template.literal(own, scalar.text)):
                return literal
        near = self.key(path, scalar)
        if scalar.lines and near:
            return ScalarNode(scalar.text, None, near.span, scalar.style, self._lines(scalar, near.span))
        part = self._written.part(scalar.text, key, self._mentioned)
        return part or near

    def key(self, path: Path, scalar: ScalarNode) -> ScalarNode | None:  # noqa: ARG002 - as `value` is called
        """Where a template makes the field."""
        for key in (one for one in reversed(path) if not one.isdecimal()):
            for template in self._templates:
                if found := self._at(template, template.field(key)):
                    return found
        return None

    def _at(self, template: Template, span: Span | None) -> ScalarNode | None:
        return self._sources.scalar(ScalarNode("", None, span), template.file) if span else None

    def _lines(self, scalar: ScalarNode, near: Span) -> tuple[Span, ...]:
        """Where each line of a text begins, or the stretch that it was made from, so that it is where it is written."""
        places = []
        for line in scalar.text.split("\n"):
            bare = line.strip()
            indent = len(line) - len(line.lstrip())
            found = next((place for one in self._templates if (place := self._begin(one, bare))), None)
            if bare and found:
                places.append(found.on_line(found.column - indent, 0))
            else:
                part = self._written.part(line, "", self._mentioned) if len(line) <= _LONGEST_LINE else None
                places.append(_stretch(part.span if part else near))
        return tuple(places)

    def _begin(self, template: Template, bare: str) -> Span | None:
        place = template.line(bare)
        found = self._at(template, Span(*place, *place)) if place else None
        return found.span if found else None


def _stretch(span: Span) -> Span:
    """The part of a place that is on its first line."""
    return span.on_line(span.column, max(1, span.end_column - span.column))
