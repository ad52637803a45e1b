"""Documents of Flux and Argo CD → Deployers: the folders of the repository that each deploys, and with which values."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.deployment.gitops.appset_generators import PARAMETER, ParameterSet, filled, generated
from svclint.deployment.paths import joined
from svclint.documents.list_items import Document, VariableValue
from svclint.documents.node import MapNode, Node, ScalarNode, items_at, node_at, text_at
from svclint.documents.provenance import place
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex

FLUX = "kustomize.toolkit.fluxcd.io"
ARGO = "argoproj.io"
_INSTANCE = "fluxcd.controlplane.io"
_VALUES_OF = regex(r"^\$([\w.-]+)/(.+)$")


@dataclass(frozen=True, slots=True)
class Folder:
    """A deployed folder, relative to the repository; `*` in `path` matches a part of a name.

    `recurse` includes subfolders. `include` and `exclude` are Argo CD's patterns for the files of a folder without a
    kustomization.
    """

    path: str
    recurse: bool
    include: str = ""
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Substitution:
    """The variables of a Flux Kustomization: its own, and those of ConfigMaps and Secrets, by kind and name.

    `enabled`: it substitutes variables.
    """

    own: tuple[VariableValue, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    enabled: bool = False


@dataclass(frozen=True, slots=True)
class Deployer:
    """A Flux Kustomization, an Argo CD Application or another object that deploys folders of a repository.

    `source` identifies the repository: a name (Flux) or a URL (Argo CD), empty if none is stated. `values` are values
    files of Helm, relative to the repository. `destination` is the cluster to which Argo CD deploys.
    """

    document: Document
    folders: tuple[Folder, ...]
    source: str
    namespace: str = ""
    destination: str = ""
    substitution: Substitution = Substitution()
    values: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Kind, namespace and name, for messages."""
        prefix = "Flux Kustomization" if self.document.group == FLUX else self.document.kind
        path = f"{self.document.namespace}/{self.document.name}" if self.document.namespace else self.document.name
        return f"{prefix} {path}"

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """Group, kind, namespace and name, which are unique in a cluster."""
        return self.document.group, self.document.kind, self.document.namespace, self.document.name


def is_deployer(document: Document) -> bool:
    """Does the document deploy others?"""
    return (
        (document.group == FLUX and document.kind == "Kustomization")
        or (document.group == ARGO and document.kind in ("Application", "ApplicationSet"))
        or (document.group == _INSTANCE and document.kind == "FluxInstance")
        or (document.kind == "HelmRelease" and bool(_synced(document)))
    )


def deployers(document: Document) -> tuple[Deployer, ...]:
    """The deployers of a document; empty if it deploys nothing from a repository."""
    if document.group == FLUX:
        return (_flux(document),)
    if document.kind == "FluxInstance":
        path = text_at(document.node, "spec", "sync", "path")
        return (Deployer(document, (Folder(joined("", path), recurse=True),), ""),) if path else ()
    if document.kind == "HelmRelease":
        return (Deployer(document, (Folder(joined("", _synced(document)), recurse=True),), ""),)
    return tuple(_argo(document))


def _synced(document: Document) -> str:
    """The folder that Flux deploys according to the values of a release of the chart flux-instance."""
    return text_at(document.node, "spec", "values", "instance", "sync", "path")


def _flux(document: Document) -> Deployer:
    spec = document.node.get("spec")
    settings = tuple(_settings(node_at(spec, "postBuild", "substitute"), document))
    sources = tuple(
        (text_at(item, "kind") or "ConfigMap", text_at(item, "name"))
        for item in items_at(spec, "postBuild", "substituteFrom")
    )
    reference = text_at(spec, "sourceRef", "kind"), text_at(spec, "sourceRef", "name")
    return Deployer(
        document=document,
        folders=(Folder(joined("", text_at(spec, "path") or "."), recurse=True),),
        source="/".join(reference) if all(reference) else "",
        namespace=text_at(spec, "targetNamespace"),
        substitution=Substitution(settings, sources, bool(settings or sources)),
    )


def _settings(node: Node | None, document: Document) -> Iterator[VariableValue]:
    for key, value in node.entries if isinstance(node, MapNode) else ():
        if isinstance(value, ScalarNode):
            yield VariableValue(key.text, value.text, *place(document, value.span))


def _argo(document: Document) -> Iterator[Deployer]:
    spec = document.node.get("spec")
    is_set = document.kind == "ApplicationSet"
    application = node_at(spec, "template", "spec") if is_set else spec
    if not isinstance(application, MapNode):
        return
    sources = [application.get("source"), *items_at(application, "sources")]
    sets = tuple(generated(items_at(spec, "generators"))) if is_set else ()
    destination = text_at(application, "destination", "server") or text_at(application, "destination", "name")
    for server, chosen in _by_destination(destination, sets):
        for source in (node for node in sources if isinstance(node, MapNode)):
            path, url = text_at(source, "path"), text_at(source, "repoURL")
            values = tuple(dict.fromkeys(_value_files(source, path, chosen)))
            folders = tuple(_folders(source, path, chosen)) if path else ()
            if not is_set or PARAMETER.search(url):  # an unknown folder may be of another repository
                folders = tuple(folder for folder in folders if folder.path != "*")
            if folders or values:
                yield Deployer(
                    document=document,
                    folders=folders,
                    source=_address(url) if path else "",
                    namespace=text_at(application, "destination", "namespace"),
                    destination=server,
                    values=values,
                )


def _by_destination(text: str, sets: tuple[ParameterSet, ...]) -> Iterator[tuple[str, tuple[ParameterSet, ...]]]:
    """Yield each cluster to which an Application is deployed, empty if unknown, with its parameter sets."""
    by_server: dict[str, list[ParameterSet]] = {}
    for parameter_set in sets:
        server = filled(text, parameter_set.parameters)
        by_server.setdefault("" if "*" in server else server, []).append(parameter_set)
    for server, chosen in by_server.items():
        yield server, tuple(chosen)
    if not any(not parameter_set.excluded for parameter_set in sets):
        yield ("" if PARAMETER.search(text) else text), sets


def _folders(source: MapNode, path: str, sets: tuple[ParameterSet, ...]) -> Iterator[Folder]:
    recurse = text_at(source, "directory", "recurse") == "true"
    include = text_at(source, "directory", "include")
    left_out = (filled(path, parameter_set.parameters) for parameter_set in sets if parameter_set.excluded)
    excluded = (*_braces(text_at(source, "directory", "exclude")), *(folder for folder in left_out if folder != "*"))
    paths = dict.fromkeys(
        filled(path, parameter_set.parameters) for parameter_set in sets if not parameter_set.excluded
    )
    for folder in paths or (filled(path, {}),):
        yield Folder(joined("", folder), recurse, include, excluded)


def _value_files(source: MapNode, path: str, sets: tuple[ParameterSet, ...]) -> Iterator[str]:
    included = [parameter_set.parameters for parameter_set in sets if not parameter_set.excluded] or [{}]
    scalars = (item for item in items_at(source, "helm", "valueFiles") if isinstance(item, ScalarNode))
    for scalar in (scalar for scalar in scalars if "://" not in scalar.text):
        for parameters in included:
            text = filled(scalar.text, parameters)
            if match := _VALUES_OF.match(text):
                yield joined("", match[2])
            elif text.startswith("/"):
                yield joined("", text.lstrip("/"))
            elif path:
                yield joined(joined("", filled(path, parameters)), text)


def _braces(pattern: str) -> Iterator[str]:
    """Yield the patterns of Argo CD's alternatives: `{a,b}` is `a` or `b`."""
    if pattern.startswith("{") and pattern.endswith("}"):
        yield from (part.strip() for part in pattern[1:-1].split(","))
    elif pattern:
        yield pattern


def _address(url: str) -> str:
    """A repository's URL without scheme, user and `.git`, which may differ; empty if it contains a parameter."""
    if PARAMETER.search(url):
        return ""
    bare = url.split("://", 1)[-1].rpartition("@")[2].replace(":", "/").lower()
    return bare.removesuffix("/").removesuffix(".git")
