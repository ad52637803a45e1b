"""Paths and options → the files of a run, read, and how they are deployed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from svclint.claims.catalogue import Catalogue
from svclint.claims.extract import asked_roles
from svclint.config import Config
from svclint.deployment.deployed import Plan, structured, unplanned
from svclint.deployment.read_files import ReadFiles
from svclint.deployment.unread_values import without_unread_values
from svclint.documents.ansible_names import INI_ENDINGS, OWN_TFVARS, TEMPLATES, is_host_list, is_ini
from svclint.documents.discover import EXTENSIONS, Discovered, discover, excluded_of
from svclint.documents.read import KUSTOMIZATIONS, SourceFile, read, read_path, text_of
from svclint.documents.scan import AnyScanner, Scanner
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass, replace
from svclint.light_typing import TYPE_CHECKING
from svclint.limits import Limits
from svclint.model import Cluster, Reading, Severity
from svclint.repository import base_folder

if TYPE_CHECKING:
    from svclint.deployment.render.request import RenderRequest

_OUTSIDE = "a link to outside the repository"


def _unobserved(phase: str) -> None:
    pass


@dataclass(frozen=True, slots=True)
class RunOptions:
    """The options of a run; every path in a report is relative to `root`. `began` is called as a phase begins.

    `today` is the date on which suppressions expire or not, such as `2026-12-31`; empty for the current one.
    `reads_all`: read every document that can contain a claim, also where no claim of another document needs it.
    """

    root: Path
    config: Config
    inventories: tuple[Path, ...] = ()
    select: tuple[str, ...] = ()
    preview: bool = False
    ignore: tuple[str, ...] = ()
    rule_folders: tuple[Path, ...] = ()
    cluster: str = ""
    tracked_only: bool = False
    stdin: bytes | None = None
    stdin_name: str = "<stdin>"
    least: Severity = Severity.NOTE
    render: RenderRequest | None = None
    limits: Limits = Limits()
    notes: tuple[str, ...] = ()
    today: str = ""
    reads_all: bool = False
    began: Callable[[str], None] = _unobserved


def sources_of(
    discovered: Discovered, paths: Sequence[str], catalogue: Catalogue, options: RunOptions, read_files: ReadFiles
) -> tuple[SourceFile, ...]:
    """Read the discovered files and those that kustomizations among them name, without svclint's own settings."""
    scanner = catalogue.whole_scanner() if options.reads_all else catalogue.scanner()
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
    if options.stdin is not None:
        sources.append(read(options.stdin_name, options.stdin, scanner))
    if not options.reads_all:
        sources = list(_with_needed(sources, catalogue, options, scanner))
    if any(map(is_host_list, discovered.files)):
        sources = _with_hosts(sources, discovered.files, options.root)
    if any(path.endswith(OWN_TFVARS) for path in discovered.files):
        sources = _with_terraform(sources, discovered.files, options.root)
    return tuple(sources)


def _with_needed(
    sources: Sequence[SourceFile], catalogue: Catalogue, options: RunOptions, scanner: Scanner | AnyScanner
) -> Iterator[SourceFile]:
    """The sources, with the documents that claims of others need: the Pods behind a policy or a Service's named port.

    Most documents with ports are Deployments and Services that nothing refers to; they are not parsed.
    """
    missing, roles = set(catalogue.needing), set[str]()
    for document in (document for source in sources for document in source.documents):
        if missing:
            found = asked_roles(document, catalogue, missing)
            roles |= found
            missing -= found
    if not roles:
        yield from sources
        return
    needed = AnyScanner(catalogue.scanners(roles))
    both = AnyScanner([needed, scanner])
    for source in sources:
        if not source.unread:
            yield source
        elif options.stdin is not None and source.path == options.stdin_name:
            yield read(source.path, options.stdin, both)
        else:
            again = read_path(options.root, source.path, both if source.reading is Reading.READ else needed)
            yield again if again.documents or again.flaws else source


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
    charts = {source.path.rpartition("/")[0] for source in sources if source.path.endswith("/Chart.yaml")}
    if any(structured(source) for source in sources):
        from svclint.deployment.gitops.checked_files import CheckedFiles
        from svclint.deployment.gitops.plan import plan

        found = plan(CheckedFiles(options.root, sources, read_files), asked)
    else:
        found = unplanned(sources, asked)
    found = without_unread_values(found, charts)
    if len({path.rpartition("/")[0] for path in found.objects}) < 2:
        return found
    from svclint.deployment.readme import is_collection

    return replace(found, is_collection=is_collection(options.root))


def _asked(paths: Sequence[str], options: RunOptions) -> list[str]:
    return [os.path.relpath(os.path.realpath(path), options.root).replace(os.sep, "/") for path in paths]


def covers(paths: Sequence[str], cluster: Cluster, options: RunOptions) -> bool:
    """Whether the paths include the folder of the inventory that states the cluster's `manifests`."""
    place = cluster.stated.get("manifests")
    folder = base_folder((options.root / place.file).parent, options.root) if place else options.root
    return any(folder.is_relative_to(os.path.realpath(path)) for path in paths)


def covers_repository(paths: Sequence[str], options: RunOptions) -> bool:
    """Whether the paths include the whole repository."""
    return any(options.root.is_relative_to(os.path.abspath(path)) for path in paths)
