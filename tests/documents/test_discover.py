"""Which files are read: with git and without, links, pipes, odd names, excludes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from svclint.documents.discover import Discovered, discover
from svclint.errors import UsageError

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")


def make(root: Path, *names: str) -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a: 1\n")


def git(root: Path, *arguments: str) -> None:
    subprocess.run([*GIT, "-C", str(root), *arguments], check=True, capture_output=True)


@pytest.fixture(params=["git", "walk"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "repository"
    folder.mkdir()
    if request.param == "git":
        git(folder, "init")
    monkeypatch.chdir(folder)
    return folder


def files(root: Path, *paths: str, exclude: tuple[str, ...] = (), tracked_only: bool = False) -> tuple[str, ...]:
    return discover(paths or (".",), root=root, exclude=exclude, tracked_only=tracked_only).files


def test_a_folder_gives_its_manifests_sorted(root: Path) -> None:
    make(root, "b/x.yaml", "a.yml", "c.json", "d.YAML", "e.txt", "f.yaml.j2", "g", ".hidden/h.yaml", "a b.yaml")

    assert files(root) == (".hidden/h.yaml", "a b.yaml", "a.yml", "b/x.yaml", "c.json", "d.YAML")
    assert ("b/x.yaml",) == files(root, "b") == files(root, str(root / "b")) == files(root, "b", "b/x.yaml", "./b/")


def test_gitignore_is_honoured(root: Path) -> None:
    make(root, "a.yaml", "out/b.yaml", "sub/c.yaml", "sub/keep.yaml", "sub/deep/d.yaml", "sub/deep/e.yaml")
    (root / ".gitignore").write_text("/out/\n# no\n\n[\n")
    (root / "sub" / ".gitignore").write_text("*.yaml\n!keep.yaml\n!/deep/e.yaml\n")

    assert files(root) == ("a.yaml", "sub/deep/e.yaml", "sub/keep.yaml")


def test_an_ignored_folder_that_is_named_is_read(root: Path) -> None:
    make(root, "a.yaml", "mine/b.yaml", "mine/deep/c.yaml")
    (root / ".gitignore").write_text("/mine/\n")

    assert files(root, "mine") == ("mine/b.yaml", "mine/deep/c.yaml")


def test_a_file_named_itself_is_taken_whatever_its_name(root: Path) -> None:
    make(root, "values.txt", "ignored.yaml")
    (root / ".gitignore").write_text("ignored.yaml\n")

    assert files(root, "values.txt", "./ignored.yaml") == ("ignored.yaml", "values.txt")


def test_excludes_hold_for_files_named_themselves_too(root: Path) -> None:
    make(root, "a.yaml", "tests/b.yaml", "x/tests/c.yaml", "x/d.yaml")

    expected = Discovered(("a.yaml",), ("tests/b.yaml", "x/d.yaml", "x/tests/c.yaml"), ())
    assert discover([".", "x/d.yaml"], root=root, exclude=["tests/", "/x/*", "!a.yaml"], tracked_only=False) == expected


def test_missing_facts_are_reported(root: Path) -> None:
    make(root, "a.yaml")
    os.mkfifo(root / "pipe")

    expected = Discovered(("a.yaml",), (), ("a\0b", "none.yaml", "pipe"))
    assert discover(["a.yaml", "none.yaml", "pipe", "a\0b"], root=root) == expected


def test_folders_behind_links_and_pipes_are_passed_over(root: Path) -> None:
    make(root, "a.yaml", "sub/b.yaml")
    make(root.parent, "outside/c.yaml")
    (root / "dangling.yaml").symlink_to("nowhere")
    (root / "circle.yaml").symlink_to("circle.yaml")
    (root / "folder.yaml").symlink_to("sub")
    (root / "sub" / "loop").symlink_to("..")
    (root / "out").symlink_to(root.parent / "outside")
    os.mkfifo(root / "pipe.yaml")
    (root / "to-pipe.yaml").symlink_to("pipe.yaml")

    assert files(root) == ("a.yaml", "sub/b.yaml")


def test_a_link_is_another_name_of_a_file_and_read_where_that_is_not(root: Path) -> None:
    make(root, "a.yaml", "b.txt", "sub/c.txt")
    for name, target in {
        "double.yaml": "a.yaml",
        "to-text.yaml": "b.txt",
        "to-text-again.yaml": "b.txt",
        "two-hops.yaml": "to-text-again.yaml",
        "sub/up.json": "../sub/c.txt",
        "text.txt": "a.yaml",
    }.items():
        (root / name).symlink_to(target)

    assert files(root) == ("a.yaml", "sub/up.json", "to-text-again.yaml")
    assert files(root, "sub") == ("sub/up.json",)
    assert files(root, exclude=("to-text-again.yaml", "a.yaml")) == ("double.yaml", "sub/up.json", "to-text.yaml")


def test_a_link_that_leads_out_is_said_and_not_read(root: Path) -> None:
    make(root, "a.yaml")
    make(root.parent, "outside/c.txt")
    (root / ".git").mkdir(exist_ok=True)
    (root / ".git" / "config.txt").write_text("a: 1\n")
    (root / "out.yaml").symlink_to(root.parent / "outside" / "c.txt")
    (root / "git.yaml").symlink_to(".git/config.txt")
    (root / "not-this.yaml").symlink_to("../outside/c.txt")

    found = discover(["."], root=root, exclude=["not-this.yaml"])
    assert found == Discovered(("a.yaml",), ("not-this.yaml",), (), ("git.yaml", "out.yaml"))


def test_a_gitignore_that_is_a_pipe_does_not_block(root: Path) -> None:
    make(root, "a.yaml")
    if (root / ".git").exists():
        pytest.skip("git opens it by itself")
    os.mkfifo(root / ".gitignore")

    assert files(root) == ("a.yaml",)


def test_odd_names_survive(root: Path) -> None:
    names = ["-rf.yaml", "new\nline.yaml", os.fsdecode(b"latin\xff.yaml"), "a:b.yaml", "#x.yaml", "ü.yaml"]
    make(root, *names)

    assert tuple(sorted(names)) == files(root) == files(root, "--", ".")[:0] + files(root, ".")


def test_a_path_outside_the_root_keeps_its_dots(root: Path) -> None:
    make(root.parent, "other/a.yaml")

    assert ("../other/a.yaml",) == files(root, "../other") == files(root, "../other/a.yaml")


def test_tracked_only(root: Path) -> None:
    make(root, "tracked.yaml", "gone.yaml", "new.yaml")
    if not (root / ".git").exists():
        pytest.skip("without git nothing is tracked")
    git(root, "add", "tracked.yaml", "gone.yaml")
    (root / "gone.yaml").unlink()

    assert files(root, tracked_only=True) == ("tracked.yaml",)
    assert files(root) == ("new.yaml", "tracked.yaml")


def test_git_runs_nothing_of_the_repository(root: Path) -> None:
    make(root, "a.yaml")
    if not (root / ".git").exists():
        pytest.skip("nothing to run without git")
    script = root / "run.sh"
    script.write_text("#!/bin/sh\ntouch ran\n")
    script.chmod(0o755)
    git(root, "config", "core.fsmonitor", str(script))
    git(root, "config", "core.hooksPath", str(root))

    assert files(root) == ("a.yaml",)
    assert not (root / "ran").exists()


def test_the_index_of_a_hook_is_honoured(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(root, "a.yaml", "b.yaml")
    if not (root / ".git").exists():
        pytest.skip("no index without git")
    git(root, "add", "a.yaml")
    monkeypatch.setenv("GIT_INDEX_FILE", str(root / ".git" / "other-index"))
    git(root, "add", "b.yaml")

    assert files(root, tracked_only=True) == ("b.yaml",)


def test_the_environment_of_a_hook_does_not_mislead(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(root, "a.yaml", "sub/b.yaml", "sub/c.yaml")
    if not (root / ".git").exists():
        pytest.skip("no hook without git")
    git(root, "add", "a.yaml", "sub/b.yaml")
    (root / ".git" / "index").rename(root / ".git" / "next-index")
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/next-index")

    assert files(root, "sub", tracked_only=True) == ("sub/b.yaml",)


def test_a_folder_that_became_a_link_is_not_followed(root: Path) -> None:
    make(root, "sub/a.yaml")
    make(root.parent / "elsewhere", "a.yaml")
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "."], cwd=root, check=True)
    (root / "sub/a.yaml").unlink()
    (root / "sub").rmdir()
    (root / "sub").symlink_to(root.parent / "elsewhere")

    assert files(root) == ()


def test_a_pattern_that_is_none_is_the_operators_mistake(root: Path) -> None:
    make(root, "a.yaml")

    with pytest.raises(UsageError, match="exclude"):
        files(root, exclude=("!",))


def test_one_file_needs_neither_git_nor_pathspec(root: Path) -> None:
    make(root, "a.yaml")
    program = (
        "import sys; from pathlib import Path; from svclint.documents.discover import discover\n"
        "print(discover(['a.yaml'], root=Path()).files, sorted({'subprocess', 'pathspec'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == "('a.yaml',) []"
