"""Paths and options → everything that rules are evaluated on: claims, clusters, and the flaws that readers noticed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from svclint import limits
from svclint.claims.bgp_aggregates import aggregates
from svclint.claims.catalogue import Catalogue
from svclint.claims.cluster_settings import complete, resolve_names
from svclint.claims.derived import derived
from svclint.claims.extract import extract
from svclint.claims.inventory.native import Inventory, load_inventories
from svclint.claims.own_neighbours import without_own_neighbours
from svclint.claims.placeholder_comments import without_placeholders
from svclint.claims.placement import placed, without_files
from svclint.claims.switched_off import is_switched_off
from svclint.deployment.deployed import Plan
from svclint.deployment.read_files import ReadFiles
from svclint.documents.discover import Discovered
from svclint.documents.read import SourceFile
from svclint.errors import UsageError
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.deployment_status import of_flaw
from svclint.findings.suppress import Ignore, comments_of, ignores_of
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import DEPLOYED, Claim, Cluster, Flaw, Unresolved, flaw
from svclint.reading import RunOptions, covers, covers_repository, discovered_of, plan_of, sources_of
from svclint.rule_ids import LIMIT_REACHED, UNRESOLVED_ADDRESS, UNRESOLVED_NAME


@dataclass(frozen=True, slots=True)
class Gathered:
    """The data of a run before any rule is evaluated. `whole`: the run checks the whole repository.

    `inert` are the claims of samples, tests, archives and copies. `inert_index` has them and the claims of the
    inventory, which they are compared with; it is empty if there is no inventory.
    """

    found: Discovered
    sources: tuple[SourceFile, ...]
    inventory: Inventory
    claim_index: ClaimIndex
    inert: tuple[Claim, ...]
    inert_index: ClaimIndex
    unresolved: tuple[Unresolved, ...]
    flaws: tuple[Flaw, ...]
    ignores: tuple[Ignore, ...]
    notes: tuple[str, ...]
    whole: bool
    plan: Plan


def gather(paths: Sequence[str], options: RunOptions, catalogue: Catalogue) -> Gathered:
    """Read the paths and the inventory into claims, clusters and flaws for the rules. Raises UsageError."""
    options.began("looking for files")
    inventory = load_inventories(options.inventories, options.root)
    discovered = discovered_of(paths, options)
    options.began(f"reading {len(discovered.files):,} files")
    read_files, unrendered = ReadFiles(), tuple[str, ...]()
    sources = sources_of(discovered, paths, catalogue, options, read_files)
    if options.render is not None:
        from svclint.deployment.render.run import render

        options.began("rendering kustomizations and charts")
        sources, unrendered = render(sources, options.root, catalogue.whole_scanner(), options.render, read_files)
    options.began("finding out what is deployed")
    plan = plan_of(sources, paths, options, read_files)
    claims, inert, unresolved, flaws = _claims(plan, inventory, catalogue, options)
    claims = list(without_placeholders(claims, {source.path: source.text for source in sources}))
    resolved = resolve_names(claims)
    if any(claim.owner.kind == "HelmRelease" for claim in claims):
        from svclint.claims.configmap_values import without_read_values

        claims = without_read_values(claims)
    claims = without_own_neighbours([*claims, *resolved])
    claims = [*claims, *derived(claims), *aggregates(claims)]
    clusters = complete(_clusters(inventory, claims, options), [claim for claim in claims if not claim.status.latent])
    flaws = [*flaws, *_remaining(inventory.flaws, resolved), *_of_files(sources, plan), *_unknown(unresolved)]
    flaws += plan.flaws
    if plan.settings:
        from svclint.claims.variable_flaws import broken

        flaws += broken(plan.settings)
    whole = covers_repository(paths, options)
    covered = [cluster for cluster in inventory.clusters if whole or covers(paths, cluster, options)]
    flaws += without_files([source.path for source in sources], covered)
    by_name = {cluster.name: cluster for cluster in clusters}
    ignores = [ignore for source in sources for ignore in ignores_of(source)]
    ignores += [ignore for path, text in inventory.sources.items() for ignore in comments_of(path, text)]
    return Gathered(
        found=discovered,
        sources=sources,
        inventory=inventory,
        claim_index=ClaimIndex(tuple(claims), by_name),
        inert=tuple(inert),
        inert_index=ClaimIndex(_against_inventory(inert, inventory, by_name), by_name),
        unresolved=tuple(unresolved),
        flaws=tuple(flaws),
        ignores=tuple(ignores),
        notes=(*plan.notes, *unrendered),
        whole=whole,
        plan=plan,
    )


def _claims(
    plan: Plan, inventory: Inventory, catalogue: Catalogue, options: RunOptions
) -> tuple[list[Claim], list[Claim], list[Unresolved], list[Flaw]]:
    """The claims of the inventory and of objects, those of inert objects, unresolved values, and flaws.

    Inert objects are held only against the inventory: without one, they are not read.
    """
    known = [claim for claim in inventory.claims if options.cluster in ("", claim.owner.cluster)]
    inert: list[Claim] = []
    claims = list(known)
    unresolved: list[Unresolved] = []
    flaws: list[Flaw] = []
    most = limits.current().claims
    clusters = [cluster for cluster in inventory.clusters if options.cluster in ("", cluster.name)]
    for name, deployed in placed(plan, clusters):
        if deployed.status.inert and not known:
            continue
        status = deployed.status if deployed.deployer_applies else replace(deployed.status, by_hand=True)
        for extracted in extract(deployed.document, name, catalogue):
            if isinstance(extracted, Claim):
                if len(claims) + len(inert) >= most:
                    flaws.append(_too_many(extracted, most))
                    return claims, inert, unresolved, flaws
                if is_switched_off(extracted, deployed.document):
                    continue
                claim = extracted if status == DEPLOYED else replace(extracted, status=status)
                (inert if status.inert else claims).append(claim)
            elif isinstance(extracted, Unresolved):
                unresolved.append(extracted)
            else:
                flaws.append(of_flaw(extracted, deployed.status))
    return claims, inert, unresolved, flaws


def _too_many(claim: Claim, most: int) -> Flaw:
    """The flaw for the first claim that is left out."""
    words = f"The run has more than {most:,} claims; the rest, from this one on, was not checked. "
    return flaw(claim.location, LIMIT_REACHED, words + limits.hint("claims"), identity="claims")


def _of_files(sources: Iterable[SourceFile], plan: Plan) -> Iterator[Flaw]:
    """The flaws of the files themselves."""
    for source in sources:
        status = plan.flawed.get(source.path, DEPLOYED)
        yield from (of_flaw(flaw, status) for flaw in source.flaws)


def _against_inventory(
    inert: Sequence[Claim], inventory: Inventory, clusters: Mapping[str, Cluster]
) -> tuple[Claim, ...]:
    facts = [claim for claim in inventory.claims if claim.owner.cluster in clusters]
    return (*facts, *(claim for claim in inert if claim.owner.cluster in clusters)) if facts and inert else ()


def _clusters(inventory: Inventory, claims: Iterable[Claim], options: RunOptions) -> list[Cluster]:
    known = [cluster for cluster in inventory.clusters if options.cluster in ("", cluster.name)]
    if options.cluster and not known:
        named = ", ".join(repr(cluster.name) for cluster in inventory.clusters) or "none"
        raise UsageError(f"the inventory has no cluster named {options.cluster!r}; clusters: {named}")
    others = sorted({claim.owner.cluster for claim in claims} - {cluster.name for cluster in known})
    return [*known, *(Cluster(name) for name in others)]


def _remaining(flaws: Iterable[Flaw], resolved: Iterable[Claim]) -> Iterator[Flaw]:
    """The flaws of the inventory, without names that manifests resolve."""
    places = {claim.location for claim in resolved if claim.from_inventory}
    return (flaw for flaw in flaws if flaw.rule != UNRESOLVED_NAME or flaw.location not in places)


def _unknown(unresolved: Iterable[Unresolved]) -> Iterator[Flaw]:
    """A flaw for each unresolved value at its location; the rule for them is off by default."""
    for value in unresolved:
        message = f"Cannot resolve {value.text!r} ({value.reason}); the value was not checked."
        yield flaw(value.location, UNRESOLVED_ADDRESS, message, identity=value.text)
