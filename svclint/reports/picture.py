"""Address graph, or the trails of findings → a picture as DOT or Mermaid text, with the findings marked.

GitHub renders the Mermaid text, so it does not depend on a theme or a configuration.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from svclint.lazy_dataclasses import dataclass, field
from svclint.light_typing import TYPE_CHECKING, Literal
from svclint.model import Finding, Location, Step
from svclint.reports.escape import no_old_commands, shorten, visible

if TYPE_CHECKING:
    from svclint.findings.graph import AddressGraph, Label, Vertex

Format = Literal["dot", "mermaid"]

# Vermilion and blue of a palette for colour-blind people (Okabe and Ito, 2008). Line width and the mark in the label
# give the same information without colour.
_BAD, _BAD_FILL = "#d55e00", "#fff1e6"
_PLAIN, _PLAIN_FILL = "#0072b2", "#eef6fb"
_MARK = "✖"
_LONGEST = 100
# Characters of text that Mermaid accepts (maxTextSize). For more, GitHub shows an error instead of a picture.
_MOST_TEXT = 50_000
_READ = re.compile(r"[^A-Za-z0-9 ./,()]|[.)](?=\s)")

# Shapes of Mermaid and Graphviz by kind of vertex.
_MERMAID = {
    "server": ('(["', '"])'),
    "name": ('("', '")'),
    "block": ('[["', '"]]'),
    "claim": ('["', '"]'),
    "owner": ('{{"', '"}}'),
}
_DOT = {"server": "oval", "name": "box", "block": "box3d", "claim": "note", "owner": "hexagon"}


@dataclass(slots=True)
class _Drawing:
    """Vertices by key: kind, lines of text, the object in which they are drawn, and the rules with a finding there.

    Edges have labels.
    """

    kinds: dict[object, str] = field(default_factory=dict)
    texts: dict[object, tuple[str, ...]] = field(default_factory=dict)
    objects: dict[object, str] = field(default_factory=dict)
    flaws: dict[object, set[str]] = field(default_factory=dict)
    edges: dict[tuple[object, object], str] = field(default_factory=dict)

    def add(self, key: object, kind: str, *texts: str) -> object:
        if key not in self.kinds:
            self.kinds[key], self.texts[key] = kind, tuple(text for text in texts if text)
        return key

    def groups(self) -> list[tuple[str, list[object]]]:
        """The objects with their vertices, in order; vertices without an object are a group without a name each."""
        groups: dict[object, tuple[str, list[object]]] = {}
        for key in self.kinds:
            name = self.objects.get(key, "")
            groups.setdefault(name or (key,), (name, []))[1].append(key)
        return list(groups.values())

    def flaw(self, key: object, rule: str) -> None:
        self.flaws.setdefault(key, set()).add(rule)

    def lines(self, key: object) -> list[str]:
        """The lines of a vertex, shortened and not yet escaped. The marked rules come last."""
        texts = [shorten(visible(text), _LONGEST) for text in self.texts[key]]
        return [*texts, *(f"{_MARK} {visible(rule)}" for rule in sorted(self.flaws.get(key, ())))]


def picture(graph: AddressGraph, findings: Iterable[Finding], form: Format) -> str:
    """The whole graph in DOT or Mermaid, with the locations of unsuppressed findings marked."""
    drawing = _Drawing()
    rules: dict[Location, set[str]] = {}
    for finding in findings:
        if finding.counted:
            for place in _carriers(finding):
                rules.setdefault(place, set()).add(finding.rule)
    claimed = {label.location for vertex, label in graph.labels.items() if vertex[0] == "claim"}
    counts = Counter(_owner(vertex, label) for vertex, label in graph.labels.items())
    for vertex, label in graph.labels.items():
        if vertex[0] == "owner" and graph.degree(vertex) < 2:
            continue  # the title of its only claim names it
        owner = _owner(vertex, label)
        if owner and counts[owner] > 1:
            drawing.objects[vertex] = owner
        title = label.title.replace(f" of {owner}", "", 1) if vertex in drawing.objects else label.title
        drawing.add(vertex, vertex[0], title, _place(label.location))
        if label.location is not None and (vertex[0] == "claim" or label.location not in claimed):
            for rule in rules.get(label.location, ()):
                drawing.flaw(vertex, rule)
    for start, end, relation in graph.edges():
        if start in drawing.kinds:
            drawing.edges[start, end] = relation
    return _write(drawing, form)


def _owner(vertex: Vertex, label: Label) -> str:
    """The object whose field a vertex is; empty for other vertices."""
    return str(label.location.owner) if vertex[0] == "claim" and label.location is not None else ""


def collision(findings: Iterable[Finding], limit: int = 60) -> str:
    """Mermaid of the trails of findings, with at most `limit` vertices; empty if no finding has a trail.

    It needs no graph and draws only what the findings mention, so it fits into a step summary.
    """
    drawable = sorted(
        (finding for finding in findings if finding.trail and finding.counted),
        key=lambda finding: (-finding.severity, finding.order),
    )
    text = _collision(drawable, limit)
    while len(text) > _MOST_TEXT and limit > 1:
        limit //= 2
        text = _collision(drawable, limit)
    return text


def _collision(findings: Sequence[Finding], limit: int) -> str:
    drawing = _Drawing()
    omitted = 0
    for finding in findings:
        steps = [*finding.trail, *_others(finding)]
        fresh = {_key(step) for step in steps} - set(drawing.kinds)
        if len(drawing.kinds) + len(fresh) > limit - 1:  # one vertex is reserved for the number of omitted findings
            omitted += 1
        else:
            _draw(drawing, finding, len(finding.trail))
    if omitted:
        drawing.add("left", "owner", f"and {omitted} more finding{'s' if omitted > 1 else ''}")
    return _write(drawing, "mermaid") if drawing.kinds else ""


def _draw(drawing: _Drawing, finding: Finding, count: int) -> None:
    """Draws the steps of a trail in order. Conflicting claims point at the address at its end."""
    steps = [*finding.trail, *_others(finding)]
    aim = max(count - 2, 0)
    for number, step in enumerate(steps):
        kind = "claim" if number > aim else "block" if number == aim else "name" if number else "server"
        key = drawing.add(_key(step), kind, step.text, _place(step.location))
        if number > aim:
            drawing.flaw(key, finding.rule)
            if key != _key(steps[aim]):
                drawing.edges[key, _key(steps[aim])] = ""
        elif number:
            drawing.edges[_key(steps[number - 1]), key] = ""


def _others(finding: Finding) -> list[Step]:
    """Participants that are not in the trail. They claim the address too."""
    drawn = {step.location for step in finding.trail}
    places = (related.location for related in finding.related if related.participant)
    return [Step(str(place.owner), place) for place in places if place is not None and place not in drawn]


def _key(step: Step) -> tuple[str, str]:
    return step.text, _place(step.location)


def _carriers(finding: Finding) -> Iterable[Location]:
    yield finding.location
    yield from (related.location for related in finding.related if related.participant and related.location is not None)


def _place(location: Location | None) -> str:
    return f"{location.file}:{location.span.line}" if location is not None else ""


def _write(drawing: _Drawing, form: Format) -> str:
    names = {key: f"n{number}" for number, key in enumerate(drawing.kinds)}
    return "\n".join(_dot(drawing, names) if form == "dot" else _mermaid(drawing, names)) + "\n"


def _dot(drawing: _Drawing, names: Mapping[object, str]) -> Sequence[str]:
    lines = ["digraph svclint {", "  rankdir=LR;", '  node [fontname="sans-serif", style=filled];']
    for number, (group, keys) in enumerate(drawing.groups()):
        vertices = [_dot_vertex(drawing, key, names[key]) for key in keys]
        title = _dot_text(shorten(visible(group), _LONGEST))
        begin = [f"  subgraph cluster_{number} {{", f'    label="{title}"; fontname="sans-serif"; color="{_PLAIN}";']
        lines += [*begin, *(f"  {vertex}" for vertex in vertices), "  }"] if group else vertices
    for (start, end), relation in drawing.edges.items():
        label = f' [label="{_dot_text(visible(relation))}"]' if relation else ""
        lines.append(f"  {names[start]} -> {names[end]}{label};")
    return [*lines, "}"]


def _dot_vertex(drawing: _Drawing, key: object, name: str) -> str:
    label = "\\n".join(_dot_text(text) for text in drawing.lines(key))
    bad = key in drawing.flaws
    colours = f'color="{_BAD if bad else _PLAIN}", fillcolor="{_BAD_FILL if bad else _PLAIN_FILL}"'
    width = ", penwidth=3" if bad else ""
    return f'  {name} [shape={_DOT[drawing.kinds[key]]}, {colours}{width}, label="{label}"];'


def _dot_text(text: str) -> str:
    """The text for a quoted DOT string, where a backslash begins an escape and `&` an HTML entity."""
    return no_old_commands(text).replace("&", "&amp;").replace("\\", "\\\\").replace('"', '\\"')


def _mermaid(drawing: _Drawing, names: Mapping[object, str]) -> Sequence[str]:
    lines = ["graph LR"]
    for number, (group, keys) in enumerate(drawing.groups()):
        vertices = [_mermaid_vertex(drawing, key, names[key]) for key in keys]
        title = _mermaid_text(shorten(visible(group), _LONGEST))
        begin = f'  subgraph g{number}["{title}"]'
        lines += [begin, *(f"  {vertex}" for vertex in vertices), "  end"] if group else vertices
    for (start, stop), relation in drawing.edges.items():
        label = f'|"{_mermaid_text(visible(relation))}"|' if relation else ""
        lines.append(f"  {names[start]} -->{label} {names[stop]}")
    return [*lines, *_classes(drawing.flaws, names)]


def _mermaid_vertex(drawing: _Drawing, key: object, name: str) -> str:
    begin, end = _MERMAID[drawing.kinds[key]]
    return f"  {name}{begin}{'<br/>'.join(_mermaid_text(text) for text in drawing.lines(key))}{end}"


def _classes(flaws: Collection[object], names: Mapping[object, str]) -> Sequence[str]:
    bad = ",".join(name for key, name in names.items() if key in flaws)
    plain = ",".join(name for key, name in names.items() if key not in flaws)
    lines = [f"  classDef plain fill:{_PLAIN_FILL},stroke:{_PLAIN},color:#000000"]
    lines += [f"  class {plain} plain"] if plain else []
    lines += (
        [f"  classDef bad fill:{_BAD_FILL},stroke:{_BAD},stroke-width:4px,color:#000000", f"  class {bad} bad"]
        if bad
        else []
    )
    return lines


def _mermaid_text(text: str) -> str:
    """The text for a Mermaid label: all characters except letters, digits, spaces and a few marks as `#35;`.

    That disables quotes, tags, Markdown and its lists, mathematics between `$$`, comments and directives after `%%`,
    and the colon, which Mermaid's processing of `style` lines looks for in labels too.
    """
    return _READ.sub(lambda match: f"#{ord(match.group())};", text)
