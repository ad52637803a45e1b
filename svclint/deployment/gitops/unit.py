"""The unit of a deployment: what one deployer deploys."""

from __future__ import annotations

from collections.abc import Iterable

from svclint.deployment.gitops.deployed_folders import BuiltFolder
from svclint.deployment.gitops.deployers import Deployer
from svclint.deployment.gitops.variables import Variables
from svclint.deployment.patches import Patch
from svclint.lazy_dataclasses import dataclass, field

NOTHING = Variables({}, complete=False)


@dataclass(slots=True)
class Unit:
    """What one deployer deploys, or a kustomization that no deployer includes.

    `root` is the file at which the chain of deployers begins. `latent` is the reason why the deployer itself is not
    deployed, or ''. `adds_address`: a patch of the deployer may add an address to an object.
    """

    title: str
    file: str
    root: str
    latent: str
    deployer: Deployer | None = None
    variables: Variables = NOTHING
    substitutes: bool = False
    patches: tuple[Patch, ...] = ()
    adds_address: bool = False
    built: BuiltFolder = field(default_factory=BuiltFolder)


def reached(units: Iterable[Unit]) -> set[str]:
    """The files of all units whose deployers are themselves deployed."""
    return {file for unit in units if not unit.latent for file in unit.built.files}
