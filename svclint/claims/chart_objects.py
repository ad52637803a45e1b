"""A document that installs a chart → the objects that the chart creates, as far as the values describe their ports."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.documents.list_items import Document

ROLES = frozenset({"service-ports", "pod-ports", "backend-port", "policy-port", "policy-any-port", "host-port"})
"""The roles of the claims that are taken from the objects; the catalogue finds the others in the values."""


def objects_of(document: Document) -> Iterator[Document]:
    """The objects that the chart or the operator of a document creates; none for all other documents."""
    if document.kind == "IstioOperator":
        from svclint.claims.istio_gateways import objects_of_operator

        yield from objects_of_operator(document)
    else:
        yield from _of_release(document)


def _of_release(document: Document) -> Iterator[Document]:
    from svclint.claims.chart_releases import release_of

    release = release_of(document)
    if release is None:
        return
    if release.chart == "app-template":
        from svclint.claims.app_template import objects_of_release

        yield from objects_of_release(release)
    elif release.chart == "gateway":
        from svclint.claims.istio_gateways import objects_of_gateway

        yield from objects_of_gateway(release)
    elif release.chart == "traefik":
        from svclint.claims.ingress_charts import objects_of_traefik

        yield from objects_of_traefik(release)
    elif release.chart == "ingress-nginx":
        from svclint.claims.ingress_charts import objects_of_ingress_nginx

        yield from objects_of_ingress_nginx(release)
