"""An object that Helm rendered → the same object with each scalar at its source line in values or templates.

Helm does not record sources. A text that the template itself has for the field comes from the template. Otherwise the
source is the value with this text; of several, the one whose path the template mentions most exactly. Otherwise it is
the line of the template that writes the field.
"""

from __future__ import annotations

import posixpath

from svclint.deployment.field_paths import Path
from svclint.deployment.gitops.deployed_objects import in_namespace
from svclint.deployment.paths import joined
from svclint.deployment.render.attribution import attributed
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
"""Characters; a longer line of a rendered text is not searched for values."""


class Placer:
    """Finds the source positions of one release's objects."""

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
        """The object with source positions; `name` is its template's name in Helm: the chart, then the path."""
        release, originals = self._release, self._originals
        file = joined(release.chart.folder, name.partition("/")[2])
        if not originals.is_file(file):  # a template of a packed dependency
            file = release.chart.file
        sources = Sources(release.file)
        finder = _Finder((self._template(file), *self._shared), self._written(file, sources), sources)
        start = sources.scalar(ScalarNode("", None, self._template(file).start(document.kind)), file).span
        tree = attributed(document.node, (), finder.value, start, finder.key)
        result = replace(document, node=tree, further_files=sources.further, origin=file, release=release.application)
        # An object without a namespace gets that of the release, if it is known.
        return in_namespace(result, release.namespace) if release.document and not result.namespace else result

    def _written(self, template: str, sources: Sources) -> WrittenValues:
        """The values of the release, which override those of the chart, which override those of a dependency."""
        release, originals = self._release, self._originals
        written = WrittenValues()
        if release.document:
            for values in reversed(release.values):
                written.add(sources.adopt(values, release.document))
        for file in (*reversed(release.files), joined(release.chart.folder, VALUES)):
            for tree in originals.trees(file)[:1]:
                written.add(sources.take(tree, file))
        inside = posixpath.relpath(template, release.chart.folder).split("/")
        if inside[0] == "charts" and len(inside) > 2:
            own = joined(release.chart.folder, f"charts/{inside[1]}/{VALUES}")
            for tree in originals.trees(own)[:1]:
                written.add(sources.take(tree, own), (inside[1],))
        return written


class _Finder:
    """Finds the sources of one object's scalars; `templates` are its own template and the shared ones of its chart."""

    def __init__(self, templates: tuple[Template, ...], written: WrittenValues, sources: Sources) -> None:
        self._templates = templates
        self._written = written
        self._sources = sources
        self._mentioned = mentioned(templates)

    def value(self, path: Path, scalar: ScalarNode) -> ScalarNode | None:
        """The source of a value; the lines of a block scalar have a source each."""
        key = next((step for step in reversed(path) if not step.isdecimal()), "")
        in_list = bool(path) and path[-1].isdecimal()
        own = "" if in_list else key
        if literal := self._at(self._templates[0], self._templates[0].literal(own, scalar.text)):
            return literal
        if written := self._written.find(scalar.text, key, self._mentioned):
            return ScalarNode(scalar.text, None, written.span, written.style, written.lines)
        for template in self._templates[1:]:
            if literal := self._at(template, template.literal(own, scalar.text)):
                return literal
        near = self.key(path, scalar)
        if scalar.lines and near:
            return ScalarNode(scalar.text, None, near.span, scalar.style, self._lines(scalar, near.span))
        part = self._written.part(scalar.text, key, self._mentioned)
        return part or near

    def key(self, path: Path, scalar: ScalarNode) -> ScalarNode | None:  # noqa: ARG002 - has the signature of `value`
        """The position at which a template writes the field, or else a field above it."""
        for key in (step for step in reversed(path) if not step.isdecimal()):
            for template in self._templates:
                if field := self._at(template, template.field(key)):
                    return field
        return None

    def _at(self, template: Template, span: Span | None) -> ScalarNode | None:
        return self._sources.scalar(ScalarNode("", None, span), template.file) if span else None

    def _lines(self, scalar: ScalarNode, near: Span) -> tuple[Span, ...]:
        """For each line of a text, the empty span at which it begins, or the non-empty span that it was made from."""
        spans = []
        for line in scalar.text.split("\n"):
            bare = line.strip()
            indent = len(line) - len(line.lstrip())
            starts = (self._start(template, bare) for template in self._templates)
            start = next((span for span in starts if span), None)
            if bare and start:
                spans.append(start.on_line(start.column - indent, 0))
            else:
                part = self._written.part(line, "", self._mentioned) if len(line) <= _LONGEST_LINE else None
                spans.append(_first_line(part.span if part else near))
        return tuple(spans)

    def _start(self, template: Template, bare: str) -> Span | None:
        place = template.line(bare)
        scalar = self._at(template, Span(*place, *place)) if place else None
        return scalar.span if scalar else None


def _first_line(span: Span) -> Span:
    """The part of a span that is on its first line."""
    return span.on_line(span.column, max(1, span.end_column - span.column))
