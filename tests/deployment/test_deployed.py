"""What stands in folders of archives, samples and tests is not taken as deployed, unless somebody asks for it."""

from __future__ import annotations

import pytest

from svclint.deployment.deployed import archive_folder, unplanned
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode
from svclint.documents.read import SourceFile
from svclint.model import Reading, Span

NODE = MapNode((), Span(1, 1, 1, 1))


@pytest.mark.parametrize(
    ("path", "asked", "folder"),
    [
        ("apps/web.yaml", ".", ""),
        (".archive/apps/web.yaml", ".", ".archive"),
        ("k8s/_archive/web.yaml", ".", "k8s/_archive"),
        ("apps/kyverno/tests/cli/web.yaml", ".", "apps/kyverno/tests"),
        ("shop-demo-blue/web.yaml", ".", "shop-demo-blue"),
        ("democracy/web.yaml", ".", ""),
        ("clusters/test/web.yaml", ".", ""),
        ("examples/founding-incident/web.yaml", "examples/founding-incident", ""),
        ("examples/founding-incident/web.yaml", "examples/founding-incident/web.yaml", ""),
        ("examples/a/old/web.yaml", "examples/a", "examples/a/old"),
        ("examples/a/web.yaml", "apps", "examples"),
    ],
)
def test_folder_names_tell_samples_and_archives_apart(path: str, asked: str, folder: str) -> None:
    assert archive_folder(path, [asked]) == folder


def source(path: str) -> SourceFile:
    document = Document(path, 0, NODE, "", "v1", "Service", "", "web", "")
    return SourceFile(path, Reading.READ, "", (document,))


def test_a_repository_of_samples_alone_is_what_it_is() -> None:
    mixed = unplanned([source("samples/a.yaml"), source("b.yaml")], ["."])
    alone = unplanned([source("samples/a.yaml"), source("examples/b.yaml")], ["."])

    assert [one.status.archived for objects in mixed.objects.values() for one in objects] == [True, False]
    assert [one.status.archived for objects in alone.objects.values() for one in objects] == [False, False]
