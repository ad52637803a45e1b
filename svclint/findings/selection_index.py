"""Claims of one cluster → the Pods, Services and namespaces that a selection or a name means.

Only what the repository states is known: what Helm or an operator creates is in no index. An empty result means that
nothing visible matches, not that nothing does.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint.claims.label_selectors import NAME_LABEL, matches, requirements_of
from svclint.claims.selections import OWN, Selection, selections
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.model import Claim

Labels = Mapping[str, str]


def selection_index(claim_index: ClaimIndex, cluster: str) -> SelectionIndex:
    """The index of a cluster, built once per run."""
    return claim_index.memo(("selections", cluster), lambda: SelectionIndex(claim_index, cluster))


def place_of(claim: Claim, namespace: str = "") -> str:
    """The namespace in which a claim names or selects objects: `namespace`, else its own.

    Objects without a namespace get theirs when they are applied. They meet only objects of the same folder, because
    one command is likely to apply both.
    """
    return namespace or claim.owner.namespace or f"./{posixpath.dirname(claim.location.file)}"


def may_meet(claim: Claim, other: Claim) -> bool:
    """Whether two objects may be in one cluster at the same time: not different overlays of one base."""
    return claim.status.may_coexist(other.status)


class SelectionIndex:
    """The Pods (claims of role `pod-ports`), Services (`service-ports`) and namespaces of one cluster."""

    def __init__(self, claim_index: ClaimIndex, cluster: str) -> None:
        self._pods = _Labelled(claim_index.of(cluster, "pod-ports"), "pod_labels")
        self._services = _Labelled(claim_index.of(cluster, "service-ports"), "labels")
        self._by_name: dict[tuple[str, str], list[Claim]] = {}
        self._selecting: dict[tuple[str, str], list[tuple[Selection, Claim]]] = {}
        for service in self._services.claims:
            place = place_of(service)
            self._by_name.setdefault((place, service.owner.name), []).append(service)
            for selection in selections(listed(service.traits.get("service_selection", ()))):
                if pods := self._pods.rarest(selection.pods):
                    self._selecting.setdefault((place, pods), []).append((selection, service))
        self._namespaces: dict[str, Labels] = {
            claim.owner.name: labels_of(claim, "labels") for claim in claim_index.of(cluster, "namespace")
        }
        self._selected: dict[tuple[str, Selection, str], list[Claim]] = {}

    def services_named(self, name: str, place: str) -> Sequence[Claim]:
        """The Services of a name in a place."""
        return self._by_name.get((place, name), ())

    def services_in(self, place: str) -> Sequence[Claim]:
        """The Services in a place."""
        return self._services.in_place(place)

    def pods(self, selection: Selection, place: str) -> Sequence[Claim]:
        """The Pods that an object in a place selects."""
        return self._of(self._pods, "pods", selection, place)

    def services(self, selection: Selection, place: str) -> Sequence[Claim]:
        """The Services whose own labels an object in a place selects."""
        return self._of(self._services, "services", selection, place)

    def services_of(self, pods: Claim) -> Iterator[Claim]:
        """The Services that select some Pods."""
        place, labels = place_of(pods), labels_of(pods, "pod_labels")
        for key, text in labels.items():
            for selection, service in self._selecting.get((place, f"{key}={text}"), ()):
                if matches(selection.pods, labels):
                    yield service

    def places_of(self, namespaces: str) -> Sequence[str]:
        """The places of Pods and Services whose namespaces a selector matches."""
        return sorted({*self._places(self._pods, namespaces), *self._places(self._services, namespaces)})

    def in_namespaces(self, selector: str, place: str) -> bool | None:
        """Whether a selector of namespaces matches a place; None if labels decide that are not known."""
        if place.startswith("."):
            return True if not selector else None
        labels = {NAME_LABEL: place, **self._namespaces.get(place, {})}
        if place not in self._namespaces and any(item.key != NAME_LABEL for item in requirements_of(selector)):
            return None
        return matches(selector, labels)

    def _of(self, objects: _Labelled, kind: str, selection: Selection, place: str) -> list[Claim]:
        key = kind, selection, place if selection.namespaces == OWN else ""
        if key not in self._selected:
            places = [place] if selection.namespaces == OWN else self._places(objects, selection.namespaces)
            self._selected[key] = [claim for name in places for claim in objects.matching(selection.pods, name)]
        return self._selected[key]

    def _places(self, objects: _Labelled, selector: str) -> list[str]:
        named = [item for item in requirements_of(selector) if item.key == NAME_LABEL and item.operator == "In"]
        candidates: Iterable[str] = named[0].values if named else objects.places
        return sorted(name for name in candidates if self.in_namespaces(selector, name))


class _Labelled:
    """Objects with labels, by place and label; those that are not deployed are left out."""

    def __init__(self, claims: Iterable[Claim], trait: str) -> None:
        self.claims = [claim for claim in claims if not claim.status.latent]
        self._trait = trait
        self._in_place: dict[str, list[Claim]] = {}
        self._by_label: dict[tuple[str, str], list[Claim]] = {}
        self._counts: dict[str, int] = {}
        for claim in self.claims:
            place = place_of(claim)
            self._in_place.setdefault(place, []).append(claim)
            for key, text in labels_of(claim, trait).items():
                self._by_label.setdefault((place, f"{key}={text}"), []).append(claim)
                self._counts[f"{key}={text}"] = self._counts.get(f"{key}={text}", 0) + 1

    @property
    def places(self) -> Iterable[str]:
        """The places that have objects."""
        return self._in_place.keys()

    def in_place(self, place: str) -> Sequence[Claim]:
        """The objects in a place."""
        return self._in_place.get(place, ())

    def rarest(self, selector: str) -> str:
        """The label of a selector that the fewest objects have, as `key=value`; empty if it requires none."""
        labels = (
            f"{item.key}={next(iter(item.values))}"
            for item in requirements_of(selector)
            if item.operator == "In" and len(item.values) == 1
        )
        return min(labels, key=lambda label: (self._counts.get(label, 0), label), default="")

    def matching(self, selector: str, place: str) -> Iterator[Claim]:
        """The objects in a place that certainly match a selector."""
        label = self.rarest(selector)
        candidates = self._by_label.get((place, label), ()) if label else self.in_place(place)
        return (claim for claim in candidates if matches(selector, labels_of(claim, self._trait)))


def labels_of(claim: Claim, trait: str) -> Labels:
    """The labels that a trait lists as `key=value`."""
    return dict(text.partition("=")[::2] for text in listed(claim.traits.get(trait, ())))
