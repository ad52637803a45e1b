"""A configuration file that extends others → one configuration. The files are read by `config`."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence, Set
from pathlib import Path

from svclint.documents.node import MapNode, ScalarNode
from svclint.errors import UsageError
from svclint.lazy_dataclasses import replace
from svclint.light_typing import TYPE_CHECKING
from svclint.user_file import texts

if TYPE_CHECKING:
    from svclint.config import Config

MOST_FILES = 20
"""The files of one configuration; a pull request may change them."""

# Reads a file: its own configuration, and the mapping that states it.
Read = Callable[[Path], tuple["Config", MapNode]]
# Raises UsageError for a path that must not be read. The scalar is its name in `extends`, the text the file with that.
Check = Callable[[Path, ScalarNode, str], object]

# Keys that override what is extended, with the fields of a Config that they set. The other keys add to it.
_OVERRIDING = {
    "inventory": ("inventory",),
    "cluster": ("cluster",),
    "select": ("select",),
    "preview": ("preview",),
    "failOn": ("fail_on",),
    "baseline": ("baseline",),
    "render": ("render", "renderable"),
    "limits": ("limits", "unlimited"),
}


def extended(path: Path, read: Read, check: Check) -> Config:
    """The configuration of a file and of all that it extends.

    Raises UsageError, at the name in `extends`, for a loop, for too many files, and for what `check` refuses.
    """
    return _Extender(read, check).config(path, ())[0]


class _Extender:
    def __init__(self, read: Read, check: Check) -> None:
        self._read, self._check = read, check
        self._left = MOST_FILES - 1

    def config(self, path: Path, above: Sequence[tuple[str, str]]) -> tuple[Config, Set[str]]:
        """The configuration of a file, and the keys that it or one that it extends states.

        `above` are the files that lead to it: the real path of each, and the path to show.
        """
        own, node = self._read(path)
        chain = (*above, (os.path.realpath(path), own.file))
        base: tuple[Config, Set[str]] | None = None
        for name in texts(node.get("extends")):
            further = Path(os.path.normpath(path.parent / name.text))
            self._check(further, name, own.file)
            if problem := self._problem(further, name.text, chain):
                raise UsageError(problem, own.file, name.span.line, name.span.column)
            self._left -= 1
            layer = self.config(further, chain)
            base = _merged(base, layer) if base else layer
        layer = own, {key.text for key, _ in node.entries}
        return _merged(base, layer) if base else layer

    def _problem(self, file: Path, name: str, chain: Sequence[tuple[str, str]]) -> str:
        if not os.path.isfile(file):
            return f"no such file: {name}"
        real = [path for path, _ in chain]
        if (target := os.path.realpath(file)) in real:
            loop = [shown for _, shown in chain[real.index(target) :]]
            return f"this configuration extends itself: {' → '.join([*loop, loop[0]])}"
        return "" if self._left else f"a configuration can consist of at most {MOST_FILES} files"


def _merged(base: tuple[Config, Set[str]], top: tuple[Config, Set[str]]) -> tuple[Config, Set[str]]:
    """A configuration on top of another one, each with the keys that it states."""
    (below, lower_keys), (own, keys) = base, top
    inherited = {
        field: getattr(below, field) for key, fields in _OVERRIDING.items() if key not in keys for field in fields
    }
    merged = replace(
        own,
        **inherited,
        files=tuple(dict.fromkeys((*own.files, *below.files))),
        exclude=(*below.exclude, *own.exclude),
        rules={**below.rules, **own.rules},
        rule_paths=tuple(dict.fromkeys((*below.rule_paths, *own.rule_paths))),
        ignore=tuple(dict.fromkeys((*below.ignore, *own.ignore))),
        path_ignores=tuple(dict.fromkeys((*below.path_ignores, *own.path_ignores))),
        places={**below.places, **own.places},
    )
    return merged, lower_keys | keys
