"""A document and the kustomizations that change it → the deployed object; each value keeps its own position."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from svclint.deployment.field_paths import scalar_at
from svclint.deployment.gitops.added_labels import labelled
from svclint.deployment.gitops.patch_targets import Matchers, Targets, is_literal, same_labels
from svclint.deployment.gitops.patching import deletes, merged, operated, replaced_at
from svclint.deployment.gitops.step_budget import FIT, NODE, StepBudget
from svclint.deployment.kustomization import Kustomization
from svclint.deployment.patches import Patch
from svclint.deployment.replacements import ReplacedFields, Replacement
from svclint.documents.list_items import Document
from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, scalars
from svclint.documents.provenance import Sources, place, taken
from svclint.lazy_dataclasses import replace
from svclint.lazy_re import regex
from svclint.model import Span

# Groups of Kubernetes' own kinds, whose lists kustomize merges by their schema.
_OWN = frozenset({"", "apps", "batch", "networking.k8s.io", "policy", "autoscaling", "discovery.k8s.io"})
_DEEPEST = 40
_LONGEST_NAME = 1000
"""Characters; the limit of Kubernetes is 253, but prefixes of a kustomization can make names of any length."""
# Groups whose kinds have a namespace in spite of their names: Cluster API's Cluster, OLM's ClusterServiceVersion,
# CloudNativePG's Cluster.
_NAMESPACED = frozenset({"cluster.x-k8s.io", "operators.coreos.com", "postgresql.cnpg.io"})
# Cluster-scoped kinds of the catalogue. kustomize sets no namespace in objects of cluster-scoped kinds, and for kinds
# that it does not know, the API server removes it.
_CLUSTER_WIDE = regex(
    r"Cluster(?!$)\w*|Cilium(LoadBalancerIPPool|L2AnnouncementPolicy|BGP\w+|Clusterwide\w+|EgressGatewayPolicy|Node)"
    r"|Global\w+|IPPool|IPReservation|BGP(Peer|Configuration|Filter)|FelixConfiguration|Installation|Node|Namespace"
    r"|Eip|BgpConf|BgpPeer|(Ingress|Gateway|Storage|Priority|Runtime)Class|PersistentVolume|CustomResourceDefinition"
    r"|ServiceCIDR|IPAddress|(Baseline)?AdminNetworkPolicy|ExternalIPPool|Egress|APIService"
    r"|(Validating|Mutating)(WebhookConfiguration|AdmissionPolicy\w*)"
)


class Changes:
    """State of patching all objects: the applied patches, by file and span, and caches.

    Cached are the targets of patches, their trees with the source numbers of other documents, and replacements.
    """

    def __init__(self, work: StepBudget) -> None:
        self._sizes: dict[int, tuple[Node, int]] = {}
        self.applied: set[tuple[str, Span]] = set()
        self.matchers = Matchers()
        self._work = work
        self._targets: dict[int, tuple[tuple[Patch, ...], Targets]] = {}
        self._taken: dict[tuple[int, int], tuple[Node, Node]] = {}
        self._replacing: dict[str, Replacing] = {}

    def fitting(self, patches: tuple[Patch, ...], document: Document) -> list[int]:
        """The numbers of the patches that may match an object. Raises TooMuchWork."""
        if id(patches) not in self._targets:  # the value holds the patches, so that their id is not reused
            self._targets[id(patches)] = patches, Targets([patch.target for patch in patches])
        numbers = self._targets[id(patches)][1].for_object(document)
        self._work.spend(FIT * len(numbers))
        return numbers

    def taken(self, tree: Node, number: int) -> Node:
        """The tree with the source number `number` in all spans."""
        key = id(tree), number
        if key not in self._taken:
            self._taken[key] = tree, taken(tree, number)  # the value holds the tree, so that its id is not reused
        return self._taken[key][1]

    def replacing(self, kustomization: Kustomization, candidates: Callable[[], Iterable[Document]]) -> Replacing:
        """The replacements of a kustomization; `others` returns the objects that may be their sources."""
        if kustomization.folder not in self._replacing:
            self._replacing[kustomization.folder] = Replacing(kustomization, candidates(), self.matchers)
        return self._replacing[kustomization.folder]

    def spend(self, tree: Node) -> None:
        """Count the application of a patch to one more object. Raises TooMuchWork."""
        if id(tree) not in self._sizes:
            self._sizes[id(tree)] = tree, 1 + sum(1 for _ in scalars(tree))
        self._work.spend(NODE * self._sizes[id(tree)][1])


def transformed(document: Document, chain: Iterable[Kustomization], changes: Changes) -> Document | None:
    """The object after the changes of all kustomizations, innermost first; None if a patch deletes it."""
    for kustomization in chain:
        changed = patched(document, kustomization.patches, changes)
        if changed is None:
            return None
        document = changed
        if kustomization.labels:
            document = labelled(document, kustomization.labels)
        if kustomization.namespace or kustomization.prefix or kustomization.suffix:
            document = replace(document, name=_named(document.name, kustomization))
            document = in_namespace(document, kustomization.namespace) if kustomization.namespace else document
    return document


def _named(name: str, kustomization: Kustomization) -> str:
    """The name with a kustomization's prefix and suffix; unchanged if the result would be too long."""
    length = len(kustomization.prefix) + len(name) + len(kustomization.suffix)
    return f"{kustomization.prefix}{name}{kustomization.suffix}" if name and length <= _LONGEST_NAME else name


def in_namespace(document: Document, namespace: str) -> Document:
    """The object with this namespace, or unchanged if its kind has no namespace."""
    if _CLUSTER_WIDE.fullmatch(document.kind) and document.group not in _NAMESPACED:
        return document
    return replace(document, namespace=namespace)


def patched(document: Document, patches: tuple[Patch, ...], changes: Changes) -> Document | None:
    """The object with all patches that match it; None if one of them deletes it."""
    remaining = changes.fitting(patches, document)[::-1] if patches else []
    while remaining:
        number = remaining.pop()
        patch = patches[number]
        if not changes.matchers.fits(patch.target, document):
            continue
        changes.applied.add((patch.file, patch.tree.span))
        if isinstance(patch.tree, MapNode) and deletes(patch.tree):
            return None
        before, document = document, _patched(document, patch, changes)
        if not same_labels(before, document):  # with new labels, other patches may match
            remaining = [later for later in changes.fitting(patches, document) if later > number][::-1]
    return document


def _patched(document: Document, patch: Patch, changes: Changes) -> Document:
    changes.spend(patch.tree)
    sources = Sources(*document.sources)
    tree = changes.taken(patch.tree, sources.number(patch.file))
    if isinstance(tree, ListNode):
        node = operated(document.node, tree)
    else:
        node = merged(document.node, _anonymous(tree), known=document.group in _OWN)
    return replace(document, node=node, further_files=sources.further) if isinstance(node, MapNode) else document


def _anonymous(tree: Node) -> Node:
    """A patch without kind, name and namespace, which only state its target."""
    if not isinstance(tree, MapNode):
        return tree
    entries: list[tuple[ScalarNode, Node]] = []
    for key, value in tree.entries:
        if key.text in ("apiVersion", "kind"):
            continue
        if key.text == "metadata" and isinstance(value, MapNode):
            rest = tuple(entry for entry in value.entries if entry[0].text not in ("name", "namespace"))
            entries.append((key, MapNode(rest, value.span)))
        else:
            entries.append((key, value))
    return MapNode(tuple(entries), tree.span)


class Replacing:
    """The replacements of one kustomization that copy whole values, by target."""

    def __init__(self, kustomization: Kustomization, candidates: Iterable[Document], matchers: Matchers) -> None:
        self._matchers = matchers
        self._replacements: list[tuple[ReplacedFields, ScalarNode, str]] = []
        documents = list(candidates)
        named: dict[str, list[Document]] = {}
        for document in documents:
            named.setdefault(document.name, []).append(document)
        for replacement in kustomization.replacements:
            # Most replacements name their source; unless the name is a pattern, only this object can match.
            name = replacement.source.name
            value = _value(replacement, named.get(name, []) if is_literal(name) else documents, matchers)
            if value:
                self._replacements += [(target, *value) for target in replacement.targets if target.whole]
        self._targets = Targets([target.select for target, _, _ in self._replacements])

    def replaced(self, document: Document, work: StepBudget) -> Document:
        """An object after the replacements that match it. Raises TooMuchWork."""
        numbers = self._targets.for_object(document)
        work.spend(FIT * len(numbers))
        for number in numbers:
            target, scalar, file = self._replacements[number]
            if self._matchers.fits(target.select, document):
                document = _replaced(document, target, scalar, file)
        return document


def _value(
    replacement: Replacement, candidates: Iterable[Document], matchers: Matchers
) -> tuple[ScalarNode, str] | None:
    """The scalar to copy, with its span in its file, and the file; None unless exactly one object is the source."""
    source = replacement.source
    if not replacement.whole or not source.kind:
        return None
    matches = list(islice((document for document in candidates if matchers.fits(source, document)), 2))
    scalar = scalar_at(matches[0].node, replacement.path) if len(matches) == 1 else None
    if scalar is None:
        return None
    file, span = place(matches[0], scalar.span)
    return ScalarNode(scalar.text, scalar.value, span, scalar.style, ()), file


def _replaced(document: Document, target: ReplacedFields, scalar: ScalarNode, file: str) -> Document:
    sources = Sources(*document.sources)
    value = taken(scalar, sources.number(file))
    node: Node = document.node
    for path in target.paths:
        if path and len(path) < _DEEPEST and "*" not in path:
            node = replaced_at(node, path, value, create=target.create)
    return replace(document, node=node, further_files=sources.further) if isinstance(node, MapNode) else document
