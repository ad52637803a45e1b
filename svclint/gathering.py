"""Paths and options → everything that rules are evaluated on: claims, clusters, and the flaws that readers noticed."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

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
from svclint.config import Config, base_folder
from svclint.deployment.deployed import Plan, structured, unplanned
from svclint.deployment.read_files import ReadFiles
from svclint.deployment.unread_values import without_unread_values
from svclint.documents.ansible_names import INI_ENDINGS, OWN_TFVARS, TEMPLATES, is_host_list, is_ini
from svclint.documents.discover import EXTENSIONS, Discovered, discover, excluded_of
from svclint.documents.read import KUSTOMIZATIONS, SourceFile, read, read_path, text_of
from svclint.errors import UsageError
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.deployment_status import of_flaw
from svclint.findings.suppress import Ignore, comments_of, ignores_of
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import DEPLOYED, Claim, Cluster, Flaw, Reading, Severity, Unresolved, flaw
from svclint.rule_ids import UNRESOLVED_ADDRESS, UNRESOLVED_NAME

if TYPE_CHECKING:
    from svclint.deployment.render.request import RenderRequest

_OUTSIDE = "a link to outside the repository"


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run; every path in a report is relative to `root`."""

    root: Path
    config: Config
    inventories: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    rule_folders: tuple[Path, ...] = ()
    cluster: str = ""
    tracked_only: bool = False
    stdin: bytes | None = None
    stdin_name: str = "<stdin>"
    least: Severity = Severity.NOTE
    render: RenderRequest | None = None
    notes: tuple[str, ...] = ()


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


def gather(paths: Sequence[str], options: RunOptions, catalogue: Catalogue) -> Gathered:
    """Read the paths and the inventory into claims, clusters and flaws for the rules. Raises UsageError."""
    inventory = load_inventories(options.inventories, options.root)
    discovered = discovered_of(paths, options)
    read_files, unrendered = ReadFiles(), tuple[str, ...]()
    sources = sources_of(discovered, paths, catalogue, options, read_files)
    if options.render is not None:
        from svclint.deployment.render.run import render

        sources, unrendered = render(sources, options.root, catalogue.scanner(), options.render, read_files)
    plan = plan_of(sources, paths, options, read_files)
    claims, inert, unresolved, flaws = _claims(plan, inventory, catalogue, options)
    claims = list(without_placeholders(claims, {source.path: source.text for source in sources}))
    resolved = resolve_names(claims)
    claims = without_own_neighbours([*claims, *resolved])
    claims = [*claims, *derived(claims), *aggregates(claims)]
    clusters = complete(_clusters(inventory, claims, options), [claim for claim in claims if not claim.status.latent])
    flaws = [*flaws, *_remaining(inventory.flaws, resolved), *_of_files(sources, plan), *_unknown(unresolved)]
    if plan.settings:
        from svclint.claims.variable_flaws import broken

        flaws += broken(plan.settings)
    whole = _whole(paths, options)
    covered = [cluster for cluster in inventory.clusters if whole or _covers(paths, cluster, options)]
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
    )


def sources_of(
    discovered: Discovered, paths: Sequence[str], catalogue: Catalogue, options: RunOptions, read_files: ReadFiles
) -> tuple[SourceFile, ...]:
    """Read the discovered files and those that kustomizations among them name, without svclint's own settings."""
    scanner = catalogue.scanner()
    own = {os.path.abspath(path) for path in (*options.inventories, *options.config.files)}
    root = os.fspath(options.root)
    sources = [
        read_path(options.root, path, scanner)
        for path in discovered.files
        if not is_ini(path)
        and not path.endswith(OWN_TFVARS)
        and (not own or os.path.abspath(os.path.join(root, path)) not in own)
    ]
    if any(source.path.endswith(TEMPLATES) for source in sources):
        sources = list(_without_other_templates(sources))
    sources += [SourceFile(path, Reading.UNREADABLE, reason=_OUTSIDE) for path in discovered.outside]
    if any(source.path.rpartition("/")[2] in KUSTOMIZATIONS for source in sources):
        from svclint.deployment.gitops.named_files import named_files

        named = set(named_files(sources, options.root, _asked(paths, options), read_files))
        named -= excluded_of(named, options.config.exclude) if named else set()
        sources += [read_path(options.root, path, scanner) for path in sorted(named)]
    if any(map(is_host_list, discovered.files)):
        sources = _with_hosts(sources, discovered.files, options.root)
    if any(path.endswith(OWN_TFVARS) for path in discovered.files):
        sources = _with_terraform(sources, discovered.files, options.root)
    if options.stdin is not None:
        sources.append(read(options.stdin_name, options.stdin, scanner))
    return tuple(sources)


def discovered_of(paths: Sequence[str], options: RunOptions) -> Discovered:
    """The files to read: manifests, and what may be an Ansible inventory. Raises UsageError for a missing path."""
    endings = (*EXTENSIONS, *INI_ENDINGS, *OWN_TFVARS, *TEMPLATES)
    config, tracked_only = options.config, options.tracked_only
    found = discover(paths, root=options.root, exclude=config.exclude, tracked_only=tracked_only, endings=endings)
    if found.missing:
        raise UsageError("no such file or folder: " + ", ".join(found.missing))
    asked = set(_asked(paths, options))
    others = {path for path in found.files if path.endswith(INI_ENDINGS) and not is_ini(path) and path not in asked}
    return replace(found, files=tuple(path for path in found.files if path not in others)) if others else found


def _without_other_templates(sources: Iterable[SourceFile]) -> Iterator[SourceFile]:
    """The sources; of templates, only those of setup files."""
    from svclint.importing.setup_tools import setup_only

    for source in sources:
        if not source.path.endswith(TEMPLATES):
            yield source
        elif (kept := setup_only(source)).documents:
            yield kept


def _with_hosts(sources: Iterable[SourceFile], files: Sequence[str], root: Path) -> list[SourceFile]:
    """The sources, with the nodes of Ansible inventories as documents."""
    from svclint.importing.host_files import documents_of, hosts_in

    by_path = {source.path: source for source in sources}
    for hosts in hosts_in(root, files)[0]:
        source = by_path.get(hosts.path) or SourceFile(hosts.path, Reading.READ)
        documents = (*source.documents, *documents_of(hosts, len(source.documents)))
        text = source.text or text_of(root, hosts.path)
        by_path[hosts.path] = replace(source, reading=Reading.READ, text=text, documents=documents)
    return [by_path[path] for path in sorted(by_path)]


def _with_terraform(sources: Iterable[SourceFile], files: Sequence[str], root: Path) -> list[SourceFile]:
    """The sources, with the variables of Terraform that describe a cluster as documents."""
    from svclint.importing.terraform_documents import terraform_documents

    variables = [
        SourceFile(document.file, Reading.READ, text_of(root, document.file), (document,))
        for document in terraform_documents(root, files)
    ]
    return sorted([*sources, *variables], key=lambda source: source.path)


def plan_of(sources: Sequence[SourceFile], paths: Sequence[str], options: RunOptions, read_files: ReadFiles) -> Plan:
    """What is deployed and how; without a GitOps structure, everything except archives and samples."""
    asked = _asked(paths, options)
    if any(structured(source) for source in sources):
        from svclint.deployment.gitops.checked_files import CheckedFiles
        from svclint.deployment.gitops.plan import plan

        return without_unread_values(plan(CheckedFiles(options.root, sources, read_files), asked))
    return without_unread_values(unplanned(sources, asked))


def _asked(paths: Sequence[str], options: RunOptions) -> list[str]:
    return [os.path.relpath(os.path.realpath(path), options.root).replace(os.sep, "/") for path in paths]


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
    clusters = [cluster for cluster in inventory.clusters if options.cluster in ("", cluster.name)]
    for name, deployed in placed(plan, clusters):
        if deployed.status.inert and not known:
            continue
        for extracted in extract(deployed.document, name, catalogue):
            if isinstance(extracted, Claim):
                if is_switched_off(extracted, deployed.document):
                    continue
                status = deployed.status
                claim = extracted if status == DEPLOYED else replace(extracted, status=status)
                (inert if status.inert else claims).append(claim)
            elif isinstance(extracted, Unresolved):
                unresolved.append(extracted)
            else:
                flaws.append(of_flaw(extracted, deployed.status))
    return claims, inert, unresolved, flaws


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


def _covers(paths: Sequence[str], cluster: Cluster, options: RunOptions) -> bool:
    """Whether the paths include the folder of the inventory that states the cluster's `manifests`."""
    place = cluster.stated.get("manifests")
    folder = base_folder((options.root / place.file).parent, options.root) if place else options.root
    return any(folder.is_relative_to(os.path.realpath(path)) for path in paths)


def _whole(paths: Sequence[str], options: RunOptions) -> bool:
    """Whether the paths include the whole repository."""
    return any(options.root.is_relative_to(os.path.abspath(path)) for path in paths)
