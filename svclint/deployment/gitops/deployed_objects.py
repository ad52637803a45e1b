"""A document and the kustomizations on its way → the object that is deployed, each value still at its own place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice

from svclint.deployment.field_paths import scalar_at
from svclint.deployment.gitops.patch_targets import Matchers, Targets, alike, is_literal
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
    """Which patches took hold, by file and place; and what is worked out once for all objects.

    That is which objects patches are for, their trees as taken from another file, and the values of replacements.
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
        """The numbers of the patches that may be for an object. Raises TooMuchWork."""
        if id(patches) not in self._targets:  # with the patches themselves, whose id is their own as long as they are
            self._targets[id(patches)] = patches, Targets([one.target for one in patches])
        found = self._targets[id(patches)][1].for_object(document)
        self._work.spend(FIT * len(found))
        return found

    def taken(self, tree: Node, number: int) -> Node:
        """The tree as from a document's source `number`."""
        key = id(tree), number
        if key not in self._taken:
            self._taken[key] = tree, taken(tree, number)  # with the tree itself, whose id is its own as long as it is
        return self._taken[key][1]

    def replacing(self, kustomization: Kustomization, others: Callable[[], Iterable[Document]]) -> Replacing:
        """The replacements of a kustomization; `others` gives the objects that they may take their values from."""
        if kustomization.folder not in self._replacing:
            self._replacing[kustomization.folder] = Replacing(kustomization, others(), self.matchers)
        return self._replacing[kustomization.folder]

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


def patched(document: Document, patches: tuple[Patch, ...], changes: Changes) -> Document | None:
    """The object with those of the patches that are for it; None where one of them takes it away."""
    left = changes.fitting(patches, document)[::-1] if patches else []
    while left:
        number = left.pop()
        patch = patches[number]
        if not changes.matchers.fits(patch.target, document):
            continue
        changes.applied.add((patch.file, patch.tree.span))
        if isinstance(patch.tree, MapNode) and deletes(patch.tree):
            return None
        before, document = document, _patched(document, patch, changes)
        if not alike(before, document):  # other labels may make it fit other patches
            left = [one for one in changes.fitting(patches, document) if one > number][::-1]
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
    """A patch without its own name, which only says what it is for."""
    if not isinstance(tree, MapNode):
        return tree
    entries: list[tuple[ScalarNode, Node]] = []
    for key, value in tree.entries:
        if key.text in ("apiVersion", "kind"):
            continue
        if key.text == "metadata" and isinstance(value, MapNode):
            kept = tuple(one for one in value.entries if one[0].text not in ("name", "namespace"))
            entries.append((key, MapNode(kept, value.span)))
        else:
            entries.append((key, value))
    return MapNode(tuple(entries), tree.span)


class Replacing:
    """The replacements of one kustomization, as far as they copy whole values, by what they are for."""

    def __init__(self, kustomization: Kustomization, others: Iterable[Document], matchers: Matchers) -> None:
        self._matchers = matchers
        self._given: list[tuple[ReplacedFields, ScalarNode, str]] = []
        documents = list(others)
        named: dict[str, list[Document]] = {}
        for one in documents:
            named.setdefault(one.name, []).append(one)
        for replacement in kustomization.replacements:
            # Most name their object; then no other can be it, unless the name is a pattern.
            name = replacement.source.name
            value = _value(replacement, named.get(name, []) if is_literal(name) else documents, matchers)
            if value:
                self._given += [(target, *value) for target in replacement.targets if target.whole]
        self._targets = Targets([target.select for target, _, _ in self._given])

    def replaced(self, document: Document, work: StepBudget) -> Document:
        """An object after the replacements that are for it. Raises TooMuchWork."""
        numbers = self._targets.for_object(document)
        work.spend(FIT * len(numbers))
        for number in numbers:
            target, scalar, file = self._given[number]
            if self._matchers.fits(target.select, document):
                document = _given(document, target, scalar, file)
        return document


def _value(replacement: Replacement, others: Iterable[Document], matchers: Matchers) -> tuple[ScalarNode, str] | None:
    """The scalar that is copied, at its place in a file, and the file."""
    wanted = replacement.source
    if not replacement.whole or not wanted.kind:
        return None
    found = list(islice((one for one in others if matchers.fits(wanted, one)), 2))  # one of several is none
    scalar = scalar_at(found[0].node, replacement.path) if len(found) == 1 else None
    if scalar is None:
        return None
    file, span = place(found[0], scalar.span)
    return ScalarNode(scalar.text, scalar.value, span, scalar.style, ()), file


def _given(document: Document, target: ReplacedFields, scalar: ScalarNode, file: str) -> Document:
    sources = Sources(*document.sources)
    value = taken(scalar, sources.number(file))
    node: Node = document.node
    for path in target.paths:
        if path and len(path) < _DEEPEST and "*" not in path:
            node = replaced_at(node, path, value, create=target.create)
    return replace(document, node=node, further_files=sources.further) if isinstance(node, MapNode) else document
