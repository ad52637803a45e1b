"""What reports must not show, and what stays readable beside it."""

from __future__ import annotations

import pytest

from svclint import redact

URLS = [
    ("https://10.0.0.1:6443", "https://10.0.0.1:6443"),
    ("https://user:hunter2@10.0.0.1:6443", "https://10.0.0.1:6443"),
    ("https://user:hun@ter2@10.0.0.1:6443", "https://10.0.0.1:6443"),
    ("https://user:hun/ter2@10.0.0.1:6443/api", "https://10.0.0.1:6443"),
    ("https://hunter2@[fd00::1]:6443", "https://[fd00::1]:6443"),
    ("user:hunter2@lb.example.com:6443", "lb.example.com:6443"),
    ("https://lb.example.com:8443/path@x", "https://lb.example.com:8443"),
    ("https://lb.example.com/path@x", "https://lb.example.com"),
    ("https://lb.example.com/?token=hunter2", "https://lb.example.com"),
    ("https://a:hunter2@lb.example.com:6443?token=hunter2", "https://lb.example.com:6443"),
    ("https://lb.example.com#hunter2", "https://lb.example.com"),
    ("unix:///run/a", "unix:///run/a"),
    ("lb.example.com:6443", "lb.example.com:6443"),
    ("10.0.0.0/24", "10.0.0.0/24"),
    ("[fd00::1]:6443", "[fd00::1]:6443"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "shown"), URLS)
def test_an_endpoint_is_scheme_host_and_port(text: str, shown: str) -> None:
    assert redact.endpoint(text) == shown


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        (
            "unable to access 'https://bot:hun@ter2@git.example.com/a.git/': mail ops@example.com",
            "unable to access 'https://git.example.com/a.git/': mail ops@example.com",
        ),
        (
            "https://bot:hun/ter2@a.example/b?ref=hunter2. Is it https://a.example?",
            "https://a.example/b. Is it https://a.example?",
        ),
        ("'bot:hunter2@10.0.0.1' is not an address", "'10.0.0.1' is not an address"),
        ("image nginx:1.25@sha256:0123 of a@b.example", "image nginx:1.25@sha256:0123 of a@b.example"),
    ],
)
def test_a_message_has_no_logins_and_queries(message: str, shown: str) -> None:
    assert redact.prose(message) == shown


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("- {address: 10.0.0.1, password: hunter2}", "- {address: 10.0.0.1, password: *******}"),
        ('API_KEY="hunter2" # x', "API_KEY=********* # x"),
        ("server: https://bot:hunter2@10.0.0.1", "server: https://************10.0.0.1"),
        ("server: https://bot:hun/ter2@10.0.0.1 # a", "server: https://*************10.0.0.1 # a"),
        ("endpoint: bot:hunter2@10.0.0.1:6443", "endpoint: ************10.0.0.1:6443"),
        ("- {url: 'https://10.0.0.1/hook/hunter2?a=b#c'}", "- {url: 'https://10.0.0.1/******************'}"),
        ("url: https://10.0.0.1/", "url: https://10.0.0.1/"),
        ("image: a.example/nginx:1.25@sha256:0123", "image: a.example/nginx:1.25@sha256:0123"),
        ("private_key = hunter2, access-key: 'hunter 2'", "private_key = *******, access-key: **********"),
        ("tokenTTL: 24h, address: 10.0.0.1", "tokenTTL: 24h, address: 10.0.0.1"),
    ],
)
def test_a_line_keeps_its_columns(line: str, shown: str) -> None:
    assert redact.source_line(line) == shown
    assert len(shown) == len(line)


def test_no_line_of_a_secret_or_a_kubeconfig_is_shown() -> None:
    text = "kind: Service\na: 1\n---\nkind: Secret\ndata: {a: b}\n---\nclient-key-data: x\n---\nb: 2"
    assert list(redact.lines(text)) == ["kind: Service", "a: 1", *[None] * 5, "---", "b: 2"]
