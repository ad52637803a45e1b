"""Words for the Pods of network policies: peers on the host network, and webhooks that the API server cannot call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from svclint.claims.label_selectors import matches, requirements_of
from svclint.claims.selections import OWN, Selection, selections
from svclint.findings.claim_index import ClaimIndex, listed
from svclint.findings.name_lists import few
from svclint.findings.selection_index import SelectionIndex, labels_of, may_meet, place_of, selection_index
from svclint.findings.selectors import Selectors
from svclint.findings.words.policy_rules import CLUSTER_WIDE
from svclint.findings.words.registry import claim_word
from svclint.lazy_tuples import NamedTuple
from svclint.model import Claim

_EVERYWHERE = "*"
# The API groups of policies that have claims of the role `policy-subject`.
_WITH_SUBJECTS = frozenset({"networking.k8s.io", "cilium.io"})


@claim_word("list")
def host_network_pods(claim_index: ClaimIndex, index: int) -> list[str]:
    """The workloads that a network policy selects, as a peer or as the Pods to which it applies, if all of them are
    visible on the host network.

    Empty for a selection without a label. For a peer, also empty in a namespace in which a policy allows addresses or
    nodes in that direction, because these may be the nodes of the Pods.
    """
    claim = claim_index.claims[index]
    if claim.role == "policy-peer" and _allows_nodes(claim_index, claim):
        return []
    chosen = selection_index(claim_index, claim.owner.cluster)
    pods: list[Claim] = []
    for selection in selections(listed(claim.traits.get("selected_pods", ()))):
        if any(item.operator == "In" for item in requirements_of(selection.pods)):
            pods.extend(other for other in chosen.pods(selection, place_of(claim)) if may_meet(claim, other))
    on_host = [other for other in pods if other.traits.get("host_network")]
    return few(sorted({str(other.owner) for other in on_host})) if len(on_host) == len(pods) else []


def _allows_nodes(claim_index: ClaimIndex, claim: Claim) -> bool:
    cluster, direction = claim.owner.cluster, claim.traits.get("direction")

    def work() -> set[tuple[str, object]]:
        blocks = claim_index.of(cluster, "policy-block")
        rules = [rule for rule in claim_index.of(cluster, "policy-rule") if rule.traits.get("admits_nodes")]
        return {(_place(rule), rule.traits.get("direction")) for rule in (*blocks, *rules)}

    places = claim_index.memo(("places with allowed nodes", cluster), work)
    return bool(claim.traits.get("allows_nodes")) or not places.isdisjoint(
        {(place_of(claim), direction), (_EVERYWHERE, direction)}
    )


def _place(rule: Claim) -> str:
    """The place of a rule's Pods; policies of the whole cluster select Pods everywhere."""
    return _EVERYWHERE if rule.owner.kind in CLUSTER_WIDE else place_of(rule)


@claim_word("string")
def isolating_policy(claim_index: ClaimIndex, index: int) -> str:
    """The policy that isolates the Pods of a webhook, if no policy for them lets in more than Pods of their namespace;
    empty where policies of other kinds exist, because they may allow it.
    """
    claim = claim_index.claims[index]
    cluster, namespace = claim.owner.cluster, str(claim.traits.get("service_namespace", ""))
    if not namespace or _has_other_policies(claim_index, cluster):
        return ""
    by_namespace = claim_index.memo(("subjects", cluster), lambda: _by_namespace(claim_index, cluster))
    policies = [by_namespace[place] for place in (namespace, "") if place in by_namespace]
    if not any(group.isolating for group in policies):
        return ""
    chosen = selection_index(claim_index, cluster)
    for service in chosen.services_named(claim.text, namespace):
        wanted = selections(listed(service.traits.get("service_selection", ())))
        pods = [other for selection in wanted for other in chosen.pods(selection, namespace)]
        required = [item for selection in wanted for item in requirements_of(selection.pods)]
        labels = {item.key: min(item.values) for item in required if item.values}
        admitted = any(group.allowing.may_select(labels) for group in policies)
        if labels and not admitted and not any(map(_on_host, pods)):
            stated = [labels, *(labels_of(other, "pod_labels") for other in pods)]
            isolating = (item for group in policies for item in group.isolating)
            return next((name for selection, name in isolating if _selects(chosen, selection, namespace, stated)), "")
    return ""


class _Subjects(NamedTuple):
    """The Pods of the policies of a namespace or of the whole cluster: of those that let others in, and of those that
    isolate.
    """

    allowing: Selectors
    isolating: list[tuple[Selection, str]]


def _by_namespace(claim_index: ClaimIndex, cluster: str) -> dict[str, _Subjects]:
    """The policies of each namespace; those of the whole cluster have none."""
    by_namespace: dict[str, list[Claim]] = {}
    for claim in claim_index.of(cluster, "policy-subject"):
        if claim.owner.namespace or claim.owner.kind in CLUSTER_WIDE:
            by_namespace.setdefault(claim.owner.namespace, []).append(claim)
    return {namespace: _of_policies(subjects) for namespace, subjects in by_namespace.items()}


def _of_policies(subjects: Iterable[Claim]) -> _Subjects:
    allowing, isolating = list[str](), list[tuple[Selection, str]]()
    for claim in subjects:
        for selection in selections(listed(claim.traits.get("selected_pods", ()))):
            if claim.traits.get("allows_ingress"):
                allowing.append(selection.pods)
            elif not claim.status.latent:
                isolating.append((selection, str(claim.owner)))
    # A label that the Service does not select may be one of its Pods all the same.
    keys = {item.key for selector in allowing for item in requirements_of(selector)}
    return _Subjects(Selectors(allowing, keys), isolating)


def _selects(index: SelectionIndex, selection: Selection, namespace: str, stated: list[Mapping[str, str]]) -> bool:
    """Whether a selection certainly means Pods of a namespace with one of the sets of labels."""
    is_there = selection.namespaces == OWN or index.in_namespaces(selection.namespaces, namespace)
    return bool(is_there) and any(matches(selection.pods, labels) for labels in stated)


def _on_host(claim: Claim) -> bool:
    return bool(claim.traits.get("host_network"))


def _has_other_policies(claim_index: ClaimIndex, cluster: str) -> bool:
    def work() -> bool:
        claims = claim_index.of(cluster, "policy-rule", "policy-block", "policy-port", "policy-pods")
        return any(claim.owner.group not in _WITH_SUBJECTS for claim in claims)

    return claim_index.memo(("policies of other kinds", cluster), work)
