"""Many catalogue paths and one document → the matches of each path, with one descent for all `**`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from svclint.claims.paths import DEEPEST, Match, Opener, pointer_part, walk
from svclint.documents.node import ListNode, MapNode, ScalarNode

# The segments before the `**` of a path → the keys that paths look for below them.
Deep = Mapping[tuple[str, ...], frozenset[str]]


def deep_keys(paths: Iterable[tuple[str, ...]]) -> Deep:
    """The keys after each `**`, so that one descent finds the keys of all paths."""
    by_prefix: dict[tuple[str, ...], set[str]] = {}
    for path in paths:
        if "**" in path:
            index = path.index("**")
            by_prefix.setdefault(path[:index], set()).update(path[index + 1 : index + 2])
    return {prefix: frozenset(keys) for prefix, keys in by_prefix.items()}


_NO_MATCHES: list[Match] = []
_NO_KEY = "*])"  # the last characters of segments that are not plain keys
# Keys whose values claim nothing: a schema describes fields, with defaults and examples; SOPS adds its metadata.
_SCHEMA, _SOPS = "openAPIV3Schema", "sops"


class Finder:
    """`walk` from the root of one document for many paths; a common prefix is walked once.

    A path stops at its first segment without a match.
    """

    def __init__(self, root: Match, openers: Mapping[str, Opener], deep: Deep) -> None:
        self.root, self.openers, self.deep = root, openers, deep
        self.deep_matches: dict[tuple[str, ...], dict[str, list[Match]]] = {}
        self.reached: dict[tuple[str, ...], list[Match]] = {}
        node = root.node
        self.top_level = frozenset(key.text for key, _ in node.entries) if isinstance(node, MapNode) else None

    def matches(self, segments: tuple[str, ...]) -> list[Match]:
        """Every node that `segments` match. The segment after a `**` must be a key."""
        if not segments:
            return [self.root]
        matches = self.reached.get(segments)
        if matches is None:
            if segments[-2:-1] == ("**",):
                matches = self._deep(segments[:-2], segments[-1])
            else:
                last = segments[-1:]
                matches = [match for start in self.matches(segments[:-1]) for match in walk(start, last, self.openers)]
            self.reached[segments] = matches
        return matches

    @property
    def keys(self) -> Collection[str]:
        """The keys of the document, at any depth, that paths with a leading `**` look for."""
        if () not in self.deep_matches:
            self.deep_matches[()] = self._below(()) if () in self.deep else {}
        return self.deep_matches[()].keys()

    def leads(self, segments: tuple[str, ...]) -> bool:
        """Whether a path can match: the document has its first key, or the key after a leading `**`."""
        if not segments:
            return True
        head = segments[0]
        if head == "**":
            return segments[1] in self.keys
        return self.top_level is None or head in self.top_level or head[-1:] in _NO_KEY

    def _deep(self, prefix: tuple[str, ...], key: str) -> list[Match]:
        if prefix not in self.deep_matches:
            self.deep_matches[prefix] = self._below(prefix)
        return self.deep_matches[prefix].get(key, _NO_MATCHES)

    def _below(self, prefix: tuple[str, ...]) -> dict[str, list[Match]]:
        keys, matches = self.deep[prefix], dict[str, list[Match]]()
        for start in self.matches(prefix):
            for match in _mappings(start):
                for key, value in match.node.entries if isinstance(match.node, MapNode) else ():
                    if key.text in keys:
                        pointer = f"{match.pointer}/{pointer_part(key.text)}"
                        below = Match(value, pointer, (*match.parents, match.node), key)
                        matches.setdefault(key.text, []).append(below)
        return matches


def _mappings(match: Match) -> Iterator[Match]:
    """The mappings at or below a match. Scalars are skipped, because a Match for each would be expensive."""
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
