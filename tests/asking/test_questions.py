"""What a text is a question about, by the order of precedence."""

from __future__ import annotations

import contextlib

import pytest

from svclint.asking.questions import LONGEST, Line, ObjectName, Question, UnclearError, understood
from svclint.model import Block, Port

RULES = {"external-ip-is-node", "deadbeef"}
FILES = {"apps/web.yaml", "80", "odd", "fd00:"}


def ask(text: str, kind: str = "") -> Question:
    return understood(text, RULES, FILES.__contains__, kind)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("apps/web.yaml:12", "line", Line("apps/web.yaml", 12)),
        ("apps/web.yaml:12:3", "line", Line("apps/web.yaml", 12)),
        ("odd:3", "line", Line("odd", 3)),
        ("nope/web.yaml:12", "line", Line("nope/web.yaml", 12)),
        ("external-ip-is-node", "rule", "external-ip-is-node"),
        ("deadbeef", "rule", "deadbeef"),
        ("192.168.11.250", "address", Block(4, 0xC0A80BFA, 0xC0A80BFA)),
        ("192.168.11.0/31", "address", Block(4, 0xC0A80B00, 0xC0A80B01)),
        ("192.168.11.0-192.168.11.3", "address", Block(4, 0xC0A80B00, 0xC0A80B03)),
        ("https://192.168.11.250:6443/x", "address", Block(4, 0xC0A80BFA, 0xC0A80BFA)),
        ("192.168.11.250:6443", "address", Block(4, 0xC0A80BFA, 0xC0A80BFA)),
        ("[fd00::1]:6443", "address", Block(6, 0xFD << 120 | 1, 0xFD << 120 | 1)),
        ("fd00::1", "address", Block(6, 0xFD << 120 | 1, 0xFD << 120 | 1)),
        ("fd00:::", "", None),
        ("443", "port", tuple(Port(protocol, 443, 443) for protocol in ("TCP", "UDP", "SCTP"))),
        ("53/udp", "port", (Port("UDP", 53, 53),)),
        ("30000-30100/TCP", "port", (Port("TCP", 30000, 30100),)),
        ("3F1C9A27D04B", "finding", "3f1c9a27d04b"),
        ("Service/web", "object", ObjectName("Service", "Service", "web", "Service/web")),
        ("shop/web", "object", ObjectName("shop", "shop", "web", "shop/web")),
        ("svc/shop/web", "object", ObjectName("svc", "shop", "web", "svc/shop/web")),
        ("Service shop/web", "object", ObjectName("Service", "shop", "web", "Service shop/web")),
        ("lb.example.com", "name", "lb.example.com"),
        ("LB.Example.com.", "name", "lb.example.com."),
        ("https://lb.example.com:6443", "name", "lb.example.com"),
        ("*.example.com", "name", "*.example.com"),
    ],
)
def test_a_text_is_the_first_kind_that_it_can_be(text: str, kind: str, value: object) -> None:
    if not kind:
        with pytest.raises(UnclearError):
            ask(text)
        return
    asked = ask(text)
    assert (asked.kind, asked.value) == (kind, value)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("localhost", "name", "localhost"),
        ("deadbeef", "finding", "deadbeef"),
        ("web", "object", ObjectName("", "", "web", "web")),
        ("443", "name", "443"),
        ("10.0.0.0/8", "object", ObjectName("10.0.0.0", "10.0.0.0", "8", "10.0.0.0/8")),
        ("nope", "rule", "nope"),
    ],
)
def test_a_kind_that_is_requested_decides(text: str, kind: str, value: object) -> None:
    assert ask(text, kind).value == value


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("10.0.0.256", "", "10.0.0.256 is not an address, a CIDR or a range: 256 is greater than 255"),
        ("10.0.0.9-10.0.0.1", "", "lower than the first"),
        ("70000", "port", "70000 is not a port"),
        ("web", "line", "web is not FILE:LINE"),
        ("web.yaml:0", "line", "is not FILE:LINE"),
        ("xyz", "finding", "is not a fingerprint"),
        ("a//b", "object", "is not an object"),
        ("a b c", "name", "is not a DNS name"),
        ("", "", "the question is empty"),
        ("x" * (LONGEST + 1), "", "is longer than"),
    ],
)
def test_a_text_that_is_no_question_has_a_reason(text: str, kind: str, words: str) -> None:
    with pytest.raises(UnclearError) as raised:
        ask(text, kind)
    assert words in str(raised.value)


@pytest.mark.parametrize("text", ["zzz", "-", "\x1b[2J", "a" * 400, "0" * 40, "//", ":" * 300, "1" * 300 + ":1"])
def test_no_text_is_a_fault(text: str) -> None:
    with contextlib.suppress(UnclearError):
        assert len(ask(text).text) <= LONGEST


@pytest.mark.parametrize("line", ["0", "99999999999999999999999", "x"])
def test_what_is_not_a_line_of_a_file_is_not_asked_as_a_name(line: str) -> None:
    with pytest.raises(UnclearError, match=f"{line} is not the number of a line of apps/web.yaml"):
        ask(f"apps/web.yaml:{line}")
