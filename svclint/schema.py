"""A Node tree and the name of a JSON Schema → the problems as sentences, each with its location in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from svclint import cache
from svclint.digests import sha256
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import TYPE_CHECKING, Any
from svclint.model import Span

if TYPE_CHECKING:
    from jsonschema import ValidationError

# Plain data at the edge: what JSON can say, as a schema sees it.
Plain = Any

_FOLDER = Path(__file__).parent / "schemas"
_DEEPEST = 64  # levels; three times as deep as any schema of svclint, because jsonschema's messages recurse on the data


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """One problem: a sentence without a full stop, its span, and the JSON pointer of the value."""

    message: str
    span: Span
    pointer: str


def names() -> tuple[str, ...]:
    """The names of the schemas that svclint ships."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.json")))


def load(name: str) -> dict[str, Plain]:
    """A schema as plain data. Raises KeyError for an unknown name."""
    import json  # 1 ms; not needed if the file is already validated

    return dict(json.loads(_bytes(name)))


def stamp(name: str) -> str:
    """A digest of the schema: a file that was validated stays valid until the digest changes. Raises KeyError."""
    return sha256(_bytes(name))


def _bytes(name: str) -> bytes:
    try:
        return (_FOLDER / f"{name}.json").read_bytes()
    except OSError:
        raise KeyError(name) from None


def validate(node: Node, name: str, text: str | None = None) -> tuple[SchemaProblem, ...]:
    """The problems of the tree, in the order of the file; empty if it matches the schema.

    With `text`, the content of the file that the tree was read from, a valid file is cached, and jsonschema is imported
    only if the file or the schema has changed.
    """
    if text is None:
        return _problems(node, name)
    key = f"valid {stamp(name)} {sha256(text.encode('utf-8', 'surrogatepass'))}"
    if cache.load(key) is True:
        return ()
    problems = _problems(node, name)
    if not problems:
        cache.store(key, value=True)
    return problems


def plain(node: Node) -> Plain:
    """The tree as plain data: dict, list and scalar values; keys are strings. Not recursive."""
    root: list[Plain] = []
    todo: list[tuple[Node, Plain, str | None]] = [(node, root, None)]
    while todo:
        current, parent, key = todo.pop()
        value: Plain = current.value if isinstance(current, ScalarNode) else {} if isinstance(current, MapNode) else []
        if key is None:
            parent.append(value)
        else:
            parent[key] = value
        if isinstance(current, MapNode):
            value.update((name.text, None) for name, _ in current.entries)  # keeps the order of the file
            todo.extend((child, value, name.text) for name, child in current.entries)
        elif isinstance(current, ListNode):
            todo.extend((child, value, None) for child in reversed(current.items))
    return root[0]


def _problems(node: Node, name: str) -> tuple[SchemaProblem, ...]:
    if deep := _too_deep(node):
        return (SchemaProblem("too deeply nested", deep.span, ""),)
    from jsonschema import Draft202012Validator

    problems: dict[tuple[Span, str], SchemaProblem] = {}
    for error in Draft202012Validator(load(name)).iter_errors(plain(node)):
        for problem in _explained(error, node):
            problems.setdefault((problem.span, problem.message), problem)
    return tuple(problems[key] for key in sorted(problems))


def _too_deep(node: Node) -> Node | None:
    level: Sequence[Node] = (node,)
    for _ in range(_DEEPEST):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return None
    return level[0]


def _children(node: Node) -> Iterable[Node]:
    if isinstance(node, MapNode):
        return (child for _, child in node.entries)
    return node.items if isinstance(node, ListNode) else ()


def _explained(error: ValidationError, root: Node) -> Iterator[SchemaProblem]:
    from svclint.schema_errors import guess, noun, quoted, sentence

    if error.context:
        from jsonschema.exceptions import best_match

        error = best_match([error]) or error
    path = list(error.absolute_path)
    node = _at(root, path)
    pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
    schema: Plain = error.schema if isinstance(error.schema, dict) else {}
    if error.validator == "additionalProperties" and isinstance(node, MapNode):
        known = list(schema.get("properties", ()))
        for key, _ in node.entries:
            if key.text not in known:
                message = f"unknown key {quoted(key.text)} in {noun(schema)}{guess(key.text, known)}"
                yield SchemaProblem(message, key.span, f"{pointer}/{key.text}")
    elif error.validator == "required" and isinstance(node, MapNode):
        for missing in schema["required"]:
            if node.get(missing) is None:
                span = node.span.on_line(node.span.column, 1)
                yield SchemaProblem(f"missing key '{missing}' in {noun(schema)}", span, pointer)
    elif "propertyNames" in error.absolute_schema_path and isinstance(node, MapNode):
        spans = [key.span for key, _ in node.entries if key.text == error.instance]
        yield SchemaProblem(sentence(error, schema, "this key"), (spans or [node.span])[-1], pointer)
    else:
        what = next((f"'{part}'" for part in reversed(path) if isinstance(part, str)), "this file")
        if path and isinstance(path[-1], int):
            what = f"every item of {what}" if what != "this file" else "every item"
        yield SchemaProblem(sentence(error, schema, what), node.span, pointer)


def _at(root: Node, path: Iterable[str | int]) -> Node:
    """The node at a path of jsonschema, or the last node before the path leaves the tree."""
    for part in path:
        child: Node | None = None
        if isinstance(root, MapNode):
            child = root.get(str(part))
        elif isinstance(root, ListNode) and isinstance(part, int):
            child = root.items[part]
        if child is None:
            break
        root = child
    return root
