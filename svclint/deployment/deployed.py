"""The types of a deployment plan; and source files → the plan of a repository without GitOps structure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from svclint.deployment.sample_paths import is_never_deployed, sample_path
from svclint.documents.list_items import Document, VariableValue
from svclint.documents.read import KUSTOMIZATIONS, SourceFile
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import DEPLOYED, DeploymentStatus, Flaw

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

    @property
    def by_hand(self) -> bool:
        """Whether it is a kustomization that no GitOps controller follows, so that people build it."""
        return self.file.rpartition("/")[2] in KUSTOMIZATIONS


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
    is_input: bool = False

    @property
    def deployer_applies(self) -> bool:
        """Whether a deployer or a kustomization of the repository applies the object, together with others."""
        return self.deployment is not None and self.applied

    def applied_file(self, path: str) -> str:
        """The file that people apply for the object in the file `path`, such as the kustomization that builds it."""
        return self.deployment.file if self.deployment is not None and self.applied else path


@dataclass(frozen=True, slots=True)
class Plan:
    """The objects by file, and the deployments, in order.

    `settings` are all variables that files of the repository set, used or not. `notes` are messages for the user,
    `flaws` say what was left out. `flawed` is the status of each file with flaws that is not deployed, which may have
    no objects. `is_collection`: the README says that the repository is a course or a collection of examples.
    """

    objects: Mapping[str, tuple[Deployed, ...]]
    deployments: tuple[Deployment, ...] = ()
    settings: tuple[VariableValue, ...] = ()
    notes: tuple[str, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    flawed: Mapping[str, DeploymentStatus] = field(default_factory=dict)
    is_collection: bool = False


def structured(source: SourceFile) -> bool:
    """Does the file determine what is deployed from the repository?"""
    if source.path.rpartition("/")[2] in KUSTOMIZATIONS:
        return True
    return any((document.group, document.kind) in _STRUCTURE for document in source.documents)


def unplanned(sources: Iterable[SourceFile], requested: Iterable[str]) -> Plan:
    """The plan of a repository without GitOps structure; `requested` are the paths to check.

    All objects are deployed, except those in folders of samples, tests, archives and vendored code. If there are no
    others, these are deployed too, except tests.
    """
    paths = tuple(requested)
    files = [source for source in sources if source.documents or source.flaws]
    statuses = {source.path: status(source.path, paths) for source in files}
    if all(state.latent for state in statuses.values()):
        statuses = {path: state if is_never_deployed(path, paths) else DEPLOYED for path, state in statuses.items()}
    return Plan(
        {
            source.path: tuple(Deployed(document, None, statuses[source.path]) for document in source.documents)
            for source in files
            if source.documents
        },
        flawed={source.path: statuses[source.path] for source in files if source.flaws},
    )


def status(path: str, requested: Iterable[str]) -> DeploymentStatus:
    """The status of the objects at a path if only their path is known."""
    named = sample_path(path, requested)
    return DeploymentStatus(by_name(named), inert=True) if named else DEPLOYED


def by_name(named: str) -> str:
    """The reason why nothing deploys a path that `sample_path` returned."""
    return f"{named} is treated as samples, tests, an archive or vendored code"
