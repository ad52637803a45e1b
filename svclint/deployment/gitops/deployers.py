"""Documents of Flux and Argo CD → what each of them deploys: folders of the repository, and how it changes them."""

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
    """A folder that is deployed, relative to the repository; `*` in `path` stands for a part of a name.

    `include` and `exclude` are Argo CD's patterns for the files of a folder without a kustomization.
    """

    path: str
    recurse: bool
    include: str = ""
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Substitution:
    """Where a Flux Kustomization's variables come from: its own, and ConfigMaps and Secrets by kind and name."""

    own: tuple[VariableValue, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    wanted: bool = False


@dataclass(frozen=True, slots=True)
class Deployer:
    """A Flux Kustomization, an Argo CD Application and their like.

    `source` tells repositories apart: a name (Flux) or a URL (Argo CD), empty where none is stated. `values` are
    files of Helm values, relative to the repository. `destination` is the cluster that Argo CD deploys to.
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
        """What people call it."""
        prefix = "Flux Kustomization" if self.document.group == FLUX else self.document.kind
        path = f"{self.document.namespace}/{self.document.name}" if self.document.namespace else self.document.name
        return f"{prefix} {path}"

    @property
    def identity(self) -> tuple[str, str, str, str]:
        """What one cluster can have once."""
        return self.document.group, self.document.kind, self.document.namespace, self.document.name


def is_deployer(document: Document) -> bool:
    """Whether a document deploys others."""
    return (
        (document.group == FLUX and document.kind == "Kustomization")
        or (document.group == ARGO and document.kind in ("Application", "ApplicationSet"))
        or (document.group == _INSTANCE and document.kind == "FluxInstance")
        or (document.kind == "HelmRelease" and bool(_synced(document)))
    )


def deployers(document: Document) -> tuple[Deployer, ...]:
    """What a document deploys; nothing for a document that deploys nothing from a repository."""
    if document.group == FLUX:
        return (_flux(document),)
    if document.kind == "FluxInstance":
        path = text_at(document.node, "spec", "sync", "path")
        return (Deployer(document, (Folder(joined("", path), recurse=True),), ""),) if path else ()
    if document.kind == "HelmRelease":
        return (Deployer(document, (Folder(joined("", _synced(document)), recurse=True),), ""),)
    return tuple(_argo(document))


def _synced(document: Document) -> str:
    """The folder that a release of the chart flux-instance makes Flux follow."""
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
    given = tuple(generated(items_at(spec, "generators"))) if is_set else ()
    destination = text_at(application, "destination", "server") or text_at(application, "destination", "name")
    for server, chosen in _by_destination(destination, given):
        for source in (one for one in sources if isinstance(one, MapNode)):
            path, url = text_at(source, "path"), text_at(source, "repoURL")
            values = tuple(dict.fromkeys(_value_files(source, path, chosen)))
            folders = tuple(_folders(source, path, chosen)) if path else ()
            if not is_set or PARAMETER.search(url):  # some folder, of whatever repository, tells nothing of this one's
                folders = tuple(one for one in folders if one.path != "*")
            if folders or values:
                yield Deployer(
                    document=document,
                    folders=folders,
                    source=_address(url) if path else "",
                    namespace=text_at(application, "destination", "namespace"),
                    destination=server,
                    values=values,
                )


def _by_destination(text: str, given: tuple[ParameterSet, ...]) -> Iterator[tuple[str, tuple[ParameterSet, ...]]]:
    """Each cluster that an Application goes to, empty where it is not known, with what is generated for it."""
    found: dict[str, list[ParameterSet]] = {}
    for one in given:
        server = filled(text, one.parameters)
        found.setdefault("" if "*" in server else server, []).append(one)
    for server, some in found.items():
        yield server, tuple(some)
    if not any(not one.excluded for one in given):
        yield ("" if PARAMETER.search(text) else text), given


def _folders(source: MapNode, path: str, given: tuple[ParameterSet, ...]) -> Iterator[Folder]:
    recurse = text_at(source, "directory", "recurse") == "true"
    include = text_at(source, "directory", "include")
    left = (filled(path, one.parameters) for one in given if one.excluded)
    excluded = (*_braces(text_at(source, "directory", "exclude")), *(one for one in left if one != "*"))
    paths = dict.fromkeys(filled(path, one.parameters) for one in given if not one.excluded)
    for one in paths or (filled(path, {}),):
        yield Folder(joined("", one), recurse, include, excluded)


def _value_files(source: MapNode, path: str, given: tuple[ParameterSet, ...]) -> Iterator[str]:
    sets = [one.parameters for one in given if not one.excluded] or [{}]
    named = items_at(source, "helm", "valueFiles")
    for item in (one for one in named if isinstance(one, ScalarNode) and "://" not in one.text):
        for parameters in sets:
            text = filled(item.text, parameters)
            if found := _VALUES_OF.match(text):
                yield joined("", found[2])
            elif text.startswith("/"):
                yield joined("", text.lstrip("/"))
            elif path:
                yield joined(joined("", filled(path, parameters)), text)


def _braces(pattern: str) -> Iterator[str]:
    """Argo CD's `{a,b}` is a choice."""
    if pattern.startswith("{") and pattern.endswith("}"):
        yield from (one.strip() for one in pattern[1:-1].split(","))
    elif pattern:
        yield pattern


def _address(url: str) -> str:
    """A repository's address without what may differ: scheme, user, `.git`; empty where a template decides."""
    if PARAMETER.search(url):
        return ""
    bare = url.split("://", 1)[-1].rpartition("@")[2].replace(":", "/").lower()
    return bare.removesuffix("/").removesuffix(".git")
