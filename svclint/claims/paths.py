"""A path of the catalogue and a YAML tree → the nodes that match, with their pointers and parents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.lazy_dataclasses import dataclass

# `**` descends to this depth. No real manifest nests deeper, and the limit bounds the work for hostile ones.
DEEPEST = 64
_SPECIAL = ("[", "(")  # the first characters of segments that are not plain keys

Opener = Callable[[Node], Node | None]


@dataclass(frozen=True, slots=True)
class Match:
    """A node that a path matches. `parents` starts with the document's root; `key` is the last mapping key."""

    node: Node
    pointer: str
    parents: tuple[Node, ...]
    key: ScalarNode | None = None


def split_path(path: str) -> tuple[str, ...]:
    """`/spec/a~1b/*` → (`spec`, `a/b`, `*`): a JSON pointer (RFC 6901) with wildcards; selectors may hold slashes."""
    parts: list[str] = []
    for part in path.split("/")[1:]:
        if parts and parts[-1].startswith("[") and not parts[-1].endswith("]"):
            parts[-1] += "/" + part
        else:
            parts.append(part)
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in parts)


def is_key(segment: str) -> bool:
    """Whether a segment is a plain key of a mapping, as nearly all are."""
    return segment[:1] not in _SPECIAL and segment[-1:] != "*" and not segment.isdecimal()


def pointer_part(key: str) -> str:
    """A mapping key, escaped for a JSON pointer."""
    return key.replace("~", "~0").replace("/", "~1") if "/" in key or "~" in key else key


def walk(match: Match, segments: tuple[str, ...], openers: Mapping[str, Opener]) -> Iterator[Match]:
    """Every node that `segments` match, starting at `match`, in the order written.

    A segment is one of:

    - a key, or an index of a list;
    - `key*`: every key that starts with `key`;
    - `*`: every item or value;
    - `**`: the node and everything below it;
    - `[key=value]`: a mapping, or the items of a list, whose `key` has the value (`[key~value]`: contains the value;
      `[key@value]`: is a container image of the repository `value`, from any registry);
    - `[0=value]`: a list whose first item is the value;
    - `[1:]`: the items of a list after the first;
    - `(name)`: the tree that the opener of that name parses from the text of a scalar.
    """
    if not segments:
        yield match
        return
    head, rest = segments[0], segments[1:]
    if head == "**":
        for inner in _descend(match):
            yield from walk(inner, rest, openers)
    elif head.startswith("(") and head.endswith(")"):
        opened = openers[head[1:-1]](match.node)
        if opened is not None:
            below = Match(opened, f"{match.pointer}/{head}", (*match.parents, match.node), match.key)
            yield from walk(below, rest, openers)
    else:
        for inner in _children(match, head):
            yield from walk(inner, rest, openers)


def _children(match: Match, head: str) -> Iterator[Match]:
    node = match.node
    if isinstance(node, ScalarNode):
        return
    parents = (*match.parents, node)
    if isinstance(node, MapNode) and head[:1] != "[" and head[-1:] != "*":  # a key, as nearly all are
        for key, value in node.entries:
            if key.text == head:
                yield Match(value, f"{match.pointer}/{pointer_part(head)}", parents, key)
        return
    selector = _selector(head)
    if isinstance(node, MapNode):
        if selector and _has(node, *selector):
            yield Match(node, match.pointer, match.parents, match.key)
        for key, value in node.entries:
            if head == key.text or (head.endswith("*") and key.text.startswith(head[:-1])):
                yield Match(value, f"{match.pointer}/{pointer_part(key.text)}", parents, key)
    elif isinstance(node, ListNode):
        if selector and selector[0].isdecimal():
            if _nth(node, *selector):
                yield match
            return
        first = _slice(head)
        for index, item in enumerate(node.items):
            if head == "*" or head == str(index) or 0 < first <= index or (selector and _has(item, *selector)):
                yield Match(item, f"{match.pointer}/{index}", parents, match.key)


def _selector(head: str) -> tuple[str, str, str] | None:
    """Key, value and sign of `[key=value]`, `[key~value]` or `[key@value]`; the first sign separates them."""
    if not (head.startswith("[") and head.endswith("]")):
        return None
    sign = re.search("[=~@]", head)
    return (head[1 : sign.start()], head[sign.end() : -1], sign.group()) if sign else None


def _slice(head: str) -> int:
    """2 for `[2:]`, 0 if the segment is not a slice."""
    return int(head[1:-2]) if head.startswith("[") and head.endswith(":]") and head[1:-2].isdecimal() else 0


def _has(item: Node, key: str, value: str, sign: str) -> bool:
    node = item.get(key) if isinstance(item, MapNode) else None
    if not isinstance(node, ScalarNode):
        return False
    if sign == "@":
        return _is_image(node.text, value)
    return value == node.text if sign == "=" else value in node.text


def _is_image(reference: str, repository: str) -> bool:
    """Whether a reference `[REGISTRY/]REPOSITORY[:TAG][@DIGEST]` is of a repository."""
    name = reference.partition("@")[0]
    folders, slash, last = name.rpartition("/")
    return f"/{folders}{slash}{last.partition(':')[0]}".endswith(f"/{repository}")


def _nth(node: ListNode, index: str, value: str, sign: str) -> bool:
    item = node.items[int(index)] if int(index) < len(node.items) else None
    return isinstance(item, ScalarNode) and (value == item.text if sign == "=" else value in item.text)


def _descend(match: Match) -> Iterator[Match]:
    stack = [match]
    while stack:
        current = stack.pop()
        yield current
        if len(current.parents) < DEEPEST and not isinstance(current.node, ScalarNode):
            stack.extend(reversed(list(_children(current, "*"))))


def relative(match: Match, path: str, root: Node, openers: Mapping[str, Opener]) -> Iterator[Node]:
    """The nodes at a path that is absolute (`/spec/x`, from `root`) or relative to the match (`./x`, `../x`)."""
    ups, keys, rest = _steps(path)
    if ups < 0:
        node = root
    elif ups <= len(match.parents):
        node = match.parents[-ups] if ups else match.node
    else:
        return
    for number, key in enumerate(keys):
        below = [value for name, value in node.entries if name.text == key] if isinstance(node, MapNode) else []
        if not below:
            return
        if len(below) > 1:  # a duplicate key
            keys, rest = (), (*keys[number:], *rest)
            break
        node = below[0]
    for result in walk(Match(node, "", ()), rest, openers) if rest else ():
        yield result.node
    if not rest:
        yield node


@lru_cache(maxsize=4096)
def _steps(path: str) -> tuple[int, tuple[str, ...], tuple[str, ...]]:
    """How many parents a path goes up, -1 for an absolute path; the plain keys that follow, and the other segments."""
    ups, down = 0, path
    while down.startswith("../"):
        ups, down = ups + 1, down[3:]
    down = down.removeprefix("./")
    if path.startswith("/"):
        ups, segments = -1, split_path(path)
    else:
        segments = split_path("/" + down) if down else ()
    plain = next((index for index, segment in enumerate(segments) if not is_key(segment)), len(segments))
    return ups, segments[:plain], segments[plain:]
