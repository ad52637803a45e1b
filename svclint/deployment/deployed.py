"""The types of a deployment plan; and source files → the plan of a repository without GitOps structure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from svclint.documents.list_items import Document, VariableValue
from svclint.documents.read import KUSTOMIZATIONS, SourceFile
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import DEPLOYED, DeploymentStatus

# From 243 public repositories: `.archive/`, `_archive/`, `deprecated/`, `samples/`, tests of Kyverno and chainsaw.
_ARCHIVE = regex(
    r"[._-]?(archived?|attic|deprecated|disabled|graveyard|obsolete|old|retired|shelved|unused"
    r"|examples?|samples?|configsamples|fixtures?|testdata|tests|e2e|chainsaw|(?:[\w.]+-)*demos?(?:-[\w.]+)*)[._-]?"
)
_STRUCTURE = frozenset(
    {
        ("kustomize.toolkit.fluxcd.io", "Kustomization"),
        ("fluxcd.controlplane.io", "FluxInstance"),
        ("argoproj.io", "Application"),
        ("argoproj.io", "ApplicationSet"),
    }
)


@dataclass(frozen=True, slots=True)
class Deployment:
    """A deployment of objects: its deployer is `title` in `file`.

    `root` is the file at which the chain of deployers begins. `cluster` distinguishes the clusters of one repository,
    and is empty if there is only one.
    """

    title: str
    file: str
    root: str
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Deployed:
    """An object with the values of one deployment; `deployment` is None if no deployer is known.

    `applied` is False if the deployment does not apply the object, but only contains it in its folder, so that the
    object belongs to the same cluster.
    """

    document: Document
    deployment: Deployment | None = None
    status: DeploymentStatus = DEPLOYED
    applied: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The objects by file, and the deployments, in order.

    `settings` are all variables that files of the repository set, used or not. `notes` are messages for the user.
    """

    objects: Mapping[str, tuple[Deployed, ...]]
    deployments: tuple[Deployment, ...] = ()
    settings: tuple[VariableValue, ...] = ()
    notes: tuple[str, ...] = ()


def structured(source: SourceFile) -> bool:
    """Does the file determine what is deployed from the repository?"""
    if source.path.rpartition("/")[2] in KUSTOMIZATIONS:
        return True
    return any((document.group, document.kind) in _STRUCTURE for document in source.documents)


def unplanned(sources: Iterable[SourceFile], requested: Iterable[str]) -> Plan:
    """The plan of a repository without GitOps structure; `requested` are the paths to check.

    All objects are deployed, except those in folders with the name of an archive, samples or tests. If there are no
    others, these are deployed too.
    """
    paths = tuple(requested)
    documents = {source.path: source.documents for source in sources if source.documents}
    statuses = {path: status(path, paths) for path in documents}
    if all(state.latent for state in statuses.values()):
        statuses = dict.fromkeys(documents, DEPLOYED)
    return Plan(
        {path: tuple(Deployed(document, None, statuses[path]) for document in documents[path]) for path in documents}
    )


def status(path: str, requested: Iterable[str]) -> DeploymentStatus:
    """The status of the objects at a path if only their path is known."""
    folder = archive_folder(path, requested)
    return DeploymentStatus(f"{folder}/ is treated as samples or an archive", archived=True) if folder else DEPLOYED


def archive_folder(path: str, requested: Iterable[str]) -> str:
    """The outermost folder of `path` with the name of an archive, samples or tests; empty if there is none.

    Folders that a requested path contains do not count: a user who checks `examples/` wants it to be checked.
    """
    folders = path.split("/")[:-1]
    if not any(_ARCHIVE.fullmatch(folder.lower()) for folder in folders):
        return ""
    skip = max((_shared(path.split("/"), prefix) for prefix in requested), default=0)
    for number, folder in enumerate(folders):
        if number >= skip and _ARCHIVE.fullmatch(folder.lower()):
            return "/".join(folders[: number + 1])
    return ""


def _shared(parts: list[str], requested: str) -> int:
    """The number of names in a requested path if it is the path or contains it; otherwise 0."""
    prefix = [] if requested in ("", ".") else requested.split("/")
    return len(prefix) if parts[: len(prefix)] == prefix else 0
