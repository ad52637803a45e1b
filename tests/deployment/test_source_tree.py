"""The repository's files, read once and never outside of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.deployment import source_tree
from svclint.deployment.read_files import ReadFiles
from svclint.deployment.source_tree import SourceTree
from svclint.documents import file_bytes


def test_links_to_the_outside_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.yaml").write_text("a: 10.0.0.1\n")
    root = tmp_path / "repository"
    root.mkdir()
    (root / "link.yaml").symlink_to("../secret.yaml")
    tree = SourceTree(root)
    for path in ("link.yaml", "../secret.yaml", str(tmp_path / "secret.yaml"), "a\0b"):
        assert (tree.text(path), tree.trees(path), tree.documents(path)) == ("", (), ()), path


def test_a_tree_of_selected_files_contains_no_other_file(tmp_path: Path) -> None:
    for name in ("kustomization.yaml", "Kustomization", "other.yaml", "large.yaml"):
        (tmp_path / name).write_text("a: b\n" if name != "large.yaml" else "#" * 2000)
    tree = SourceTree(tmp_path, ["Kustomization", "large.yaml"], largest=1000)
    assert (tree.data("Kustomization"), tree.data("other.yaml"), tree.data("large.yaml")) == (b"a: b\n", b"", b"")
    assert (
        tree.kustomization_file(""),
        SourceTree(tmp_path).kustomization_file(""),
    ) == ("Kustomization", "kustomization.yaml")


def test_a_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.yaml").write_text("a: |\n  b: c\n")
    seen: list[str] = []

    def counted(root: Path, path: str) -> bytes:
        seen.append(path)
        return (root / path).read_bytes()

    monkeypatch.setattr(source_tree, "load", counted)
    tree = SourceTree(tmp_path)
    for _ in range(2):
        assert (
            len(tree.trees("a.yaml")),
            len(tree.documents("a.yaml")),
            tree.text("a.yaml"),
        ) == (1, 1, "a: |\n  b: c\n")
    assert seen == ["a.yaml"]


def test_documents_before_a_syntax_error_are_kept(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: b\n---\n- c\n---\na: [\n")
    (tmp_path / "b.yaml").write_bytes("a: ü\n".encode("utf-16"))
    tree = SourceTree(tmp_path)
    assert (len(tree.trees("a.yaml")), len(tree.documents("a.yaml"))) == (2, 1)
    assert tree.text("b.yaml") == "a: ü\n"


def test_trees_of_one_run_read_a_file_once_and_each_sees_what_it_may(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text("kind: A\n")
    (tmp_path / "large.yaml").write_text("a: " + "x" * 2000)
    read: list[str] = []

    def load(root: Path, path: str) -> bytes:
        read.append(path)
        return file_bytes.load(root, path)

    monkeypatch.setattr(source_tree, "load", load)
    files = ReadFiles()
    whole = SourceTree(tmp_path, files=files)
    part = SourceTree(tmp_path, ["a.yaml", "large.yaml"], largest=1000, files=files)

    assert part.trees("a.yaml") == whole.trees("a.yaml")
    assert part.trees("a.yaml")[0] is whole.trees("a.yaml")[0]
    assert [part.text("b.yaml"), part.text("large.yaml"), whole.text("b.yaml")] == ["", "", "kind: A\n"]
    assert len(whole.text("large.yaml")) == 2003
    assert part.text("large.yaml") == ""
    assert read == ["a.yaml", "large.yaml", "b.yaml", "large.yaml"]
