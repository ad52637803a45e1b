"""ConfigMaps of one name → the one that stands nearest to who asks for it, without a look at each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from svclint.deployment.deployed import put_away
from svclint.documents.list_items import VariableValue
from svclint.lazy_dataclasses import dataclass

Settings = tuple[VariableValue, ...]


@dataclass(frozen=True, slots=True)
class ConfigMap:
    """One ConfigMap: its file, the namespaces that it is deployed to, and what it sets."""

    path: str
    namespaces: frozenset[str]
    settings: Settings


class NamedConfigMaps:
    """The ConfigMaps of one name."""

    def __init__(self) -> None:
        self._all: list[ConfigMap] = []
        self._by_namespace: dict[str, _Folders] | None = None

    def add(self, one: ConfigMap) -> None:
        self._all.append(one)

    @property
    def settings(self) -> Iterator[VariableValue]:
        """What all of them set."""
        return (setting for one in self._all for setting in one.settings)

    def nearest(self, namespace: str, near: tuple[str, ...]) -> Settings | None:
        """What the one sets that has most folders in common with each path of `near`, the first before the second.

        Those of the namespace come before others, and before all those that are not put away. None where several are
        as near and set different things.
        """
        if self._by_namespace is None:
            self._by_namespace = _grouped(self._all)
        folders = self._by_namespace.get(namespace) or self._by_namespace[""]
        for path in near:
            folders = folders.nearest(path)
        return folders.agreed()


class _Folders:
    """Some ConfigMaps, by each folder that they are below."""

    def __init__(self, found: list[ConfigMap]) -> None:
        self._found = found
        self._below: dict[str, list[ConfigMap]] | None = None
        self._nearest: dict[str, _Folders] = {}
        self._agreed: list[Settings | None] = []

    def nearest(self, path: str) -> _Folders:
        """Those that have most folders in common with a path."""
        if self._below is None:
            self._below = {}
            for one in self._found:
                for folder in _above(one.path):
                    self._below.setdefault(folder, []).append(one)
        common = next((folder for folder in reversed(_above(path)) if folder in self._below), "")
        if common not in self._nearest:
            self._nearest[common] = _Folders(self._below.get(common, self._found))
        return self._nearest[common]

    def agreed(self) -> Settings | None:
        """What they set, if all of them set the same."""
        if not self._agreed:
            said = {tuple((setting.name, setting.text) for setting in one.settings) for one in self._found}
            self._agreed.append(self._found[0].settings if len(said) == 1 else None)
        return self._agreed[0]


def _grouped(found: Iterable[ConfigMap]) -> dict[str, _Folders]:
    """By namespace, and under an empty one all; those that are put away only where there are no others."""
    known = list(found)
    live = [one for one in known if not put_away(one.path, ())] or known
    groups: dict[str, list[ConfigMap]] = {"": live}
    for one in live:
        for namespace in one.namespaces:
            groups.setdefault(namespace, []).append(one)
    return {namespace: _Folders(some) for namespace, some in groups.items()}


def _above(path: str) -> list[str]:
    """A path's folders from the outermost on, and the path itself."""
    return list(accumulate(path.split("/"), "{}/{}".format))
