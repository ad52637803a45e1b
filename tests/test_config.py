from pathlib import Path

import pytest

from svclint.config import Config, PathIgnore, find_inventory, load
from svclint.errors import UsageError
from svclint.model import Span
from svclint.repository import find_root, from_root

FULL = """\
version: 1
inventory: [ops/inventory.yaml, more.yaml]
cluster: prod
exclude: ["vendor/", "!vendor/ours.yaml"]
rules:
  noncanonical-address: off
  unresolved-address: error
rulePaths: [policies]
select: [unresolved-address]
ignore: [duplicate-key]
failOn: warning
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "clusters" / "prod").mkdir(parents=True)
    return (tmp_path / "repo").resolve()


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_the_root_is_where_git_is(root) -> None:
    file = write(root / "clusters/prod/a.yaml", "")
    assert root == find_root(root / "clusters/prod") == find_root(file)
    write(root / "clusters" / ".git", "gitdir: elsewhere\n")
    assert find_root(file) == root / "clusters"


def test_without_git_the_root_is_the_start(tmp_path: Path) -> None:
    assert tmp_path.resolve() == find_root(tmp_path)


def test_every_key_is_read(root) -> None:
    write(root / ".svclint.yaml", FULL)
    assert load(root / "clusters/prod") == Config(
        file=".svclint.yaml",
        files=(root / ".svclint.yaml",),
        inventory=(root / "ops/inventory.yaml", root / "more.yaml"),
        cluster="prod",
        exclude=("vendor/", "!vendor/ours.yaml"),
        rules={"noncanonical-address": "off", "unresolved-address": "error"},
        rule_paths=(root / "policies",),
        select=("unresolved-address",),
        ignore=("duplicate-key",),
        fail_on="warning",
        places={
            "duplicate-key": (".svclint.yaml", Span(10, 10, 10, 23)),
            "unresolved-address": (".svclint.yaml", Span(7, 3, 7, 21)),
            "noncanonical-address": (".svclint.yaml", Span(6, 3, 6, 23)),
        },
    )


def test_groups_and_prefixes_are_names_of_rules(root) -> None:
    write(root / ".svclint.yaml", "rules: {ports/*: off, pool-: note}\nselect: [services/*]\nignore: [lb-]\n")
    config = load(root)
    assert (config.rules, config.select) == ({"ports/*": "off", "pool-": "note"}, ("services/*",))
    assert config.ignore == ("lb-",)


@pytest.mark.parametrize("name", ["Pool", "-", "pool--x", "/*", " x/*"])
def test_what_can_be_no_name_of_rules_is_an_error(root, name: str) -> None:
    write(root / ".svclint.yaml", f"ignore: ['{name}']\n")
    with pytest.raises(UsageError, match="must be the ID, group"):
        load(root)


@pytest.mark.parametrize("text", ["", "# nothing\n", "exclude:\nrules:\nfailOn:\n"])
def test_an_empty_configuration_is_the_default(root, text: str) -> None:
    write(root / ".svclint.yaml", text)
    assert load(root) == Config(file=".svclint.yaml", files=(root / ".svclint.yaml",))


def test_a_configuration_above_the_root_is_not_read(root) -> None:
    write(root.parent / ".svclint.yaml", FULL)
    assert load(root) == Config()


def test_globs_of_a_folder_hold_from_the_root(root) -> None:
    write(root / "clusters/.svclint.yaml", "exclude: ['*.tpl.yaml', '/prod/x', 'a/b', '!old/']\n")
    expected = ("/clusters/**/*.tpl.yaml", "/clusters/prod/x", "/clusters/a/b", "!/clusters/**/old/")
    assert load(root / "clusters/prod").exclude == expected


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("failon: never\n", (1, 1), "unknown key 'failon' in a configuration; did you mean 'failOn'?"),
        ("exclude: [1]\n", (1, 11), "every item of 'exclude' must be text, not a whole number"),
        ("a: b: c\n", (1, 5), None),
        ("failOn: note\nfailOn: error\n", (2, 1), "duplicate key 'failOn'"),
        ("- a\n", (1, 1), "this file must be a mapping, not a list"),
        ("version: 1\n---\nversion: 1\n", (2, 1), "contains more than one YAML document"),
    ],
)
def test_a_mistake_is_told_with_its_place(root, text: str, place, message) -> None:
    write(root / ".svclint.yaml", text)
    with pytest.raises(UsageError) as caught:
        load(root)
    assert (".svclint.yaml", *place) == (caught.value.file, caught.value.line, caught.value.column)
    assert message is None or message == caught.value.message


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("inventory: ../secret.yaml\n", 12),
        ("inventory: [link.yaml]\n", 13),
        ("rulePaths: [/etc]\n", 13),
        ("rulePaths: [loop/x]\n", 13),
        ('inventory: "a\\0b"\n', 12),
    ],
)
def test_a_repository_names_nothing_outside_of_it(root, text: str, column) -> None:
    (root / "link.yaml").symlink_to(write(root.parent / "secret.yaml", "canary: 1\n"))
    (root / "loop").symlink_to("loop")
    config = write(root / ".svclint.yaml", text)
    with pytest.raises(UsageError, match="is outside the repository") as caught:
        load(root)
    assert (".svclint.yaml", 1, column) == (caught.value.file, caught.value.line, caught.value.column)
    load(root, config)  # whoever gives the file on the command line has read it


@pytest.mark.parametrize("name", [".svclint.yaml", "svclint-inventory.yaml"])
def test_a_file_that_is_found_is_no_link_to_elsewhere(root, name) -> None:
    (root / name).symlink_to(write(root.parent / "secret.yaml", "canary: 1\n"))
    with pytest.raises(UsageError, match="is outside the repository"):
        find_inventory([str(root)], load(root))


def test_an_explicit_file_has_to_exist(root) -> None:
    with pytest.raises(UsageError, match="cannot be read: no such file"):
        load(root, root / "absent.yaml")


def test_the_inventory_is_found_in_the_stated_order(root) -> None:
    start = root / "clusters/prod"
    paths = [str(start)]
    assert find_inventory(paths, Config()) == ()
    hidden = write(root / ".svclint/inventory.yaml", "")
    assert find_inventory(paths, Config()) == (hidden,)
    plain = write(root / "svclint-inventory.yaml", "")
    assert find_inventory(paths, Config()) == (plain,)
    near = write(start / "svclint-inventory.yaml", "")
    assert find_inventory(paths, Config()) == (near,)
    stated = Config(inventory=(root / "x.yaml",))
    assert find_inventory(paths, stated) == (root / "x.yaml",)
    assert find_inventory(paths, stated, [root / "y.yaml"]) == (root / "y.yaml",)


def test_inventories_below_a_path_are_found_unless_the_configuration_excludes_them(root) -> None:
    near = write(root / "svclint-inventory.yaml", "")
    east = write(root / "clusters/east/svclint-inventory.yaml", "")
    west = write(root / "clusters/west/.svclint/inventory.yaml", "")
    write(root / "clusters/west/inventory.yaml", "")
    assert find_inventory([str(root)], Config()) == (near, east, west)
    assert find_inventory([str(root)], Config(exclude=("clusters/east/",))) == (near, west)
    assert find_inventory([str(root / "clusters/east"), str(root / "clusters/west")], Config()) == (east, west)
    app = write(root / "clusters/east/app.yaml", "")
    assert find_inventory([str(app), str(near)], Config()) == (near, east)


@pytest.mark.parametrize(
    ("folder", "glob", "expected"),
    [
        ("a", "x/**", "/a/x/**"),
        ("a/b", "/x.yaml", "/a/b/x.yaml"),
        ("a", "*.yaml", "/a/**/*.yaml"),
        ("a", "!x/", "!/a/**/x/"),
        ("a[1]", "x/*", "/a\\[1\\]/x/*"),
        ("", "x/**", "x/**"),
    ],
)
def test_a_glob_of_a_folder_is_relative_to_the_root(root, folder: str, glob: str, expected: str) -> None:
    (root / folder).mkdir(exist_ok=True, parents=True)
    assert from_root(glob, root / folder, root) == expected


PER_PATH = """\
perPathIgnores:
  - paths: [lab/, "!lab/edge.yaml"]
    rules: [noncanonical-address, pool-]
    reason: >
      rebuilt
      every week
    until: 2026-12-31
  - {paths: "*.tpl.yaml", rules: services/*}
"""


def test_entries_of_paths_are_read(root) -> None:
    write(root / "clusters/.svclint.yaml", PER_PATH)
    rules = ("noncanonical-address", "pool-")
    file = "clusters/.svclint.yaml"
    assert load(root / "clusters").path_ignores == (
        PathIgnore(
            ("/clusters/**/lab/", "!/clusters/lab/edge.yaml"),
            rules,
            "rebuilt every week",
            "2026-12-31",
            file,
            Span(7, 12, 7, 22),
        ),
        PathIgnore(("/clusters/**/*.tpl.yaml",), ("services/*",), "", "", file, Span(8, 34, 8, 44)),
    )


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{paths: a}", "missing key 'rules'"),
        ("{paths: a, rules: x, until: 2026-13-01}", "must be a date such as 2026-12-31"),
        ("{paths: a, rules: X}", "must be the ID, group"),
        ("{paths: [], rules: x}", "'paths'"),
        ("{path: a, rules: x}", "did you mean 'paths'?"),
    ],
)
def test_a_mistake_in_an_entry_of_paths_has_a_place(root, entry: str, message: str) -> None:
    write(root / ".svclint.yaml", f"perPathIgnores: [{entry}]\n")
    with pytest.raises(UsageError) as caught:
        load(root)
    assert message in caught.value.message
    assert (caught.value.file, caught.value.line) == (".svclint.yaml", 1)
