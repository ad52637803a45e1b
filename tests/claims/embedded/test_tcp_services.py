"""Values of the ConfigMaps tcp-services and udp-services of ingress-nginx."""

from __future__ import annotations

import pytest

from svclint.claims.embedded.tcp_services import read_tcp_service
from svclint.documents.node import ScalarNode, node_at, text_at
from svclint.model import Span


def scalar(text: str) -> ScalarNode:
    return ScalarNode(text, text, Span(1, 1, 1, 1 + len(text)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("shop/db:5432", ("shop", "db", "5432")),
        ("shop/db:sql:PROXY", ("shop", "db", "sql")),
        ("shop/db:sql::PROXY", ("shop", "db", "sql")),
        ("db:5432", ("", "", "")),
        ("${NAMESPACE}/db:5432", ("", "", "")),
        ("shop/db", ("", "", "")),
    ],
)
def test_the_parts_of_a_value(text: str, expected: tuple[str, str, str]) -> None:
    tree = read_tcp_service(scalar(text))

    assert tuple(text_at(tree, key) for key in ("namespace", "name", "port")) == expected


def test_the_port_has_its_own_place() -> None:
    port = node_at(read_tcp_service(scalar("shop/db:5432:PROXY")), "port")

    assert isinstance(port, ScalarNode)
    assert (port.span.column, port.span.end_column) == (9, 13)
