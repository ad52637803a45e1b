"""The ConfigMap that stands nearest to who asks for it is the one that a look at all of them finds."""

from __future__ import annotations

import posixpath

from hypothesis import given
from hypothesis import strategies as st

from svclint.deployment.gitops.nearest_configmap import ConfigMap, NamedConfigMaps, Settings
from svclint.deployment.sample_paths import sample_path
from svclint.documents.list_items import VariableValue
from svclint.model import Span
from tests.support.effort import steps

PATHS = st.lists(st.sampled_from(["a", "b", "archive", "c"]), max_size=3).map(
    lambda parts: "/".join([*parts, "f.yaml"])
)
NAMESPACES = st.sampled_from(["", "x", "y"])


def config_map(path: str, namespaces: frozenset[str], text: str) -> ConfigMap:
    return ConfigMap(path, namespaces - {""}, (VariableValue("IP", text, path, Span(1, 1, 1, 2)),))


MAPS = st.builds(config_map, PATHS, st.frozensets(NAMESPACES), st.sampled_from(["1", "2", "3", "4"]))


def one_by_one(found: list[ConfigMap], namespace: str, near: tuple[str, ...]) -> Settings | None:
    def rank(one: ConfigMap) -> tuple[object, ...]:
        common = [posixpath.commonpath([one.path, path]) for path in near]
        distances = [len(path.split("/")) if path else 0 for path in common]
        return not sample_path(one.path, ()), namespace in one.namespaces, *distances

    best = [one for one in found if rank(one) == max(map(rank, found))]
    said = {tuple(setting.text for setting in one.settings) for one in best}
    return best[0].settings if len(said) == 1 else None


@given(st.lists(MAPS, min_size=1, max_size=8), NAMESPACES, st.tuples(PATHS, PATHS))
def test_the_nearest_is_that_of_a_look_at_all(found: list[ConfigMap], namespace: str, near: tuple[str, ...]) -> None:
    named = NamedConfigMaps()
    for one in found:
        named.add(one)
    expected = one_by_one(found, namespace, near)
    assert [named.nearest(namespace, near), named.nearest(namespace, near)] == [expected, expected]


def test_many_clusters_with_a_config_map_each_are_not_compared_with_each_other() -> None:
    def work(n: int) -> int:
        named = NamedConfigMaps()
        for i in range(n):
            named.add(config_map(f"clusters/c{i}/vars.yaml", frozenset({"flux-system"}), str(i)))
        near = [(f"clusters/c{i}/sync.yaml", f"clusters/c{i}/apps/a.yaml") for i in range(n)]
        return steps(lambda: [named.nearest("flux-system", one) for one in near])

    assert work(240) < 5.5 * work(60)
