"""The scan never hides what an example of the catalogue claims, however the document is spelled."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from svclint.claims.catalogue import Catalogue, build, folder
from svclint.claims.extract import extract
from svclint.claims.field_reader import Extracted
from svclint.datafiles import Plain, load_all
from svclint.documents.read import read
from svclint.documents.scan import Scanner
from svclint.documents.yaml import YamlError, parse
from svclint.schema import plain

PROJECTS = load_all(folder(), "catalogue", ours=True)


def without_needed(project: Plain) -> Plain:
    """The project without the entries whose documents are read only if another document needs them."""
    return project | {"entries": [entry for entry in project["entries"] if "needed-by" not in entry]}


def as_json(project: Plain) -> Iterator[bytes]:
    """Each document of a project's examples in JSON without spaces, which no word may depend on."""
    for example in (example for entry in project["entries"] for example in entry["examples"]):
        try:
            nodes = [document.node for document in parse(example["manifest"])]
            yield from (json.dumps(plain(node), separators=(",", ":")).encode() for node in nodes if node is not None)
        except (YamlError, TypeError):
            continue  # a template, or a value that JSON does not have


def extracted(data: bytes, catalogue: Catalogue, scanner: Scanner | None) -> list[Extracted]:
    documents = read("manifest.yaml", data, scanner).documents
    return [found for document in documents for found in extract(document, "", catalogue)]


@pytest.mark.parametrize("project", PROJECTS, ids=lambda project: project["project"])
def test_documents_in_json_are_read(project: Plain) -> None:
    own = without_needed(project)
    catalogue = build([own])
    scanner = catalogue.scanner()
    for data in as_json(own):
        assert extracted(data, catalogue, scanner) == extracted(data, catalogue, None), data
