"""Why a value cannot be known, and what is a value."""

from __future__ import annotations

import pytest

from svclint.claims.placeholders import unknown_reason
from svclint.documents.node import ScalarNode
from svclint.model import Span

SPAN = Span(1, 1, 1, 2)


def reason(text: str, *, style: str = "", names_only: bool = True) -> str:
    return unknown_reason(ScalarNode(text, text, SPAN, style), text, names_only=names_only)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ .Values.ip }}", "Helm template"),
        ("{% if a %}", "Helm template"),
        ("${SVC_IP}", "Flux variable"),
        ("ENC[AES256_GCM,data:x]", "encrypted value"),
        ("<path:kv/a#b>", "secret reference"),
        ("op://home/talos/node_ip", "secret reference"),
        ("http://10.0.0.1", ""),
        ("$(IP)", "variable"),
        ("%IP%", "variable"),
        ("#{ ip }#", "variable"),
        ("<your-ip>", "placeholder"),
        ("10.0.0.x/24", "placeholder"),
        ("XXX.XXX.XXX.XXX", "placeholder"),
        ("NODE_IP", "placeholder"),
        ("10.0.0.1", ""),
        ("node-ip.example.com", ""),
        ("x.y.z.example", ""),
        ("LOCALHOST", ""),
        ("[::1]", ""),
        ("10.0.0.1<br>", "placeholder"),
        ("a < b", ""),
        ("app.DOMAIN.COM", "placeholder"),
        ("https://HOSTNAME.example.com", "placeholder"),
        ("YOUR-DOMAIN.com", "placeholder"),
        ("Web.Example.com", ""),
        ("WEB.DOMAINS.COM", ""),
        ("https://mydomain.com", "placeholder"),
        ("*.your-domain.tld", "placeholder"),
        ("api.mydomain.com", ""),
    ],
)
def test_reasons(text: str, expected: str) -> None:
    assert reason(text) == expected


def test_a_tag_of_its_own() -> None:
    assert (reason("lb_ip", style="!"), reason("lb_ip", style="'")) == ("custom tag", "")


@pytest.mark.parametrize("text", ["10.0.0.1", "fd00::/8", "10.0.0.1-10.0.0.9", "https://10.0.0.1:6443", "[fd00::1]:53"])
def test_an_address_is_one_under_any_tag(text: str) -> None:
    assert reason(text, style="!") == ""


def test_words_of_settings_are_no_placeholders() -> None:
    assert (reason("DNS_ROUND_ROBIN"), reason("DNS_ROUND_ROBIN", names_only=False)) == ("placeholder", "")
