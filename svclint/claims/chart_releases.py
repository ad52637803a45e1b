"""A document of Flux or Argo CD → the release of a chart that it installs, if the document states all of its values."""

from __future__ import annotations

from svclint.claims.embedded import OPENERS
from svclint.documents.list_items import Document
from svclint.documents.node import MapNode, Node, ScalarNode, node_at, text_at
from svclint.lazy_tuples import NamedTuple

_FLUX = "helm.toolkit.fluxcd.io"
_ARGO = "argoproj.io"
_ELSEWHERE = ("valueFiles", "parameters", "fileParameters")


class Release(NamedTuple):
    """A release: `chart` and `version` as stated, `source` the name or URL of the repository of the chart."""

    document: Document
    chart: str
    version: str
    source: str
    name: str
    namespace: str
    values: MapNode


def release_of(document: Document) -> Release | None:
    """The release of a HelmRelease or an Application; None for other documents, for values that are stated elsewhere,
    and for a name that a variable states.
    """
    spec = document.node.get("spec")
    release = None
    if document.kind == "HelmRelease" and document.group == _FLUX:
        release = _of_flux(document, spec)
    elif document.kind == "Application" and document.group == _ARGO:
        release = _of_argo(document, node_at(spec, "source"), text_at(spec, "destination", "namespace"))
    return None if release is None or "{" in release.name + release.namespace else release


def _of_flux(document: Document, spec: Node | None) -> Release | None:
    chart, values = node_at(spec, "chart", "spec"), node_at(spec, "values")
    if not isinstance(values, MapNode) or node_at(spec, "valuesFrom") is not None:
        return None
    target = text_at(spec, "targetNamespace")
    # https://github.com/fluxcd/helm-controller/blob/v1.4.0/api/v2/helmrelease_types.go (GetReleaseName)
    name = text_at(spec, "releaseName") or (f"{target}-{document.name}" if target else document.name)
    return Release(
        document=document,
        chart=text_at(chart, "chart") or text_at(spec, "chartRef", "name"),
        version=text_at(chart, "version"),
        source=text_at(chart, "sourceRef", "name"),
        name=name,
        namespace=target or document.namespace,
        values=values,
    )


def _of_argo(document: Document, source: Node | None, namespace: str) -> Release | None:
    helm = node_at(source, "helm")
    values, text = node_at(helm, "valuesObject"), node_at(helm, "values")
    if values is None and isinstance(text, ScalarNode):
        values = OPENERS["yaml"](text)
    if not isinstance(values, MapNode) or any(node_at(helm, key) for key in _ELSEWHERE):
        return None
    return Release(
        document=document,
        chart=text_at(source, "chart"),
        version=text_at(source, "targetRevision"),
        source=text_at(source, "repoURL"),
        name=text_at(helm, "releaseName") or document.name,
        namespace=namespace,
        values=values,
    )
