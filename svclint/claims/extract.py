"""A Document and the Catalogue → Claims, Unresolved values, and Flaws for texts that are not addresses."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from fnmatch import fnmatchcase

from svclint.claims.catalogue import Catalogue
from svclint.claims.catalogue_fields import Entry, Field
from svclint.claims.embedded import OPENERS
from svclint.claims.field_reader import Extracted, FieldReader
from svclint.claims.not_kubernetes import is_not_kubernetes
from svclint.claims.patch_delete import without_deleted
from svclint.claims.path_index import Finder
from svclint.claims.paths import Match, relative
from svclint.claims.ports_and_traits import holds
from svclint.claims.predicates import PREDICATES
from svclint.documents.list_items import brief, known_as
from svclint.documents.node import MapNode, ScalarNode
from svclint.documents.read import Document
from svclint.lazy_dataclasses import replace
from svclint.model import Claim, Owner

# Kinds of objects because of which others are created, as far as `chart_objects` knows them.
_INSTALLING = frozenset({"HelmRelease", "Application", "IstioOperator"})


def extract(document: Document, cluster: str, catalogue: Catalogue) -> Iterator[Extracted]:
    """The claims, unresolved values and flaws of a document in a cluster, in the order of catalogue and document.

    They are followed by the claims about ports of the objects that a chart makes of the document.
    """
    if is_not_kubernetes(document):
        return
    yield from _extracted(document, cluster, catalogue)
    if document.kind in _INSTALLING:
        from svclint.claims.chart_objects import ROLES, objects_of

        for created in objects_of(document):
            for extracted in _extracted(created, cluster, catalogue):
                if isinstance(extracted, Claim) and extracted.role in ROLES:
                    yield extracted


def _extracted(document: Document, cluster: str, catalogue: Catalogue) -> Iterator[Extracted]:
    """The claims, unresolved values and flaws of one object."""
    if document.deletes:
        node = without_deleted(document.node)
        if not isinstance(node, MapNode):
            return
        document = replace(document, node=node)
    root = Match(document.node, "", ())
    finder = Finder(root, OPENERS, catalogue.deep)
    for entry in catalogue.candidates(document.kind):
        found = finder.found(entry.paths)
        numbers = sorted({*found, *entry.absent}) if entry.absent else sorted(found)
        if not numbers or not _applies(entry.head, document):
            continue
        owner = _owner(entry.head, root, document, cluster)
        for number in numbers:
            spec, matches = entry.field(number), found.get(number, ())
            for match in matches:
                if _counts(spec, match, document.node):
                    yield from FieldReader(spec, match, document, owner).read()
            if spec.absent is not None and not matches and _counts(spec, root, document.node):
                first = document.node.entries[0][0] if document.node.entries else document.node
                reader = FieldReader(spec, root, document, owner)
                yield reader.claim(reader.place(first.span), spec.absent)


def asked_roles(document: Document, catalogue: Catalogue, roles: Collection[str]) -> set[str]:
    """Those of the roles that claims of the document have, or of the objects that a chart makes of it."""
    if is_not_kubernetes(document):
        return set()
    found = _asked_by(document, catalogue, roles)
    if document.kind in _INSTALLING:
        from svclint.claims.chart_objects import ROLES, objects_of

        found = found.union(*(_asked_by(inner, catalogue, ROLES.intersection(roles)) for inner in objects_of(document)))
    return found


def _asked_by(document: Document, catalogue: Catalogue, roles: Collection[str]) -> set[str]:
    """Those of the roles that claims of one object have."""
    entries = catalogue.asking(document.kind)
    if not entries or not roles:
        return set()
    root = Match(document.node, "", ())
    finder = Finder(root, OPENERS, catalogue.deep)
    return {
        spec.role
        for entry in entries
        if _applies(entry.head, document)
        for number, matches in finder.found(entry.paths).items()
        if (spec := entry.field(number)).role in roles
        for match in matches
        if _counts(spec, match, document.node)
        for extracted in FieldReader(spec, match, document, _owner(entry.head, root, document, "")).read()
        if isinstance(extracted, Claim)
    }


def _counts(spec: Field, match: Match, root: MapNode) -> bool:
    """Whether the conditions of a field hold at this match, and its value is one that makes a claim."""
    if isinstance(match.node, ScalarNode) and match.node.text in spec.unless:
        return False
    if spec.when and not all(holds(condition, match, root) for condition in spec.when):
        return False
    return not spec.predicate or PREDICATES[spec.predicate](match)


def _applies(entry: Entry, document: Document) -> bool:
    if "*" not in entry.groups and document.group not in entry.groups:
        return False
    if entry.names and document.name not in entry.names:
        return False
    if "*" in entry.kinds and document.kind == "CustomResourceDefinition":
        return False  # a schema describes fields; it claims nothing
    if document.kind in entry.except_kinds:
        return False
    if entry.files and not any(fnmatchcase("/" + document.file, pattern) for pattern in entry.files):
        return False
    if entry.any_keys and all(document.node.get(key) is None for key in entry.any_keys):
        return False
    return all(document.node.get(key) is not None for key in entry.keys)


def _owner(entry: Entry, root: Match, document: Document, cluster: str) -> Owner:
    """The owner of the claims of an entry; an object without a kind is identified by its file."""
    for path in entry.describes:
        name = next(iter(relative(root, path, document.node, OPENERS)), None)
        if isinstance(name, ScalarNode) and name.text:
            cluster = name.text
            break
    group, kind, namespace = brief(document.group), brief(document.kind), brief(document.namespace)
    return Owner(brief(cluster), group, kind, namespace, known_as(document), unnamed=not document.name)
