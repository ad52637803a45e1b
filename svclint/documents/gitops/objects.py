"""A document and the kustomizations on its way → the object that is deployed, each value still at its own place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from svclint.documents.elsewhere import place, taken
from svclint.documents.expand import Document
from svclint.documents.gitops.kustomization import Kustomization
from svclint.documents.gitops.patches import deletes, merged, operated, replaced_at
from svclint.documents.gitops.patchlists import Patch, Target
from svclint.documents.gitops.work import NODE, Work
from svclint.documents.node import Mapping, Node, Scalar, Sequence, position, scalars, text_at
from svclint.model import Span
from svclint.patterns import regex
from svclint.records import replace

# Groups of Kubernetes' own kinds, whose lists kustomize merges by their schema.
_OWN = frozenset({"", "apps", "batch", "networking.k8s.io", "policy", "autoscaling", "discovery.k8s.io"})
_LONGEST_PATTERN = 200
_LONGEST_NAME = 1000
"""Kubernetes takes 253 characters; a prefix is put before the name of every object."""
# Cluster API's Cluster is in a namespace, and OLM's ClusterServiceVersion, and CloudNativePG's Cluster.
_NAMESPACED = frozenset({"cluster.x-k8s.io", "operators.coreos.com", "postgresql.cnpg.io"})
# Kinds of the catalogue that have no namespace, beside those whose names say so; kustomize gives its own to no object
# that has none, and the API server leaves it out where kustomize does not know the kind.
_CLUSTER_WIDE = regex(
    r"Cluster(?!$)\w*|Cilium(LoadBalancerIPPool|L2AnnouncementPolicy|BGP\w+|Clusterwide\w+|EgressGatewayPolicy|Node)"
    r"|Global\w+|IPPool|IPReservation|BGP(Peer|Configuration|Filter)|FelixConfiguration|Installation|Node|Namespace"
    r"|Eip|BgpConf|BgpPeer|(Ingress|Gateway|Storage|Priority|Runtime)Class|PersistentVolume|CustomResourceDefinition"
    r"|ServiceCIDR|IPAddress|(Baseline)?AdminNetworkPolicy|ExternalIPPool|Egress|APIService"
    r"|(Validating|Mutating)(WebhookConfiguration|AdmissionPolicy\w*)"
)


class Changes:
    """Which patches took hold, by file and place; and their trees as taken from another file, each made once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._sizes: dict[int, tuple[Node, int]] = {}
        self.applied: set[tuple[str, Span]] = set()
        self._taken: dict[tuple[int, int], tuple[Node, Node]] = {}

    def taken(self, tree: Node, number: int) -> Node:
        """The tree as from a document's file `number`."""
        key = id(tree), number
        if key not in self._taken:
            self._taken[key] = tree, taken(tree, number)  # with the tree itself, whose id is its own as long as it is
        return self._taken[key][1]

    def spend(self, tree: Node) -> None:
        """One more object has all of a patch. Raises TooMuchWork."""
        if id(tree) not in self._sizes:
            self._sizes[id(tree)] = tree, 1 + sum(1 for _ in scalars(tree))
        self._work.spend(NODE * self._sizes[id(tree)][1])


def transformed(document: Document, chain: Iterable[Kustomization], changes: Changes) -> Document | None:
    """The object after every kustomization on its way, the innermost first; None where a patch takes it away."""
    for one in chain:
        changed = patched(document, one.patches, changes)
        if changed is None:
            return None
        document = changed
        if one.namespace or one.prefix or one.suffix:
            document = replace(document, name=_named(document.name, one))
            document = in_namespace(document, one.namespace) if one.namespace else document
    return document


def _named(name: str, kustomization: Kustomization) -> str:
    """The name with what a kustomization puts around it; as it is where no object can be called that."""
    made = len(kustomization.prefix) + len(name) + len(kustomization.suffix)
    return f"{kustomization.prefix}{name}{kustomization.suffix}" if name and made <= _LONGEST_NAME else name


def in_namespace(document: Document, namespace: str) -> Document:
    """The object in a namespace, if its kind has one."""
    if _CLUSTER_WIDE.fullmatch(document.kind) and document.group not in _NAMESPACED:
        return document
    return replace(document, namespace=namespace)


def patched(document: Document, patches: Iterable[Patch], changes: Changes) -> Document | None:
    """The object with those of the patches that are for it; None where one of them takes it away."""
    for patch in patches:
        if not fits(patch.target, document):
            continue
        changes.applied.add((patch.file, patch.tree.span))
        if isinstance(patch.tree, Mapping) and deletes(patch.tree):
            return None
        document = _patched(document, patch, changes)
    return document


def _patched(document: Document, patch: Patch, changes: Changes) -> Document:
    changes.spend(patch.tree)
    files = document.files if patch.file in document.files else (*document.files, patch.file)
    tree = changes.taken(patch.tree, files.index(patch.file) + 1)
    if isinstance(tree, Sequence):
        node = operated(document.node, tree)
    else:
        node = merged(document.node, _anonymous(tree), known=document.group in _OWN)
    return replace(document, node=node, files=files) if isinstance(node, Mapping) else document


def _anonymous(tree: Node) -> Node:
    """A patch without its own name, which only says what it is for."""
    if not isinstance(tree, Mapping):
        return tree
    entries: list[tuple[Scalar, Node]] = []
    for key, value in tree.entries:
        if key.text in ("apiVersion", "kind"):
            continue
        if key.text == "metadata" and isinstance(value, Mapping):
            kept = tuple(one for one in value.entries if one[0].text not in ("name", "namespace"))
            entries.append((key, Mapping(kept, value.span)))
        else:
            entries.append((key, value))
    return Mapping(tuple(entries), tree.span)


def fits(target: Target, document: Document) -> bool:
    """Whether a patch is for an object."""
    return (
        _like(target.kind, document.kind)
        and _like(target.name, document.name)
        and _like(target.group, document.group)
        and _like(target.version, document.version)
        and (not document.namespace or _like(target.namespace, document.namespace))
        and _selected(target.labels, document, "labels")
        and _selected(target.annotations, document, "annotations")
    )


def _like(pattern: str, text: str) -> bool:
    """Kustomize's patterns are regular expressions for the whole; what could take long to match is compared as text."""
    if not pattern or pattern == text:
        return True
    if len(pattern) > _LONGEST_PATTERN or re.search(r"[*+}][^|]*[*+{]|\(", pattern.replace(".*", "*", 2)):
        return False
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error:
        return False


def _selected(selector: str, document: Document, field: str) -> bool:
    """Label selectors as far as they are plain comparisons; any other may fit."""
    metadata = document.node.get("metadata")
    labels = metadata.get(field) if isinstance(metadata, Mapping) else None
    for part in (one.strip() for one in re.split(r",(?![^()]*\))", selector)):
        if found := re.fullmatch(r"([\w./-]+)\s*(!=|==?)\s*([\w.-]*)", part):
            same = text_at(labels, found[1]) == found[3]
            if same != (found[2] != "!="):
                return False
        elif found := re.fullmatch(r"([\w./-]+)\s+(notin|in)\s*\(([^()]*)\)", part):
            among = text_at(labels, found[1]) in {one.strip() for one in found[3].split(",")}
            if among != (found[2] == "in"):
                return False
        elif re.fullmatch(r"!?[\w./-]+", part):
            there = isinstance(labels, Mapping) and labels.get(part.lstrip("!")) is not None
            if there == part.startswith("!"):
                return False
    return True


def replaced(document: Document, kustomization: Kustomization, others: Iterable[Document]) -> Document:
    """The object after the replacements of a kustomization, as far as they copy whole values."""
    for item, _ in kustomization.replacements:
        source = item.get("source")
        value = _source_value(source, others)
        if value is None:
            continue
        scalar, file = value
        targets = item.get("targets")
        for target in targets.items if isinstance(targets, Sequence) else ():
            document = _given(document, target, scalar, file)
    return document


def _source_value(source: Node | None, others: Iterable[Document]) -> tuple[Scalar, str] | None:
    if not isinstance(source, Mapping) or source.get("options") is not None:
        return None
    wanted = Target(kind=text_at(source, "kind"), name=text_at(source, "name"), namespace=text_at(source, "namespace"))
    parts = _fields(text_at(source, "fieldPath") or "metadata.name")
    found = [one for one in others if fits(wanted, one) and wanted.kind]
    if len(found) != 1:
        return None
    node: Node | None = found[0].node
    for part in parts:
        if isinstance(node, Sequence):
            at = position(part, len(node.items))
            node = None if at is None else node.items[at]
        else:
            node = node.get(part) if isinstance(node, Mapping) else None
    if not isinstance(node, Scalar):
        return None
    file, span = place(found[0], node.span)
    return Scalar(node.text, node.value, span, node.style, ()), file


def _given(document: Document, target: Node, scalar: Scalar, file: str) -> Document:
    if not isinstance(target, Mapping) or target.get("options") is not None:
        options = target.get("options") if isinstance(target, Mapping) else None
        if not isinstance(options, Mapping) or text_at(options, "delimiter"):
            return document
    select = target.get("select") if isinstance(target, Mapping) else None
    wanted = Target(
        group=text_at(select, "group"), kind=text_at(select, "kind"),
        name=text_at(select, "name"), namespace=text_at(select, "namespace"),
    )  # fmt: skip
    paths = target.get("fieldPaths") if isinstance(target, Mapping) else None
    if not isinstance(select, Mapping) or not fits(wanted, document) or not isinstance(paths, Sequence):
        return document
    create = text_at(target, "options", "create") == "true"
    files = document.files if file in document.files else (*document.files, file)
    value = taken(scalar, files.index(file) + 1)
    node: Node = document.node
    for path in paths.items:
        parts = _fields(path.text) if isinstance(path, Scalar) else ()
        if parts and len(parts) < 40 and "*" not in parts:
            node = replaced_at(node, parts, value, create=create)
    return replace(document, node=node, files=files) if isinstance(node, Mapping) else document


def _fields(path: str) -> tuple[str, ...]:
    """A kustomize field path: keys between dots, `[a.b/c]` for a key that has dots, `\\.` for a dot."""
    parts = re.findall(r"\[([^\]]+)\]|((?:\\.|[^.\[\]])+)", path[:1000])
    return tuple((bracketed or plain.replace("\\.", ".")) for bracketed, plain in parts)
