"""ConfigMaps of one name → the one nearest to the Kustomization that refers to it, without comparing all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate

from svclint.deployment.sample_paths import sample_path
from svclint.documents.list_items import VariableValue
from svclint.lazy_dataclasses import dataclass

Settings = tuple[VariableValue, ...]


@dataclass(frozen=True, slots=True)
class ConfigMap:
    """One ConfigMap: its file, the namespaces that it is deployed to, and the variables that it sets."""

    path: str
    namespaces: frozenset[str]
    settings: Settings


class NamedConfigMaps:
    """The ConfigMaps of one name, by namespace and folder."""

    def __init__(self) -> None:
        self._all: list[ConfigMap] = []
        self._by_namespace: dict[str, _Folders] | None = None

    def add(self, config_map: ConfigMap) -> None:
        self._all.append(config_map)

    @property
    def settings(self) -> Iterator[VariableValue]:
        """The variables that the ConfigMaps set."""
        return (setting for config_map in self._all for setting in config_map.settings)

    def nearest(self, namespace: str, near: tuple[str, ...]) -> Settings | None:
        """The settings of the ConfigMap that has most folders in common with the paths of `near`, in that order.

        ConfigMaps of the namespace are preferred. Those in archives and samples are considered only if there are no
        others. None if several ConfigMaps are equally near and their settings differ.
        """
        if self._by_namespace is None:
            self._by_namespace = _grouped(self._all)
        folders = self._by_namespace.get(namespace) or self._by_namespace[""]
        for path in near:
            folders = folders.nearest(path)
        return folders.agreed()


class _Folders:
    """Some ConfigMaps, by each of the folders that contain them."""

    def __init__(self, config_maps: list[ConfigMap]) -> None:
        self._config_maps = config_maps
        self._below: dict[str, list[ConfigMap]] | None = None
        self._nearest: dict[str, _Folders] = {}
        self._agreed: list[Settings | None] = []

    def nearest(self, path: str) -> _Folders:
        """The ConfigMaps that have most folders in common with a path."""
        if self._below is None:
            self._below = {}
            for config_map in self._config_maps:
                for folder in _above(config_map.path):
                    self._below.setdefault(folder, []).append(config_map)
        common = next((folder for folder in reversed(_above(path)) if folder in self._below), "")
        if common not in self._nearest:
            self._nearest[common] = _Folders(self._below.get(common, self._config_maps))
        return self._nearest[common]

    def agreed(self) -> Settings | None:
        """The settings of the ConfigMaps if they are all the same; otherwise None."""
        if not self._agreed:
            all_settings = (config_map.settings for config_map in self._config_maps)
            distinct = {tuple((setting.name, setting.text) for setting in settings) for settings in all_settings}
            self._agreed.append(self._config_maps[0].settings if len(distinct) == 1 else None)
        return self._agreed[0]


def _grouped(config_maps: Iterable[ConfigMap]) -> dict[str, _Folders]:
    """The ConfigMaps by namespace, and all of them under ''; without archives and samples if there are others."""
    known = list(config_maps)
    live = [config_map for config_map in known if not sample_path(config_map.path, ())] or known
    groups: dict[str, list[ConfigMap]] = {"": live}
    for config_map in live:
        for namespace in config_map.namespaces:
            groups.setdefault(namespace, []).append(config_map)
    return {namespace: _Folders(group) for namespace, group in groups.items()}


def _above(path: str) -> list[str]:
    """A path's folders, outermost first, and the path itself."""
    return list(accumulate(path.split("/"), "{}/{}".format))
