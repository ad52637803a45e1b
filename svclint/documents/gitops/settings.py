"""A Flux Kustomization's sources of variables → the variables, each with the place in the repository that sets it."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Iterator

from svclint.documents.deployed import put_away
from svclint.documents.expand import Document, Setting
from svclint.documents.gitops.deployers import Deployer
from svclint.documents.gitops.files import Files
from svclint.documents.gitops.kustomization import Generated, Kustomization
from svclint.documents.gitops.variables import Variables, filled
from svclint.documents.node import Mapping as MappingNode
from svclint.documents.node import Scalar
from svclint.model import Span
from svclint.patterns import regex

_LINE = regex(r"([A-Za-z_][A-Za-z0-9_]*)=(.*)")

Settings = tuple[Setting, ...]


class Sources:
    """The ConfigMaps of the repository that some Flux Kustomization takes variables from, by name."""

    def __init__(self, files: Files, names: Collection[str], kustomizations: Iterable[Kustomization]) -> None:
        self._found: dict[str, list[tuple[str, Settings]]] = {}
        if not names:
            return
        words = [name.encode() for name in sorted(names)]
        for path in sorted(files.sources):
            data = files.text(path)
            if b"ConfigMap" in data and any(word in data for word in words):
                for document in files.whole(path):
                    if document.kind == "ConfigMap" and document.name in names:
                        self._add(document.name, path, tuple(_data(document)))
        for kustomization in kustomizations:
            for one in kustomization.generated:
                if one.name in names:
                    self._add(one.name, kustomization.file, tuple(_of_generator(one, kustomization, files)))

    def _add(self, name: str, path: str, settings: Settings) -> None:
        self._found.setdefault(name, []).append((path, settings))

    def of(self, name: str, near: Iterable[str]) -> Settings | None:
        """The settings of the ConfigMap of this name that stands nearest to `near`; None where no one can tell."""
        found = self._found.get(name, [])
        files = tuple(near)
        ranked = sorted(found, key=lambda one: _distance(one[0], files), reverse=True)
        if not ranked:
            return None
        best = [one for one in ranked if _distance(one[0], files) == _distance(ranked[0][0], files)]
        said = {tuple((setting.name, setting.text) for setting in settings) for _, settings in best}
        return best[0][1] if len(said) == 1 else None


def variables(deployer: Deployer, sources: Sources, near: Iterable[str], above: Variables) -> Variables:
    """What a Flux Kustomization substitutes; its own values may be made of those `above` it."""
    if not deployer.substitution.wanted:
        return Variables({}, complete=False)
    known: dict[str, Setting] = {}
    complete = True
    for kind, name in deployer.substitution.sources:
        settings = sources.of(filled(name, above), near) if kind == "ConfigMap" else None
        complete = complete and settings is not None
        known |= {one.name: one for one in settings or () if not one.text.startswith("ENC[")}
    known |= {one.name: one for one in deployer.substitution.own}
    return Variables(known, complete)


def _distance(path: str, near: tuple[str, ...]) -> tuple[bool, tuple[int, ...]]:
    """How close a file is: not in an archive, then the length of what it has in common with each path of `near`."""
    return not put_away(path, ()), tuple(
        len(posixpath.commonpath([path, one]).split("/")) if one else 0 for one in near
    )


def _data(document: Document) -> Iterator[Setting]:
    data = document.node.get("data")
    for key, value in data.entries if isinstance(data, MappingNode) else ():
        if isinstance(value, Scalar):
            yield Setting(key.text, value.text, document.file, value.span)


def _of_generator(generated: Generated, kustomization: Kustomization, files: Files) -> Iterator[Setting]:
    for scalar in generated.literals:
        key, _, text = scalar.text.partition("=")
        yield Setting(key, text.strip("\"'"), kustomization.file, scalar.span)
    for path in generated.environments:
        for number, line in enumerate(files.text(path).decode("utf-8", "replace").splitlines(), 1):
            if found := _LINE.fullmatch(line.strip()):
                span = Span(number, 1, number, len(line) + 1)
                yield Setting(found[1], found[2], path, span)
