"""Rules → the page of what svclint looks for: each kind with its flaws and the public incidents behind them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docs_markdown import Plain, table

# Folder of rules → the heading of its kind, and what goes wrong.
KINDS = {
    "control-plane": (
        "The address of the API servers",
        "Something else answers for the address in every kubeconfig, or what must reach the API is sent elsewhere.",
    ),
    "services": (
        "Addresses of Services",
        "Two Services share an address, an address has no effect, or the API server rejects the field.",
    ),
    "neighbours": (
        "The network around the cluster",
        "A pool or a Service takes an address that a router, a NAS, a DHCP server or another cluster has.",
    ),
    "networks": (
        "Networks of Pods, Services and nodes",
        "Ranges overlap, are too small or too large, or two programs are configured with different ones.",
    ),
    "nodes": (
        "Nodes",
        "A node's address or port is taken twice, or a node reports an address that others cannot reach.",
    ),
    "ports": (
        "Ports and the fields that name them",
        "A route, policy, probe or monitor names a port that nothing serves, or two programs listen on one port.",
    ),
    "selections": (
        "Labels that decide what is allowed",
        "A policy selects Pods that it cannot protect, or isolates Pods that the API server must reach.",
    ),
    "announcements": (
        "Who answers for an address",
        "An address is assigned, and nobody announces it, or the wrong node does.",
    ),
    "policies": (
        "Network policies with addresses",
        "A policy lists an address that packets do not have where the policy sees them.",
    ),
    "names": (
        "Names and who resolves them",
        "A name leads elsewhere, or something looks up a name that its resolver does not know.",
    ),
    "proxy": (
        "The service proxy",
        "A setting of kube-proxy or its replacement contradicts the load balancers of the cluster.",
    ),
    "input": (
        "The files themselves",
        "A file cannot be read, an address is misspelled, or the inventory contradicts the manifests.",
    ),
}
BLIND = """\
## What svclint cannot see

- Anything that is only in the running cluster: leases, learned routes, ARP tables, objects that no file of the
  repository contains. svclint reads files and nothing else.
- Charts that are not in the repository, unless `--render` renders them. It reads their values, but not what the chart
  does with values that it does not know.
- What Helmfile, Jsonnet, CUE, cdk8s, Terraform resources and SOPS-encrypted values produce. The summary counts them.
- Ports that a program opens without stating them, beyond [the programs that svclint knows](catalogue/index.md).
- Networks outside of the inventory: svclint cannot know that an address belongs to a printer unless a file states it.
- Whether a name resolves: it looks nothing up. Names are known from the inventory and from the manifests.
- Traffic: firewalls, MTU, asymmetric routes and hardware load balancers, except where a file states them.
- Further interfaces of nodes: a network for storage may be right although no known node has an address in it.
- Whether an application of your own reads a variable that the kubelet sets for a Service, such as `APP_PORT`.
- BGP router IDs, and which of several instances of external-dns publishes a name.
- Labels that are set at run time. A selector "selects nothing" only where all candidates are files of the repository.
"""
_INCIDENT = re.compile(r"https://github\.com/([\w.-]+/[\w.-]+)/(?:issues|pull|discussions)/(\d+)")


def kinds_page(rules: Iterable[Plain]) -> str:
    """The page, without the note about its source. Raises KeyError for a folder of rules that has no kind."""
    by_kind: dict[str, list[Plain]] = {}
    for rule in rules:
        by_kind.setdefault(rule["file"].rpartition("/")[0], []).append(rule)
    unknown = by_kind.keys() - KINDS.keys()
    if unknown:
        raise KeyError(f"no kind in docs_kinds.py for {sorted(unknown)}")
    taught = sum(bool(_incident(rule)) for found in by_kind.values() for rule in found)
    total = sum(map(len, by_kind.values()))
    summary = (
        f"{total} rules in {len(by_kind)} kinds. {taught} of them link a public incident that shows the flaw; the "
        "others rest on the source of the programs ([sources](how-it-works/sources.md))."
    )
    lines = [
        "# What svclint looks for",
        "",
        summary,
        "",
    ]
    for folder, (heading, flaw) in KINDS.items():
        lines += [f"## {heading}", "", f"{flaw} Group `{folder}/*`.", "", *_rows(by_kind[folder]), ""]
    return "\n".join(lines) + "\n" + BLIND


def _rows(rules: Iterable[Plain]) -> Iterator[str]:
    rows = [
        (f"[{rule['title']}](rules/{rule['id']}.md)", _level(rule), _incident(rule))
        for rule in sorted(rules, key=lambda rule: str(rule["id"]))
    ]
    yield from table(("Problem", "Severity", "Incident"), rows)


def _level(rule: Plain) -> str:
    return "preview" if rule.get("preview") else str(rule["severity"])


def _incident(rule: Plain) -> str:
    """A link to the first public incident among the references; empty if there is none."""
    for link in rule["references"]:
        if match := _INCIDENT.match(link):
            return f"[{match[1]}#{match[2]}]({link})"
    return ""
