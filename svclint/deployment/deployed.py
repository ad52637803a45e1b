"""Sources → the objects that are in them, each with who deploys it; here for repositories without GitOps structure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from svclint.documents.list_items import Document, VariableValue
from svclint.documents.read import KUSTOMIZATIONS, SourceFile
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.model import DEPLOYED, DeploymentStatus

# Read off 243 public repositories: `.archive/`, `_archive/`, `deprecated/`, `samples/`, Kyverno's and chainsaw's tests.
_PUT_AWAY = regex(
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
    """Who deploys something: `title` in `file`. `root` is the file where the chain of deployers begins; `cluster` tells
    clusters of one repository apart, and is empty where there is one.
    """

    title: str
    file: str
    root: str
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Deployed:
    """An object as one deployment has it; None deploys what nobody says anything of.

    Where `taken` is False the deployment is only the one in whose folder the object lies: it is of the same cluster.
    """

    document: Document
    deployment: Deployment | None = None
    status: DeploymentStatus = DEPLOYED
    taken: bool = True


@dataclass(frozen=True, slots=True)
class Plan:
    """The objects by the file that they stand in, and the deployments, in order.

    `settings` are all variables of the repository's own sources, whether anything uses them or not; `notes` are for
    people.
    """

    objects: Mapping[str, tuple[Deployed, ...]]
    deployments: tuple[Deployment, ...] = ()
    settings: tuple[VariableValue, ...] = ()
    notes: tuple[str, ...] = ()


def structured(source: SourceFile) -> bool:
    """Whether a file says what of the repository is deployed."""
    if source.path.rpartition("/")[2] in KUSTOMIZATIONS:
        return True
    return any((one.group, one.kind) in _STRUCTURE for one in source.documents)


def unplanned(sources: Iterable[SourceFile], asked: Iterable[str]) -> Plan:
    """Everything is deployed but archives, samples and tests, by the names of folders; they too if nothing else is."""
    paths = tuple(asked)
    found = {one.path: (one.documents, status(one.path, paths)) for one in sources if one.documents}
    if all(how.latent for _, how in found.values()):
        found = {path: (documents, DEPLOYED) for path, (documents, _) in found.items()}
    return Plan(
        {path: tuple(Deployed(one, None, how) for one in documents) for path, (documents, how) in found.items()}
    )


def status(path: str, asked: Iterable[str]) -> DeploymentStatus:
    """How what stands at a path is to be taken if nothing else is known of it."""
    folder = put_away(path, asked)
    return DeploymentStatus(f"{folder}/ is treated as samples or an archive", archived=True) if folder else DEPLOYED


def put_away(path: str, asked: Iterable[str]) -> str:
    """The folder of `path` that is an archive or holds samples or tests by its name; empty where none is.

    Folders that lead to a path that somebody asked for do not count: who checks `examples/` means it.
    """
    folders = path.split("/")[:-1]
    if not any(_PUT_AWAY.fullmatch(one.lower()) for one in folders):
        return ""
    skip = max((_shared(path.split("/"), one) for one in asked), default=0)
    for number, folder in enumerate(folders):
        if number >= skip and _PUT_AWAY.fullmatch(folder.lower()):
            return "/".join(folders[: number + 1])
    return ""


def _shared(parts: list[str], asked: str) -> int:
    """How many folders of a path lead to what was asked for, if that is it or holds it."""
    wanted = [] if asked in ("", ".") else asked.split("/")
    return len(wanted) if parts[: len(wanted)] == wanted else 0
