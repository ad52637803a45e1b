"""What reports must not show, and what stays readable beside it."""

from __future__ import annotations

import pytest

from svclint import redact

URLS = [
    ("https://10.0.0.1:6443", "https://10.0.0.1:6443"),
    ("https://user:hunter2@10.0.0.1:6443", "https://10.0.0.1:6443"),
    ("https://user:hun@ter2@10.0.0.1:6443", "https://10.0.0.1:6443"),
    ("https://user:hun/ter2@10.0.0.1:6443/api", "https://10.0.0.1:6443/api"),
    ("https://hunter2@[fd00::1]:6443", "https://[fd00::1]:6443"),
    ("user:hunter2@lb.example.com:6443", "lb.example.com:6443"),
    ("https://lb.example.com:8443/path@x", "https://lb.example.com:8443/path@x"),
    ("https://lb.example.com/path@x", "https://lb.example.com/path@x"),
    ("[fd00::1]:6443", "[fd00::1]:6443"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "shown"), URLS)
def test_an_endpoint_has_no_login(text: str, shown: str) -> None:
    assert redact.endpoint(text) == shown
    assert redact.url(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://lb.example.com/?token=hunter2", "https://lb.example.com/"),
        ("https://a:hunter2@lb.example.com:6443?token=hunter2", "https://lb.example.com:6443"),
        ("lb.example.com:6443", "lb.example.com:6443"),
    ],
)
def test_a_url_has_no_query(text: str, shown: str) -> None:
    assert redact.url(text) == shown


def test_sentences_of_other_programs_have_no_logins() -> None:
    said = "unable to access 'https://bot:hun@ter2@git.example.com/a.git/': mail ops@example.com"
    assert redact.prose(said) == "unable to access 'https://git.example.com/a.git/': mail ops@example.com"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("- {address: 10.0.0.1, password: hunter2}", "- {address: 10.0.0.1, password: *******}"),
        ('API_KEY="hunter2" # x', "API_KEY=********* # x"),
        ("server: https://bot:hunter2@10.0.0.1", "server: https://************10.0.0.1"),
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
