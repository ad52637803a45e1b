"""Many catalogue paths and one document → where each leads: what their `**` look for is found in one descent."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from svclint.claims.paths import DEEPEST, Match, Opener, pointer_part, walk
from svclint.documents.node import ListNode, MapNode, ScalarNode

# What stands before a path's `**` → the keys that are looked for below it.
Deep = Mapping[tuple[str, ...], frozenset[str]]


def deep_keys(paths: Iterable[tuple[str, ...]]) -> Deep:
    """The keys that follow a `**`, so that one descent finds those of all paths."""
    found: dict[tuple[str, ...], set[str]] = {}
    for path in paths:
        if "**" in path:
            at = path.index("**")
            found.setdefault(path[:at], set()).update(path[at + 1 : at + 2])
    return {prefix: frozenset(keys) for prefix, keys in found.items()}


_NOWHERE: list[Match] = []
_NO_KEY = "*])"  # what a segment ends in that is no key of its own
# What stands below claims nothing: a schema speaks of fields, with defaults and examples; SOPS writes its own keys.
_SCHEMA, _SOPS = "openAPIV3Schema", "sops"


class Finder:
    """`walk` from one document's root, for many paths: what they begin with in common is walked once.

    A field that leads nowhere is done with where the way ends.
    """

    def __init__(self, root: Match, openers: Mapping[str, Opener], deep: Deep) -> None:
        self.root, self.openers, self.deep = root, openers, deep
        self.found: dict[tuple[str, ...], dict[str, list[Match]]] = {}
        self.reached: dict[tuple[str, ...], list[Match]] = {}
        node = root.node
        self.outmost = frozenset(key.text for key, _ in node.entries) if isinstance(node, MapNode) else None

    def matches(self, segments: tuple[str, ...]) -> list[Match]:
        """Every node that `segments` lead to; what follows a `**` is a key."""
        if not segments:
            return [self.root]
        matches = self.reached.get(segments)
        if matches is None:
            if segments[-2:-1] == ("**",):
                matches = self._deep(segments[:-2], segments[-1])
            else:
                last = segments[-1:]
                matches = [one for start in self.matches(segments[:-1]) for one in walk(start, last, self.openers)]
            self.reached[segments] = matches
        return matches

    @property
    def keys(self) -> Collection[str]:
        """The keys that some path looks for at any depth of the document, as far as it has them."""
        if () not in self.found:
            self.found[()] = self._below(()) if () in self.deep else {}
        return self.found[()].keys()

    def leads(self, segments: tuple[str, ...]) -> bool:
        """Whether a path may lead somewhere: its first key, or the one behind a leading `**`, is there."""
        if not segments:
            return True
        head = segments[0]
        if head == "**":
            return segments[1] in self.keys
        return self.outmost is None or head in self.outmost or head[-1:] in _NO_KEY

    def _deep(self, prefix: tuple[str, ...], key: str) -> list[Match]:
        if prefix not in self.found:
            self.found[prefix] = self._below(prefix)
        return self.found[prefix].get(key, _NOWHERE)

    def _below(self, prefix: tuple[str, ...]) -> dict[str, list[Match]]:
        wanted, found = self.deep[prefix], dict[str, list[Match]]()
        for start in self.matches(prefix):
            for match in _mappings(start):
                for key, value in match.node.entries if isinstance(match.node, MapNode) else ():
                    if key.text in wanted:
                        pointer = f"{match.pointer}/{pointer_part(key.text)}"
                        below = Match(value, pointer, (*match.parents, match.node), key)
                        found.setdefault(key.text, []).append(below)
        return found


def _mappings(match: Match) -> Iterator[Match]:
    """`_descend` without what holds no keys: most nodes are scalars, and a Match for each would cost the most."""
    stack = [match]
    while stack:
        current = stack.pop()
        node, parents = current.node, (*current.parents, current.node)
        below: list[Match] = []
        if isinstance(node, MapNode):
            yield current
            below = [
                Match(value, f"{current.pointer}/{pointer_part(key.text)}", parents, key)
                for key, value in node.entries
                if not isinstance(value, ScalarNode) and key.text != _SCHEMA and (current.parents or key.text != _SOPS)
            ]
        elif isinstance(node, ListNode):
            below = [
                Match(item, f"{current.pointer}/{index}", parents, current.key)
                for index, item in enumerate(node.items)
                if not isinstance(item, ScalarNode)
            ]
        if len(parents) <= DEEPEST:
            stack.extend(reversed(below))
