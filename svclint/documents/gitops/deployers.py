"""Documents of Flux and Argo CD → what each of them deploys: folders of the repository, and how it changes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from svclint.documents.expand import Document, Setting
from svclint.documents.gitops.kustomization import inner
from svclint.documents.node import Mapping, Node, Scalar, Sequence, text_at
from svclint.patterns import regex
from svclint.records import dataclass

FLUX = "kustomize.toolkit.fluxcd.io"
ARGO = "argoproj.io"
_INSTANCE = "fluxcd.controlplane.io"
_PARAMETER = regex(r"\{\{.{0,200}?\}\}")
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

    own: tuple[Setting, ...] = ()
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
        return (Deployer(document, (Folder(inner("", path), recurse=True),), ""),) if path else ()
    if document.kind == "HelmRelease":
        return (Deployer(document, (Folder(inner("", _synced(document)), recurse=True),), ""),)
    return tuple(_argo(document))


def _synced(document: Document) -> str:
    """The folder that a release of the chart flux-instance makes Flux follow."""
    return text_at(document.node, "spec", "values", "instance", "sync", "path")


def _flux(document: Document) -> Deployer:
    spec = document.node.get("spec")
    build = spec.get("postBuild") if isinstance(spec, Mapping) else None
    own = build.get("substitute") if isinstance(build, Mapping) else None
    settings = tuple(_settings(own, document))
    sources = tuple(
        (text_at(item, "kind") or "ConfigMap", text_at(item, "name"))
        for item in _items(build.get("substituteFrom") if isinstance(build, Mapping) else None)
    )
    reference = text_at(spec, "sourceRef", "kind"), text_at(spec, "sourceRef", "name")
    return Deployer(
        document=document,
        folders=(Folder(inner("", text_at(spec, "path") or "."), recurse=True),),
        source="/".join(reference) if all(reference) else "",
        namespace=text_at(spec, "targetNamespace"),
        substitution=Substitution(settings, sources, bool(settings or sources)),
    )


def _settings(node: Node | None, document: Document) -> Iterator[Setting]:
    from svclint.documents.elsewhere import place

    for key, value in node.entries if isinstance(node, Mapping) else ():
        if isinstance(value, Scalar):
            file, span = place(document, value.span)
            yield Setting(key.text, value.text, file, span)


def _argo(document: Document) -> Iterator[Deployer]:
    spec = document.node.get("spec")
    template = spec.get("template") if isinstance(spec, Mapping) and document.kind == "ApplicationSet" else None
    application = template.get("spec") if isinstance(template, Mapping) else spec
    if not isinstance(application, Mapping):
        return
    sources = [application.get("source"), *_items(application.get("sources"))]
    known = [one for one in sources if isinstance(one, Mapping)]
    generators = _items(spec.get("generators") if isinstance(spec, Mapping) else None)
    directories = tuple(_directories(generators)) if document.kind == "ApplicationSet" else ()
    destination = text_at(application, "destination", "server") or text_at(application, "destination", "name")
    for source in known:
        path = text_at(source, "path")
        values = tuple(_value_files(source, path))
        folders = tuple(_folders(source, path, directories)) if path else ()
        if folders or values:
            yield Deployer(
                document=document,
                folders=folders,
                source=_address(text_at(source, "repoURL")) if path else "",
                namespace=text_at(application, "destination", "namespace"),
                destination="" if _PARAMETER.search(destination) else destination,
                values=values,
            )


def _folders(source: Mapping, path: str, directories: tuple[tuple[str, bool], ...]) -> Iterator[Folder]:
    recurse = text_at(source, "directory", "recurse") == "true"
    include = text_at(source, "directory", "include")
    excluded = tuple(_braces(text_at(source, "directory", "exclude")))
    if directories and re.fullmatch(r"'?\{\{\s*\.?path(?:\.path)?\s*\}\}'?", path.strip()):
        left = tuple(one for one, exclude in directories if exclude)
        for one, exclude in directories:
            if not exclude:
                yield Folder(inner("", one), recurse, include, (*excluded, *left))
        return
    yield Folder(inner("", _PARAMETER.sub("*", path)), recurse, include, excluded)


def _directories(generators: tuple[Node, ...], depth: int = 0) -> Iterator[tuple[str, bool]]:
    """(pattern, whether it excludes) of the folders that a Git generator lists, within matrices and merges too."""
    for generator in generators if depth < 4 else ():
        if not isinstance(generator, Mapping):
            continue
        for key, value in generator.entries:
            if key.text == "git" and isinstance(value, Mapping):
                for item in _items(value.get("directories")):
                    yield text_at(item, "path"), text_at(item, "exclude") == "true"
            elif key.text in ("matrix", "merge") and isinstance(value, Mapping):
                yield from _directories(_items(value.get("generators")), depth + 1)


def _value_files(source: Mapping, path: str) -> Iterator[str]:
    helm = source.get("helm")
    for item in _items(helm.get("valueFiles") if isinstance(helm, Mapping) else None):
        if not isinstance(item, Scalar) or "://" in item.text:
            continue
        text = _PARAMETER.sub("*", item.text)
        if found := _VALUES_OF.match(text):
            yield inner("", found[2])
        elif text.startswith("/"):
            yield inner("", text.lstrip("/"))
        elif path:
            yield inner(inner("", _PARAMETER.sub("*", path)), text)


def _braces(pattern: str) -> Iterator[str]:
    """Argo CD's `{a,b}` is a choice."""
    if pattern.startswith("{") and pattern.endswith("}"):
        yield from (one.strip() for one in pattern[1:-1].split(","))
    elif pattern:
        yield pattern


def _address(url: str) -> str:
    """A repository's address without what may differ: scheme, user, `.git`."""
    bare = url.split("://", 1)[-1].rpartition("@")[2].replace(":", "/").lower()
    return bare.removesuffix("/").removesuffix(".git")


def _items(node: Node | None) -> tuple[Node, ...]:
    return node.items if isinstance(node, Sequence) else ()
