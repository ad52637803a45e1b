"""`extends`: what is merged and what is overridden, and what a repository cannot do with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.api import Request, options
from svclint.config import load
from svclint.errors import UsageError
from svclint.extending import MOST_FILES
from svclint.pipeline import check


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "repo/.git").mkdir(parents=True)
    return (tmp_path / "repo").resolve()


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


SHARED = """\
failOn: error
cluster: prod
exclude: [vendor/]
rules: {duplicate-key: off, noncanonical-address: note}
rulePaths: [policies]
ignore: [duplicate-cluster]
select: [pool-]
perPathIgnores: [{paths: lab/, rules: pool-}]
limits: {findings: 5}
render: {helm: false}
"""


def test_own_keys_override_and_what_excludes_is_added(root: Path) -> None:
    write(root / "shared/base.yaml", SHARED)
    write(
        root / "apps/.svclint.yaml",
        "extends: ../shared/base.yaml\nfailOn: note\nexclude: [old/]\nrules: {duplicate-key: warning}\nignore: [lb-]\n"
        "rulePaths: [mine]\nlimits: {claims: 7}\nselect:\n",
    )
    config = load(root / "apps")

    assert (config.file, config.fail_on, config.cluster) == ("apps/.svclint.yaml", "note", "prod")
    assert config.files == (root / "apps/.svclint.yaml", root / "shared/base.yaml")
    assert config.exclude == ("/shared/**/vendor/", "/apps/**/old/")
    assert config.rules == {"duplicate-key": "warning", "noncanonical-address": "note"}
    assert [path.resolve() for path in config.rule_paths] == [root / "shared/policies", root / "apps/mine"]
    assert (config.ignore, config.select) == (("duplicate-cluster", "lb-"), ())
    assert [entry.file for entry in config.path_ignores] == ["shared/base.yaml"]
    assert (config.limits.findings, config.limits.claims) == (10_000, 7)
    assert config.renderable is not None
    assert not config.renderable.helm


def test_later_files_override_earlier_ones(root: Path) -> None:
    write(root / "a.yaml", "failOn: error\ncluster: a\n")
    write(root / "b.yaml", "extends: c.yaml\nfailOn: note\n")
    write(root / "c.yaml", "cluster: c\npreview: true\n")
    write(root / ".svclint.yaml", "extends: [a.yaml, b.yaml]\n")
    config = load(root)
    assert (config.fail_on, config.cluster, config.preview) == ("note", "c", True)
    assert len(config.files) == 4


def test_an_unknown_rule_is_reported_in_the_file_that_names_it(root: Path) -> None:
    write(root / "shared.yaml", "ignore:\n  - no-such-rule\n")
    write(root / ".svclint.yaml", "extends: shared.yaml\n")
    with pytest.raises(UsageError, match="unknown rule: no-such-rule") as caught:
        check([str(root)], options([str(root)], Request()))
    assert (caught.value.file, caught.value.line) == ("shared.yaml", 2)


def test_a_loop_is_reported_at_the_name_that_closes_it(root: Path) -> None:
    write(root / ".svclint.yaml", "extends: a.yaml\n")
    write(root / "a.yaml", "version: 1\nextends: [sub/b.yaml]\n")
    write(root / "sub/b.yaml", "extends: ../a.yaml\n")
    with pytest.raises(UsageError) as caught:
        load(root)
    assert caught.value.message == "this configuration extends itself: a.yaml → sub/b.yaml → a.yaml"
    assert (caught.value.file, caught.value.line, caught.value.column) == ("sub/b.yaml", 1, 10)


def test_two_files_may_extend_the_same_one(root: Path) -> None:
    write(root / "base.yaml", "failOn: error\n")
    for name in ("a", "b"):
        write(root / f"{name}.yaml", "extends: base.yaml\n")
    write(root / ".svclint.yaml", "extends: [a.yaml, b.yaml]\n")
    assert load(root).fail_on == "error"


def test_the_number_of_files_is_limited(root: Path) -> None:
    for number in range(9):
        write(root / f"{number}.yaml", f"extends: [{number + 1}.yaml, {number + 1}.yaml]\n")
    write(root / "9.yaml", "")
    write(root / ".svclint.yaml", "extends: 0.yaml\n")
    with pytest.raises(UsageError, match=f"can consist of at most {MOST_FILES} files"):
        load(root)


@pytest.mark.parametrize("name", ["../secret.yaml", "link.yaml", "/etc/passwd", "loop.yaml", "a/../../secret.yaml"])
def test_a_repository_extends_nothing_outside_of_it(root: Path, name: str) -> None:
    secret = write(root.parent / "secret.yaml", "canary: 1\n")
    (root / "a").mkdir()
    (root / "link.yaml").symlink_to(secret)
    (root / "loop.yaml").symlink_to("loop.yaml")
    write(root / ".svclint.yaml", f"version: 1\nextends: [{name}]\n")
    with pytest.raises(UsageError, match="is outside the repository") as caught:
        load(root)
    assert "canary" not in str(caught.value)
    assert (caught.value.file, caught.value.line, caught.value.column) == (".svclint.yaml", 2, 11)


def test_what_is_extended_raises_no_limit_and_uses_no_network(root: Path) -> None:
    write(root / ".svclint.yaml", "extends: a.yaml\n")
    write(root / "a.yaml", "limits: {findings: 20000}\nrender: true\n")
    config = load(root)
    assert (config.limits.findings, config.unlimited, config.render) == (10_000, ("findings",), None)
    write(root / "a.yaml", "render: {network: true}\n")
    with pytest.raises(UsageError, match="cannot allow svclint to use the network") as caught:
        load(root)
    assert caught.value.file == "a.yaml"


@pytest.mark.parametrize("name", ["no.yaml", "folder", "''"])
def test_a_missing_file_is_reported_where_it_is_named(root: Path, name: str) -> None:
    (root / "folder").mkdir()
    write(root / ".svclint.yaml", f"extends: {name}\n")
    with pytest.raises(UsageError) as caught:
        load(root)
    assert (caught.value.file, caught.value.line, caught.value.column) == (".svclint.yaml", 1, 10)


def test_a_mistake_is_reported_in_the_extended_file(root: Path) -> None:
    write(root / "shared/a.yaml", "version: 1\nfailon: never\n")
    write(root / ".svclint.yaml", "extends: shared/a.yaml\n")
    with pytest.raises(UsageError, match="did you mean 'failOn'") as caught:
        load(root)
    assert (caught.value.file, caught.value.line) == ("shared/a.yaml", 2)


def test_a_file_that_the_operator_names_may_extend_any_other(root: Path) -> None:
    write(root.parent / "shared.yaml", "failOn: error\n")
    config = write(root / "ci.yaml", "extends: ../shared.yaml\n")
    assert load(root, config).fail_on == "error"
