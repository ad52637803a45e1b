"""What is missing from an inventory and what that does to the rules, held to the rules' own examples."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from svclint.claims.catalogue import load_catalogue
from svclint.config import Config
from svclint.examples import is_bad, parse
from svclint.findings.gaps import Gap, gaps, supplied
from svclint.findings.inventory_facts import FACTS, Fact
from svclint.findings.rule import Rule
from svclint.findings.rulebook import Rulebook, load_rules
from svclint.findings.words import vocabulary
from svclint.pipeline import Checked, check, load
from svclint.reading import RunOptions

TRAITS = load_catalogue().traits
RULES = load_rules()
BOOK = Rulebook(RULES, TRAITS)
INVENTORY = "svclint-inventory.yaml"
KNOWLEDGE = load()
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {ports: [{port: 80}], externalIPs: [192.168.11.250]}
"""


def checked(root: Path, files: dict[str, str]) -> Checked:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    return check([str(root)], RunOptions(root=root, config=Config(), inventories=(root / INVENTORY,)), KNOWLEDGE)


def missing(found: Checked) -> list[Gap]:
    ran = [rule for rule in RULES if rule.id in found.rules]
    return gaps(BOOK, ran, found.claim_index, found.result.findings)


def of(found: list[Gap], key: str, cluster: str = "prod") -> Gap:
    return next(one for one in found if one.fact and one.fact.key == key and one.cluster == cluster)


def keys(found: list[Gap]) -> list[str]:
    return [one.fact.key if one.fact else "" for one in found]


def inventory(*lines: str) -> str:
    return "\n".join(["version: 1", "clusters:", "- name: prod", *(f"  {line}" for line in lines)]) + "\n"


def test_words_of_facts_are_words_of_rules() -> None:
    known = vocabulary("pair", TRAITS)
    assert {word for fact in FACTS for word in fact.words} <= set(known)


def test_whatever_an_inventory_states_is_a_fact() -> None:
    keys_of = {"name", "manifests", "kubeconfigs", "hosts"}
    from svclint.importing.imported import KEYS

    facts = {fact.key.partition(".")[0].partition("[")[0] for fact in FACTS}
    assert set(KEYS) - keys_of == facts


def test_facts_that_rules_need_are_missing_from_an_empty_inventory(tmp_path: Path) -> None:
    found = missing(checked(tmp_path, {INVENTORY: inventory(), "web.yaml": SERVICE}))
    assert keys(found)[:3] == ["kubeconfigServers", "externalCIDRs", "nodes"]
    assert "external-ip-is-control-plane" in of(found, "kubeconfigServers").off
    assert "external-ip-is-node" in of(found, "nodes").off
    assert of(found, "externalCIDRs").off == ("external-ip-not-allowed",)
    assert of(found, "nodes").claims == 1
    # Rules that have nothing to look at are not spoken of, and neither are facts that only they want.
    assert not {"pool-contains-node", "lb-address-is-node"} & set(of(found, "nodes").off)
    assert "podCIDRs" in keys(found)
    assert "clusterDNS" not in keys(found)


def test_an_assumed_mode_lowers_what_is_said(tmp_path: Path) -> None:
    stated = inventory("kubeconfigServers: ['https://192.168.11.249:6443']")
    found = missing(checked(tmp_path, {INVENTORY: stated, "web.yaml": SERVICE}))
    assert of(found, "proxy.mode").lower == ("external-ip-is-control-plane",)


def test_what_may_not_exist_comes_last(tmp_path: Path) -> None:
    found = missing(checked(tmp_path, {INVENTORY: inventory(), "web.yaml": SERVICE}))
    optional = [bool(one.fact and one.fact.optional) for one in found]
    assert sorted(optional) == optional
    assert True in optional


def test_a_fact_that_is_stated_is_no_gap(tmp_path: Path) -> None:
    stated = inventory(
        "kubeconfigServers: ['https://192.168.11.249:6443']",
        "nodes: [{name: a, addresses: [192.168.11.1], roles: [control-plane]}]",
        "proxy: {mode: iptables}",
    )
    found = missing(checked(tmp_path, {INVENTORY: stated, "web.yaml": SERVICE}))
    assert not {"kubeconfigServers", "nodes", "nodes[].roles", "proxy.mode", "proxy.strictARP"} & set(keys(found))


def test_a_rule_that_is_silent_for_another_reason_is_not_waiting_for_a_fact(tmp_path: Path) -> None:
    """In iptables mode no node's number makes `service-lb-in-ipvs-mode` speak."""
    balancer = SERVICE.replace("spec: {", "spec: {type: LoadBalancer, ")
    ipvs, iptables = (
        missing(checked(tmp_path, {INVENTORY: inventory(f"proxy: {{mode: {mode}}}"), "web.yaml": balancer}))
        for mode in ("ipvs", "iptables")
    )
    assert "service-lb-in-ipvs-mode" in of(ipvs, "loadBalancerControllers").off
    assert "service-lb-in-ipvs-mode" not in of(iptables, "loadBalancerControllers").off


def test_a_name_that_leads_nowhere_is_why_the_control_plane_is_not_known(tmp_path: Path) -> None:
    stated = inventory("kubeconfigServers: ['https://lb.example:6443']")
    gap = of(missing(checked(tmp_path, {INVENTORY: stated, "web.yaml": SERVICE})), "kubeconfigServers")
    assert gap.finding is not None
    assert (
        (gap.finding.rule, gap.finding.location.span.line),
        "external-ip-is-control-plane" in gap.off,
    ) == (("unresolved-name", 4), True)


def test_globs_that_match_nothing_come_first(tmp_path: Path) -> None:
    stated = inventory("manifests: [nowhere/**]")
    (gap,) = missing(checked(tmp_path, {INVENTORY: stated, "web.yaml": SERVICE}))
    assert gap.finding is not None
    assert (gap.fact, gap.finding.rule) == (None, "cluster-without-manifests")


def test_clusters_of_one_segment_are_compared(tmp_path: Path) -> None:
    server = "kubeconfigServers: ['https://192.168.11.249:6443']"
    both = inventory(server) + f"- name: other\n  {server}\n"
    found = missing(checked(tmp_path, {INVENTORY: both, "web.yaml": SERVICE}))
    assert "external-ip-is-control-plane" in of(found, "lan").partly
    assert "external-ip-is-control-plane" in of(found, "lan", "other").partly
    assert "external-ip-is-node" not in of(found, "lan").partly  # it minds nodes of its own cluster alone
    shared = both.replace("name: prod", "name: prod\n  lan: office").replace(
        "name: other", "name: other\n  lan: office"
    )
    assert "lan" not in keys(missing(checked(tmp_path, {INVENTORY: shared})))


def test_facts_of_manifests_are_no_gaps_and_have_their_place(tmp_path: Path) -> None:
    files = {
        INVENTORY: inventory("serviceCIDRs: [10.96.0.0/16]"),
        "web.yaml": SERVICE,
        "kubeadm.yaml": "apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking:\n"
        "  podSubnet: 10.244.0.0/16\n  serviceSubnet: 10.96.0.0/16\n",
    }
    found = checked(tmp_path, files)
    places = [
        (one.fact.key, claim.text, claim.location.file, claim.location.span.line)
        for one in supplied(found.claim_index)
        for claim in one.claims
    ]
    # kubeadm gives the DNS Service the tenth address of the service network
    assert places == [("podCIDRs", "10.244.0.0/16", "kubeadm.yaml", 4), ("clusterDNS", "10.96.0.10", "kubeadm.yaml", 5)]
    assert "podCIDRs" not in keys(missing(found))


def without(data: dict[str, Any], fact: Fact) -> bool:
    """Take a fact out of an inventory's only cluster; whether it was there."""
    (cluster,) = data["clusters"]
    if fact.key == "kubeconfigServers":
        ways = [cluster.pop(key, None) for key in ("kubeconfigServers", "loadBalancers", "kubeconfigs")]
        return any(ways)
    top, _, below = fact.key.partition(".")
    if below:
        return cluster.get(top, {}).pop(below, None) is not None
    return "[" not in top and cluster.pop(top, None) is not None


def dependents() -> Iterator[Any]:
    """(rule, example, fact) for every bad example of a rule with a cluster in whose inventory the fact stands."""
    for rule in RULES:
        if rule.policy.subject == "input" or not rule.enabled:
            continue
        for raw in [raw for raw in rule.examples if is_bad(raw, rule.id)][:2]:
            data = yaml.safe_load(parse(raw).files.get(INVENTORY, ""))
            if not data or len(data["clusters"]) != 1 or "config" in raw:
                continue
            for fact in FACTS:
                if not fact.optional and without(yaml.safe_load(yaml.safe_dump(data)), fact):
                    yield pytest.param(rule, raw, fact, id=f"{rule.id}: {raw['title']}: {fact.key}")


@pytest.mark.parametrize(("rule", "raw", "fact"), list(dependents()))
def test_a_rule_that_falls_silent_without_a_fact_is_named(rule: Rule, raw: Any, fact: Fact, tmp_path: Path) -> None:
    """What is told of a gap rests on the rules' texts alone: it is held to what the rules do."""
    files = dict(parse(raw).files)
    data = yaml.safe_load(files[INVENTORY])
    without(data, fact)
    files[INVENTORY] = yaml.safe_dump(data)
    found = checked(tmp_path, files)
    told = [one for one in found.result.findings if one.rule == rule.id]
    marks = [mark for mark in parse(raw).marks if mark.rule == rule.id and mark.file != INVENTORY]
    if len(told) >= len(marks) or fact.is_known(found.claim_index, data["clusters"][0]["name"]):
        return  # it speaks all the same
    named = {name for one in missing(found) for name in (*one.off, *one.lower, *one.partly)}
    assert rule.id in named
