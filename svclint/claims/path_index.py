"""Many catalogue paths and one document → the matches of each path, with one descent for all `**`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from svclint.claims.paths import DEEPEST, Match, Opener, is_key, pointer_part, walk
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode

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


# Keys whose values claim nothing: a schema describes fields, with defaults and examples; SOPS adds its metadata.
_SCHEMA, _SOPS = "openAPIV3Schema", "sops"
# Keys of texts that are values of a Helm chart, each with the key above it, if it needs one: of Argo CD's Application,
# of k3s' HelmChart and HelmChartConfig, and of a ConfigMap that Flux' valuesFrom names.
_VALUES_TEXTS: Mapping[str, str] = {"values": "helm", "valuesContent": "spec", "values.yaml": "data"}


# Paths that share their beginnings: the branches at plain keys, the branches at all other segments, and the numbers of
# the paths that end here.
PathTree = tuple[dict[str, "PathTree"], list[tuple[str, "PathTree"]], list[int]]
# The paths of a catalogue entry as plain data for the cache: those without `**`; and for each beginning before a `**`,
# the key after it and the rest.
Paths = tuple[PathTree, list[tuple[tuple[str, ...], dict[str, PathTree]]]]


def indexed(paths: Iterable[tuple[str, ...]]) -> Paths:
    """The paths, numbered from 0, in a form that a document is walked once for all of them."""
    tree: PathTree = ({}, [], [])
    deep: dict[tuple[str, ...], dict[str, PathTree]] = {}
    for number, path in enumerate(paths):
        if "**" in path:
            index = path.index("**")
            branch = deep.setdefault(path[:index], {}).setdefault(path[index + 1], ({}, [], []))
            _grow(branch, path[index + 2 :], number)
        else:
            _grow(tree, path, number)
    return tree, list(deep.items())


def _grow(tree: PathTree, path: tuple[str, ...], number: int) -> None:
    for segment in path:
        tree = _branch(tree, segment)
    tree[2].append(number)


def _branch(tree: PathTree, segment: str) -> PathTree:
    by_key, others, _ = tree
    if is_key(segment):
        return by_key.setdefault(segment, ({}, [], []))
    for known, branch in others:
        if known == segment:
            return branch
    others.append((segment, ({}, [], [])))
    return others[-1][1]


class Finder:
    """The matches of many paths in one document; common beginnings are walked once, and texts opened once."""

    def __init__(self, root: Match, openers: Mapping[str, Opener], deep: Deep) -> None:
        self.root, self.deep = root, deep
        self._deep_matches: dict[tuple[str, ...], dict[str, list[Match]]] = {}
        self._opened: dict[tuple[str, int], Node | None] = {}
        self._openers = {name: self._once(name, opener) for name, opener in openers.items()}

    def _once(self, name: str, opener: Opener) -> Opener:
        def opened(node: Node) -> Node | None:
            key = name, id(node)  # the document keeps its nodes alive
            if key not in self._opened:
                self._opened[key] = opener(node)
            return self._opened[key]

        return opened

    def found(self, paths: Paths) -> dict[int, list[Match]]:
        """The matches of the paths by number, each in the order written; without the paths that match nothing."""
        tree, deep = paths
        found: dict[int, list[Match]] = {}
        self._collect(self.root, tree, found)
        for prefix, branches in deep:
            matches = self._matches_below(prefix)
            for key in branches.keys() & matches.keys():
                for match in matches[key]:
                    self._collect(match, branches[key], found)
        return found

    def _collect(self, match: Match, tree: PathTree, found: dict[int, list[Match]]) -> None:
        by_key, others, numbers = tree
        for number in numbers:
            found.setdefault(number, []).append(match)
        node = match.node
        if by_key and isinstance(node, MapNode):
            for key, value in node.entries:
                branch = by_key.get(key.text)
                if branch is not None:
                    pointer = f"{match.pointer}/{pointer_part(key.text)}"
                    self._collect(Match(value, pointer, (*match.parents, node), key), branch, found)
        for segment, branch in others:
            for below in walk(match, (segment,), self._openers):
                self._collect(below, branch, found)

    def _matches_below(self, prefix: tuple[str, ...]) -> dict[str, list[Match]]:
        if prefix not in self._deep_matches:
            self._deep_matches[prefix] = self._below(prefix)
        return self._deep_matches[prefix]

    def _below(self, prefix: tuple[str, ...]) -> dict[str, list[Match]]:
        keys, matches = self.deep[prefix], dict[str, list[Match]]()
        for start in walk(self.root, prefix, self._openers):
            for match in _mappings(start, self._openers["yaml"]):
                for key, value in match.node.entries if isinstance(match.node, MapNode) else ():
                    if key.text in keys:
                        pointer = f"{match.pointer}/{pointer_part(key.text)}"
                        below = Match(value, pointer, (*match.parents, match.node), key)
                        matches.setdefault(key.text, []).append(below)
        return matches


def _mappings(match: Match, open_text: Opener) -> Iterator[Match]:
    """The mappings at or below a match, and in texts that are values of a chart.

    Other scalars are skipped, because a Match for each would be expensive.
    """
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
            below += _values(current, node, open_text)
        elif isinstance(node, ListNode):
            below = [
                Match(item, f"{current.pointer}/{index}", parents, current.key)
                for index, item in enumerate(node.items)
                if not isinstance(item, ScalarNode)
            ]
        if len(parents) <= DEEPEST:
            stack.extend(reversed(below))


def _values(match: Match, node: MapNode, open_text: Opener) -> Iterator[Match]:
    """The values of a chart that a mapping has as text."""
    for key, value in node.entries:
        above = _VALUES_TEXTS.get(key.text)
        if above and isinstance(value, ScalarNode) and match.key is not None and match.key.text == above:
            opened = open_text(value)
            if opened is not None:
                pointer = f"{match.pointer}/{pointer_part(key.text)}/(yaml)"
                yield Match(opened, pointer, (*match.parents, node, value), key)
