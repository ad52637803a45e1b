"""An object → what it claims, what service proxies do with it, who else claims the same, and whether it is deployed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from svclint.asking.answers import MOST_PARTS, Answer, Entry, Part, entry, filled, section
from svclint.asking.evidence import Evidence
from svclint.asking.questions import ObjectName
from svclint.asking.role_groups import ON_WAYS, OWNERS, TAKERS
from svclint.claims.effects import effect
from svclint.claims.roles import SETTINGS
from svclint.findings.claim_index import address
from svclint.model import Claim, Owner

# The short names of kubectl for kinds with addresses, ports or names.
_SHORT: Mapping[str, str] = {
    "svc": "service", "deploy": "deployment", "ds": "daemonset", "sts": "statefulset", "cm": "configmap",
    "ing": "ingress", "ep": "endpoints", "netpol": "networkpolicy", "no": "node", "po": "pod", "gtw": "gateway",
    "ns": "namespace", "hr": "helmrelease", "ks": "kustomization",
}  # fmt: skip


def owners_of(evidence: Evidence, asked: ObjectName, cluster: str = "") -> list[Owner]:
    """The owners of claims that an object's name can mean, in the order of the files."""
    owners = dict.fromkeys(claim.owner for claim in evidence.claims)
    return [owner for owner in owners if cluster in ("", owner.cluster) and _is(owner, asked)]


def _is(owner: Owner, asked: ObjectName) -> bool:
    if owner.name != asked.name and str(owner) != asked.text:
        return False
    if asked.kind and asked.kind == asked.namespace:  # two parts: the first one is a kind or a namespace
        return _is_kind(owner, asked.kind) or owner.namespace == asked.namespace
    return (not asked.kind or _is_kind(owner, asked.kind)) and asked.namespace in ("", owner.namespace)


def _is_kind(owner: Owner, text: str) -> bool:
    kind, lowered = owner.kind.lower(), text.lower()
    return lowered in (kind, f"{kind}s", f"{kind}es", f"{kind[:-1]}ies") or _SHORT.get(lowered) == kind


def about_objects(evidence: Evidence, asked: ObjectName, owners: Sequence[Owner]) -> Answer:
    """The answer for each of the owners, which `owners_of` returned."""
    parts = tuple(_part(evidence, owner) for owner in islice(owners, MOST_PARTS))
    return Answer("object", asked.text, parts, (), len(owners) - len(parts))


def _part(evidence: Evidence, owner: Owner) -> Part:
    claims = [claim for claim in evidence.claims if claim.owner == owner]
    addresses = [claim for claim in claims if _is_address(claim)]
    settings = [claim for claim in claims if claim.role in SETTINGS and not _is_address(claim)]
    rest = [claim for claim in claims if not _is_address(claim) and claim.role not in SETTINGS]
    others = [
        claim
        for claim in evidence.at(
            [claim.block for claim in addresses if claim.block and claim.block.size == 1], owner.cluster
        )
        if claim.owner != owner and claim.role in (*OWNERS, *TAKERS)
    ]
    sections = (
        section("claims", "Addresses", _claims(evidence, addresses)),
        section("ports", "Ports and names", _claims(evidence, rest)),
        section("settings", "Settings", _claims(evidence, settings), 10),
        section("others", "Who else has these addresses", map(entry, others)),
        evidence.findings_where(
            lambda finding: (
                owner
                in (
                    finding.location.owner,
                    *(related.location.owner for related in finding.related if related.location),
                )
            )
        ),
    )
    return Part((owner.cluster,), _summary(owner, claims, addresses), filled(sections))


def _is_address(claim: Claim) -> bool:
    return claim.block is not None and claim.role not in ON_WAYS


def _claims(evidence: Evidence, claims: Iterable[Claim]) -> Iterator[Entry]:
    """The claims without the owner in their titles, each with its effect on traffic unless an earlier one has it."""
    seen: set[str] = set()
    for claim in claims:
        item = entry(claim)
        result = effect(claim, evidence.claim_index.proxy(claim.owner.cluster))
        does = f"without effect: {result.ignored}" if result.ignored else result.text
        text = item.text.replace(f" of {claim.owner}", "", 1)
        notes = item.notes if not does or does in seen else (does, *item.notes)
        seen.add(does)
        yield Entry(text, item.location, notes, claim)


def _summary(owner: Owner, claims: Sequence[Claim], addresses: Iterable[Claim]) -> str:
    taken = list(dict.fromkeys(_values(addresses)))
    latent = next((claim.status.latent for claim in claims if claim.status.latent), "")
    shown = f"{', '.join(taken[:4])}{f' and {len(taken) - 4} more' if len(taken) > 4 else ''}"
    has = f"{owner} claims {shown}." if taken else f"{owner} claims no address."
    state = f" It is not deployed: {latent}." if latent else ""
    return has + state


def _values(claims: Iterable[Claim]) -> Iterator[str]:
    return (address(claim) for claim in claims)
