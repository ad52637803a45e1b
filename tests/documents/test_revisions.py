"""A revision's tree in a folder: what is stored and nothing else; and names that are no revisions."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from svclint.documents.revisions import Base, find_base, write_tree
from svclint.errors import UsageError

GIT = ("git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main")


def git(root: Path, *words: str, given: bytes = b"") -> str:
    done = subprocess.run([*GIT, "-C", str(root), *words], check=True, capture_output=True, input=given)
    return done.stdout.decode().strip()


def commit(root: Path, *names: str) -> str:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{name}: 1\n")
    git(root, "add", "--all", "--force")
    git(root, "commit", "--quiet", "--allow-empty", "-m", "x")
    return git(root, "rev-parse", "HEAD")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "--quiet")
    return folder


def tree(root: Path, revision: str, into: Path) -> dict[str, bytes]:
    into.mkdir(exist_ok=True)
    write_tree(find_base(root, revision), into)
    return {path.relative_to(into).as_posix(): path.read_bytes() for path in into.rglob("*") if not path.is_dir()}


def test_the_files_as_they_are_stored(root: Path, tmp_path: Path) -> None:
    (root / ".gitattributes").write_text("*.yaml text eol=crlf ident filter=evil export-ignore\n")
    (root / ".git/config").open("a").write('[filter "evil"]\nsmudge = touch PWNED\nclean = cat\nrequired = true\n')
    first = commit(root, "a.yaml", "b/c d.txt", "b/ü\n.json")
    commit(root, "a.yaml", "later.yaml")
    (root / "a.yaml").write_text("changed\n")
    found = tree(root, first, tmp_path / "into")
    assert set(found) == {".gitattributes", "a.yaml", "b/c d.txt", "b/ü\n.json"}
    assert found["a.yaml"] == b"a.yaml: 1\n"
    assert not (root / "PWNED").exists()


def test_links_submodules_and_large_files_are_left_out(root: Path, tmp_path: Path) -> None:
    commit(root, "a.yaml")
    (root / "link.yaml").symlink_to("a.yaml")
    (root / "out").symlink_to("/etc")
    (root / "large.bin").write_bytes(b"x" * (1 << 20) + b"y")
    (root / "large.yaml").write_bytes(b"#" * (1 << 20) + b"y")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    commit(root)
    assert set(tree(root, "HEAD", tmp_path / "into")) == {"a.yaml", "large.yaml"}


def test_a_manifest_that_git_has_lost_is_an_error(root: Path, tmp_path: Path) -> None:
    first = commit(root, "a.yaml", "b.yaml", "c.bin")
    for name in ("c.bin", "b.yaml"):
        blob = git(root, "rev-parse", f"HEAD:{name}")
        (root / ".git/objects" / blob[:2] / blob[2:]).unlink()
        if name == "c.bin":
            assert set(tree(root, first, tmp_path / "into")) == {"a.yaml", "b.yaml"}
    with pytest.raises(UsageError, match="cannot read the files of"):
        tree(root, first, tmp_path / "other")


@pytest.mark.parametrize("name", ["..", ".git", ".GIT", "."])
def test_names_that_no_checkout_makes_lead_nowhere(root: Path, tmp_path: Path, name: str) -> None:
    blob = git(root, "hash-object", "-w", "--stdin", given=b"a: 1\n")
    inner = git(root, "mktree", given=f"100644 blob {blob}\tx.yaml\n".encode())
    raw = b"40000 " + name.encode() + b"\0" + bytes.fromhex(inner)
    outer = git(root, "hash-object", "-t", "tree", "-w", "--literally", "--stdin", given=raw)
    made = git(root, "commit-tree", outer, "-m", "x")
    (tmp_path / "deep").mkdir()
    assert tree(root, made, tmp_path / "deep/er") == {}
    assert list((tmp_path / "deep").rglob("*.yaml")) == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "nope",
        "--help",
        "-h",
        "--output=PWNED",
        "HEAD:a.yaml",
        "a\0b",
        "HEAD\n",
        "$(touch PWNED)",
        "x" * 5000,
        "..",
        "HEAD..HEAD",
    ],
)
def test_an_unknown_revision_is_a_usage_error(root: Path, name: str) -> None:
    commit(root, "a.yaml")
    with pytest.raises(UsageError, match="unknown revision") as caught:
        find_base(root, name)
    assert len(str(caught.value)) < 300
    assert not (root / "PWNED").exists()


def test_the_merge_base_is_compared_with(root: Path) -> None:
    first = commit(root, "a.yaml")
    git(root, "checkout", "--quiet", "-b", "topic")
    commit(root, "b.yaml")
    git(root, "checkout", "--quiet", "main")
    second = commit(root, "c.yaml")
    git(root, "checkout", "--quiet", "topic")
    words = f"{first[:12]}, the merge base of main ({second[:12]}) and HEAD"
    assert find_base(root, "main") == Base(first, root, words)
    assert find_base(root, first).words == first[:12]
    git(root, "checkout", "--quiet", "--orphan", "other")
    commit(root, "d.yaml")
    assert (
        find_base(root, "main").commit,
        find_base(root, "main").words,
    ) == (second, f"main ({second[:12]}) itself, because it has no common ancestor with HEAD")


def test_a_folder_that_is_in_no_repository(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--diff-base needs a git repository"):
        find_base(tmp_path, "HEAD")


def test_a_machine_without_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="needs git, but git cannot be run"):
        find_base(tmp_path, "HEAD")


def test_a_shallow_clone_is_told_what_to_do(root: Path, tmp_path: Path) -> None:
    first = commit(root, "a.yaml")
    second = commit(root, "b.yaml")
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{root}", "shallow")
    with pytest.raises(UsageError, match="in a shallow clone: fetch it first"):
        find_base(tmp_path / "shallow", first)
    assert find_base(tmp_path / "shallow", "HEAD").commit == second


def test_a_partial_clone_fetches_nothing(root: Path, tmp_path: Path) -> None:
    first = commit(root, "a.yaml")
    (root / "a.yaml").write_text("b: 2\n")
    commit(root)
    git(root, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--filter=blob:none", f"file://{root}", "partial")
    with pytest.raises(UsageError, match="cannot read the files"):
        tree(tmp_path / "partial", first, tmp_path / "into")
