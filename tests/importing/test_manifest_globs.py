"""Which folders are whose in a repository of several clusters."""

from __future__ import annotations

from svclint.importing.manifest_globs import manifests

WORDS = (frozenset({"main"}), frozenset({"storage"}))


def test_folders_named_after_clusters() -> None:
    files = ["talos/main/a.yaml", "kubernetes/main/apps/x/y.yaml", "kubernetes/storage/z.yaml", "flux/k.yaml"]
    assert manifests(WORDS, files) == (("kubernetes/main/**", "talos/main/**"), ("kubernetes/storage/**",))


def test_the_topmost_decides() -> None:
    assert manifests(WORDS, ["main/apps/storage/nfs.yaml"]) == (("main/**",), ())


def test_a_shared_base_is_nobodys() -> None:
    assert manifests(WORDS, ["apps/base/storage/nfs.yaml"]) == ((), ())


def test_too_many_folders_say_nothing() -> None:
    assert manifests(WORDS, [f"apps/{number}/main/a.yaml" for number in range(13)]) == ((), ())
