"""A DNS name → what it resolves to, which servers and names lead to it, and which objects use it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from svclint.asking.answers import MOST_PARTS, Answer, Part, amount, entry, filled, section
from svclint.asking.evidence import Evidence
from svclint.asking.role_groups import ON_WAYS, OWNERS, TAKERS
from svclint.claims.blocks import format_block, split_endpoint
from svclint.findings.graph import Name, Way
from svclint.findings.graph_build import servers
from svclint.model import Block, Claim

_MOST_LABELS = 32


def about_name(evidence: Evidence, host: str, cluster: str = "") -> Answer:
    """The answer for each cluster in which something names the host, or one for all if nothing does."""
    host = host.rstrip(".")
    names = _covering(host)
    service = _service_of(host)
    found = [claim for claim in evidence.claims if _names(claim, names) or (service and _is_of(claim, service))]
    by_cluster = evidence.by_cluster(found, cluster)
    parts = tuple(_part(evidence, host, name, claims) for name, claims in islice(by_cluster.items(), MOST_PARTS))
    return Answer("name", host, parts or (_unknown(host, cluster),), (), len(by_cluster) - len(parts))


def _covering(host: str) -> frozenset[str]:
    """The name, and the wildcards that match it (RFC 4592)."""
    labels = host.removeprefix("*.").split(".")
    return frozenset({host, *("*." + ".".join(labels[at:]) for at in range(1, min(len(labels), _MOST_LABELS)))})


def _names(claim: Claim, names: frozenset[str]) -> bool:
    if claim.host in names:
        return True
    return any(split_endpoint(text).host.lower().rstrip(".") in names for text, _ in servers(claim))


def _service_of(host: str) -> tuple[str, str] | None:
    """The namespace and name of the Service that a name in the cluster's DNS has: `NAME.NAMESPACE.svc…`."""
    labels = host.split(".")
    return (labels[1], labels[0]) if len(labels) >= 3 and labels[2] == "svc" else None


def _is_of(claim: Claim, service: tuple[str, str]) -> bool:
    return claim.owner.kind == "Service" and (claim.owner.namespace, claim.owner.name) == service


def _unknown(host: str, cluster: str) -> Part:
    where = f"of cluster {cluster}" if cluster else "that svclint read"
    summary = (
        f"No file {where} names {host}. If it is a name of the API server or of a machine, state its addresses in "
        "`hosts` or `dns` of the inventory."
    )
    return Part((cluster,) if cluster else (), summary)


def _part(evidence: Evidence, host: str, cluster: str, claims: Sequence[Claim]) -> Part:
    vertex: Name = ("name", cluster, host)
    onward = evidence.graph.ways_from(vertex)
    blocks = _ends(onward)
    owners = [
        claim
        for claim in (evidence.at(blocks, cluster) if blocks else ())
        if claim.role in OWNERS or claim.role in TAKERS
    ]
    service = [claim for claim in claims if _is_of_service(claim, host)]
    uses = [claim for claim in claims if not _is_of_service(claim, host) and claim.role not in ON_WAYS]
    sections = (
        section("resolves", "What it resolves to", evidence.way_entries(onward)),
        section("ways", "What leads to it", evidence.way_entries(evidence.graph.ways_to(vertex))),
        section("owners", "Who has the addresses", map(entry, owners)),
        section("service", "The Service with this name", map(entry, service)),
        section("mentions", "Who uses it", map(entry, uses)),
        evidence.findings_at(claims),
    )
    return Part((cluster,), _summary(host, onward, blocks, uses, service), filled(sections))


def _is_of_service(claim: Claim, host: str) -> bool:
    service = _service_of(host)
    return claim.host != host and service is not None and _is_of(claim, service)


def _ends(onward: Iterable[Way]) -> list[Block]:
    return [way[-1][2] for way in onward if way[-1][0] == "block"]


def _summary(
    host: str, onward: Sequence[Way], blocks: Sequence[Block], uses: Sequence[Claim], service: Sequence[Claim]
) -> str:
    if blocks:
        addresses = [format_block(block) for block in blocks]
        more = f" and {len(addresses) - 3} more" if len(addresses) > 3 else ""
        return f"{host} resolves to {', '.join(addresses[:3])}{more}."
    if service:
        return f"{host} is a name of {service[0].owner}."
    if onward:
        return f"{host} leads to another name, and no file states the address of that name."
    if uses:
        objects = amount(len({claim.owner for claim in uses}), "object")
        return f"{host} is named by {objects}. No file states the address that it resolves to."
    return f"No file states the address that {host} resolves to."
