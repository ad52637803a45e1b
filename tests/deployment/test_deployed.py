"""The plan of a repository without GitOps structure."""

from __future__ import annotations

from svclint.deployment.deployed import unplanned
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode
from svclint.documents.read import SourceFile
from svclint.model import Reading, Span

NODE = MapNode((), Span(1, 1, 1, 1))


def source(path: str) -> SourceFile:
    document = Document(path, 0, NODE, "", "v1", "Service", "", "web", "")
    return SourceFile(path, Reading.READ, "", (document,))


def test_a_repository_with_nothing_but_samples_is_checked() -> None:
    mixed = unplanned([source("samples/a.yaml"), source("b.yaml")], ["."])
    alone = unplanned([source("samples/a.yaml"), source("examples/b.yaml")], ["."])

    assert [bool(deployed.status.latent) for objects in mixed.objects.values() for deployed in objects] == [True, False]
    assert [deployed.status.latent for objects in alone.objects.values() for deployed in objects] == ["", ""]
