"""A selection that matches nothing visible → the object that was probably meant, and the label that differs.

That nothing matches proves nothing: charts and operators create Pods that no file shows. An object that matches but for
one label is evidence of a mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from svclint.claims.label_selectors import UNKNOWN, Requirement, requirements_of
from svclint.claims.selections import OWN, Selection, selections
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.selection_index import Labels, labels_of, may_meet, place_of, selection_index
from svclint.findings.typos import Names, is_name_typo
from svclint.lazy_tuples import NamedTuple
from svclint.model import Claim

# Keys that charts and people use for the name of an application, one in place of another.
# https://kubernetes.io/docs/concepts/overview/working-with-objects/common-labels/
_NAMING = (
    "app", "app.kubernetes.io/component", "app.kubernetes.io/instance", "app.kubernetes.io/name", "component",
    "k8s-app", "name", "run",
)  # fmt: skip
# Kinds of objects that people name like the workload that they are for.
_NAMESAKES = frozenset(
    {"Service", "PodDisruptionBudget", "ServiceMonitor", "PodMonitor", "VMServiceScrape", "VMPodScrape"}
)
_ENDING = frozenset({"Job", "CronJob"})
_MOST = 20
"""Candidates for one label that are looked at: more objects than this with one label are not told apart by it."""


class NearMiss(NamedTuple):
    """An object that a selection was probably meant to match, and the label that keeps it from matching.

    `stated` is the label that the object has instead, as `key=value`; empty if it has none. `elsewhere`: the label is
    one of the workload but not of its Pods, or one of the Pods of a Service but not of the Service.
    """

    meant: Claim
    key: str
    stated: str
    elsewhere: bool


def near_miss(claim_index: ClaimIndex, claim: Claim) -> NearMiss | None:
    """The near miss of a claim's selection; None if it matches something, or if nothing visible was meant."""
    texts, kind = listed(claim.traits.get("target_selections", ())), claim.traits.get("target_kind")
    if len(texts) != 1:
        return None
    key = "near miss", claim.owner, texts, kind, claim.status.variant
    return claim_index.memo(key, lambda: _near_miss(claim_index, claim, selections(texts)[0]))


def _near_miss(claim_index: ClaimIndex, claim: Claim, selection: Selection) -> NearMiss | None:
    wanted = requirements_of(selection.pods)
    if not wanted or any(item.operator == UNKNOWN for item in wanted):
        return None
    cluster, kind = claim.owner.cluster, claim.traits.get("target_kind")
    objects = claim_index.memo(
        ("near", cluster, kind), lambda: _Objects(claim_index, cluster, are_services=kind == "Service")
    )
    if objects.match(selection.pods):
        return None
    for place in _places(claim_index, claim, selection):
        for candidate in objects.candidates(claim, wanted, place):
            if may_meet(claim, candidate) and (found := objects.difference(claim, wanted, candidate)):
                return found
    return None


def _places(claim_index: ClaimIndex, claim: Claim, selection: Selection) -> Iterable[str]:
    if selection.namespaces == OWN:
        return [place_of(claim)]
    return selection_index(claim_index, claim.owner.cluster).places_of(selection.namespaces)


class _Objects:
    """The Pods or Services of a cluster, by what they have in common with a selection that was meant for them."""

    def __init__(self, claim_index: ClaimIndex, cluster: str, *, are_services: bool) -> None:
        self._trait = "labels" if are_services else "pod_labels"
        self._all: dict[str, list[Labels]] = {}
        self._by_name: dict[tuple[str, str], list[Claim]] = {}
        self._by_label: dict[tuple[str, str], list[Claim]] = {}
        self._values: dict[tuple[str, str], dict[str, None]] = {}
        self._names: dict[tuple[str, str], Names] = {}
        self._unknown: set[tuple[str, str]] = set()
        added = (text for claim in claim_index.of(cluster, "added-label") for text in claim.text.split(","))
        self._added = {text.partition("=")[0] for text in added}
        self._owners = claim_index.memo(
            "names of owners", lambda: frozenset(claim.owner.name for claim in claim_index.claims)
        )
        pods = selection_index(claim_index, cluster)
        for claim in claim_index.of(cluster, "service-ports" if are_services else "pod-ports"):
            # Operators create Pods and further Services for them, with the same labels.
            chosen = selections(listed(claim.traits.get("service_selection", ())))
            self._add(claim, is_whole=not are_services or any(pods.pods(item, place_of(claim)) for item in chosen))

    def _add(self, claim: Claim, *, is_whole: bool) -> None:
        place, labels = place_of(claim), labels_of(claim, self._trait)
        for key, text in labels.items():
            self._all.setdefault(f"{key}={text}", []).append(labels)
            if not text or set("?${") & set(text):
                self._unknown.add((place, key))
        if claim.status.latent or claim.owner.kind in _ENDING or not is_whole:
            return
        if claim.owner.kind not in ("Service", "Pod") and not (labels and claim.traits.get("has_selector")):
            return  # a patch of a workload that is stated elsewhere
        self._by_name.setdefault((place, claim.owner.name), []).append(claim)
        for text in {f"{key}={text}" for key, text in (*labels.items(), *self._elsewhere(claim).items())}:
            self._by_label.setdefault((place, text), []).append(claim)
        for key, text in labels.items():
            self._values.setdefault((place, key), {})[text] = None

    def _elsewhere(self, claim: Claim) -> Labels:
        """The labels that people mistake for those that are selected: of a workload, or of the Pods of a Service."""
        if self._trait != "labels":
            return labels_of(claim, "labels")
        chosen = selections(listed(claim.traits.get("service_selection", ())))
        items = (item for selection in chosen for item in requirements_of(selection.pods))
        return {item.key: min(item.values) for item in items if item.operator == "In"}

    def match(self, selector: str) -> bool:
        """Whether a selector matches objects, in any namespace and also ones that are not deployed."""
        wanted = [item for item in requirements_of(selector) if item.operator == "In"]
        buckets = (
            [labels for value in item.values for labels in self._all.get(f"{item.key}={value}", ())] for item in wanted
        )
        fewest = min(buckets, key=len, default=[])
        return any(all(_holds(item, labels) for item in wanted) for labels in fewest)

    def candidates(self, claim: Claim, wanted: Iterable[Requirement], place: str) -> Iterator[Claim]:
        """The objects in a place that the selection may have been meant for, each perhaps several times."""
        if claim.owner.kind in _NAMESAKES:
            yield from self._by_name.get((place, claim.owner.name), ())
        for item in wanted:
            if item.operator == "In" and len(item.values) == 1:
                value = next(iter(item.values))
                keys = _NAMING if item.key in _NAMING else (item.key,)
                texts = [f"{key}={value}" for key in keys]
                texts += [f"{item.key}={text}" for text in self._near(place, item.key).near(value)]
                for text in texts:
                    yield from islice(self._by_label.get((place, text), ()), _MOST)

    def _near(self, place: str, key: str) -> Names:
        if (place, key) not in self._names:
            self._names[place, key] = Names(self._values.get((place, key), ()))
        return self._names[place, key]

    def difference(self, claim: Claim, wanted: Iterable[Requirement], candidate: Claim) -> NearMiss | None:
        """The near miss of a candidate; None if it was not meant, or if a label of it is not known."""
        labels = labels_of(candidate, self._trait)
        failing = [item for item in wanted if not _holds(item, labels)]
        place = place_of(candidate)
        if not failing or any(item.operator != "In" or len(item.values) != 1 for item in failing):
            return None
        if any(item.key in self._added or (place, item.key) in self._unknown for item in failing):
            return None
        first = failing[0]
        value, stated = next(iter(first.values)), labels.get(first.key)
        if all(_holds(item, self._elsewhere(candidate)) for item in failing):
            return NearMiss(candidate, first.key, _label(first.key, stated), elsewhere=True)
        namesake = claim.owner.name == candidate.owner.name and claim.owner.kind in _NAMESAKES
        if stated is not None:
            is_typo = len(failing) == 1 and is_name_typo(value, stated) and value not in self._owners
            return (
                NearMiss(candidate, first.key, _label(first.key, stated), elsewhere=False)
                if namesake or is_typo
                else None
            )
        # Programs add labels to their own Pods, such as `role: primary` to a leader; they do not name an application.
        if len(failing) == 1 and first.key in _NAMING and (namesake or candidate.owner.name == value):
            other = next((key for key in _NAMING if labels.get(key) == value), "")
            return NearMiss(candidate, first.key, _label(other, value) if other else "", elsewhere=False)
        return None


def _label(key: str, value: str | None) -> str:
    return "" if value is None else f"{key}={value}"


def _holds(requirement: Requirement, labels: Mapping[str, str]) -> bool:
    return requirement.operator != "In" or labels.get(requirement.key) in requirement.values
