"""An address or range → whose it is, who takes it, how clients get to it, and what service proxies do with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from svclint.asking.answers import (
    MOST_PARTS,
    Answer,
    Entry,
    Part,
    Section,
    amount,
    entry,
    filled,
    first_of,
    section,
    sentence,
)
from svclint.asking.evidence import Evidence
from svclint.asking.free import neighbours
from svclint.asking.role_groups import AREAS, ON_WAYS, OWNERS, TAKERS
from svclint.claims.blocks import format_block, private, special
from svclint.claims.effects import deeds, effect
from svclint.findings.claim_index import ClaimIndex, address
from svclint.model import Block, Claim, Location, Owner, Span

_MOST_POOLS = 5
# Entries of other claims about an address, such as network policies that allow it.
_MOST_MENTIONS = 10
_KUBE_PROXY = ("ipvs", "iptables", "nftables")
# Names of other proxies for people, by their mode.
_PROXIES = {
    "cilium": "Cilium", "kube-router": "kube-router", "calico": "Calico", "ovn-kubernetes": "OVN-Kubernetes",
    "none": "another proxy",
}  # fmt: skip
_SERVED = frozenset({"external-ip", "load-balancer-request", "load-balancer-status", "gateway-address", "cluster-ip"})
_NOWHERE = Location("", Span(0, 0, 0, 0), Owner("", "", "", "", ""), "")


def about_address(evidence: Evidence, block: Block, cluster: str = "") -> Answer:
    """The answer for each network segment on which something is stated about the address or range."""
    text = format_block(block)
    narrow = (claim for claim in evidence.meeting(block) if claim.block and claim.block.size < _everything(claim.block))
    by_scope = evidence.by_scope(narrow, cluster)
    parts = tuple(_part(evidence, block, clusters, claims) for clusters, claims in islice(by_scope.items(), MOST_PARTS))
    left_out = len(by_scope) - len(parts)
    return Answer("address", text, parts or (_unknown(block, cluster),), tuple(_hints(block, parts)), left_out)


def _everything(block: Block) -> int:
    """The number of all addresses of a family."""
    return 1 << (32 if block.family == 4 else 128)


def _hints(block: Block, parts: Sequence[Part]) -> Iterator[str]:
    if not parts:
        yield "`svclint inventory check` lists what svclint does not know about the clusters."
        return
    abouts = {item.about: item for part in parts for item in part.sections}
    if block.size > 1:
        yield f"`svclint free {format_block(block)}` lists the addresses in it that nobody claims."
    elif "owners" not in abouts and "takers" not in abouts and (areas := abouts.get("areas")):
        area = areas.entries[0].claim
        if area is not None:
            yield f"`svclint free {address(area)}` lists the addresses near it that nobody claims."


def _unknown(block: Block, cluster: str) -> Part:
    where = f"of cluster {cluster}" if cluster else "that svclint read"
    summary = f"No file {where} claims {format_block(block)} or a network that contains it."
    return Part((cluster,) if cluster else (), summary, filled([_properties(block)]))


def _part(evidence: Evidence, block: Block, clusters: tuple[str, ...], claims: Sequence[Claim]) -> Part:
    text = format_block(block)
    owners, takers, areas = (_with(claims, roles) for roles in (OWNERS, TAKERS, AREAS))
    inner_areas = [claim for claim in areas if _is_inside(claim, block)]
    outer_areas = sorted(
        (claim for claim in areas if not _is_inside(claim, block)),
        key=lambda claim: claim.block.size if claim.block else 0,
    )
    listed = {*OWNERS, *TAKERS, *AREAS, *ON_WAYS}
    mentions = [claim for claim in claims if claim.role not in listed]
    ways = evidence.graph.ways_to(("block", evidence.claim_index.scope(clusters[0]), block))
    sections = (
        section("owners", "Whose it is", (entry(claim, about=text) for claim in owners)),
        section("takers", "Who takes it", (_taker(evidence.claim_index, claim, text) for claim in takers)),
        section("ways", "How clients get to it", evidence.way_entries(ways)),
        section("inside", "What it contains", (entry(claim, about=text) for claim in inner_areas)),
        section("areas", "What contains it", (entry(claim, about=text) for claim in outer_areas)),
        section("mentions", "Where else it is named", (entry(claim, about=text) for claim in mentions), _MOST_MENTIONS),
        _properties(block),
        *([_proxies(evidence.claim_index, clusters[0], block, takers)] if owners or takers else []),
        evidence.findings_at(claims if block.size == 1 else (*owners, *takers, *inner_areas)),
        _free(evidence, block, outer_areas),
    )
    ineffective = [claim for claim in takers if _ignored(evidence.claim_index, claim)]
    taking = [claim for claim in takers if not _ignored(evidence.claim_index, claim)]
    return Part(clusters, _summary(text, block, owners, taking, ineffective, outer_areas), filled(sections))


def _is_inside(claim: Claim, block: Block) -> bool:
    return claim.block is not None and block.contains(claim.block) and claim.block != block


def _with(claims: Iterable[Claim], roles: Sequence[str]) -> list[Claim]:
    """The claims with one of the roles, those in the inventory and deployed ones first."""
    chosen = (claim for claim in claims if claim.role in roles)
    return sorted(chosen, key=lambda claim: (bool(claim.status.latent), not claim.from_inventory))


def _taker(claim_index: ClaimIndex, claim: Claim, text: str) -> Entry:
    ignored = _ignored(claim_index, claim)
    return entry(claim, *([f"without effect: {ignored}"] if ignored else []), about=text)


def _ignored(claim_index: ClaimIndex, claim: Claim) -> str:
    """Why a claim has no effect; empty if it has one."""
    return effect(claim, claim_index.proxy(claim.owner.cluster)).ignored


def _summary(
    text: str,
    block: Block,
    owners: Sequence[Claim],
    takers: Sequence[Claim],
    ineffective: Sequence[Claim],
    areas: Sequence[Claim],
) -> str:
    """Who has and who takes an address; for a range, how many of each."""
    live = [claim for claim in owners if not claim.status.latent]
    taking = list(dict.fromkeys(str(claim.owner) for claim in takers if not claim.status.latent))
    if block.size > 1:
        return _of_range(text, live, taking, areas)
    clauses = []
    if live:
        clauses.append(f"{text} is {first_of(list(dict.fromkeys(claim.title for claim in live)))}")
    if taking:
        clauses.append(f"{first_of(taking)} {'take' if len(taking) > 1 else 'takes'} {'it too' if live else text}")
    if clauses:
        return sentence(clauses)
    if ineffective:
        return f"{ineffective[0].owner} states {text}, but without effect: nobody takes it."
    pool = next((claim for claim in areas if claim.role == "pool" and not claim.status.latent), None)
    if pool:
        return (
            f"Nobody requests {text}, but it is in {pool.title}, {address(pool)}: its controller may have assigned it "
            "to a Service."
        )
    return f"Nobody takes {text}."


def _of_range(text: str, owners: Sequence[Claim], taking: Sequence[str], areas: Sequence[Claim]) -> str:
    same = [area.title for area in areas if area.block and address(area) == text]
    first = f"{text} is {first_of(list(dict.fromkeys(same)))}. " if same else ""
    machines = amount(len({claim.block for claim in owners}), "address", "addresses")
    objects = "1 object takes" if len(taking) == 1 else f"{amount(len(taking), 'object')} take"
    return f"{first}It contains {machines} of machines and load balancers, and {objects} addresses of it."


def _properties(block: Block) -> Section:
    purpose = special(block)
    texts = [] if private(block) else ["public: routed on the internet"]
    return section("kind", "Kind of address", map(Entry, [f"special-purpose: {purpose}"] if purpose else texts))


def _proxies(claim_index: ClaimIndex, cluster: str, block: Block, takers: Sequence[Claim]) -> Section:
    """What each service proxy does with the address for the first Service that takes it, or for one that would."""
    taker = next((claim for claim in takers if claim.role in _SERVED and not claim.status.latent), None)
    proxy = claim_index.proxy(taker.owner.cluster if taker else cluster)
    title = (
        f"What service proxies do with it for {taker.owner}"
        if taker
        else ("What service proxies would do with it if a Service had it as an external IP")
    )
    claim = taker or Claim(_NOWHERE.owner, "external-ip", _NOWHERE, "", "", block)
    entries = (_deed(clause, modes, proxy.mode, assumed=proxy.assumed) for clause, modes in deeds(claim, proxy).items())
    return section("proxies", title, entries if block.size == 1 else ())


def _deed(clause: str, modes: Sequence[str], own: str, *, assumed: bool) -> Entry:
    own_modes = [mode for mode in modes if mode in _KUBE_PROXY]
    names = [f"kube-proxy in {' or '.join(own_modes)} mode"] if own_modes else []
    names += [_PROXIES[mode] for mode in modes if mode not in _KUBE_PROXY]
    mark = ""
    if own in modes:
        mark = " (assumed for this cluster, because no file states its mode)" if assumed else " (as in this cluster)"
    return Entry(f"{first_of(names, len(names))}{mark}: {clause}")


def _free(evidence: Evidence, block: Block, areas: Iterable[Claim]) -> Section:
    """The nearest free addresses of each pool that contains an address."""

    def entries() -> Iterator[Entry]:
        pools = (area for area in areas if area.role == "pool" and not area.status.latent)
        if block.size == 1:
            for pool in islice(pools, _MOST_POOLS):
                near = neighbours(evidence, pool, block)
                yield Entry(f"{pool.title}, {address(pool)}: {', '.join(near) or 'none'}", pool.location, claim=pool)

    return section("free", "Free addresses near it, in its pool", entries())
