"""Corefiles: server blocks, their zones and ports, plugins with arguments and blocks, all at their places."""

from __future__ import annotations

from typing import Any

import pytest

from svclint.claims.embedded.corefile import read_corefile
from tests.support.embedded_trees import at, block, embedded, plain, words

TEXT = """\
# the default
(snippet) {
    errors
}
.:53 {
    hosts /etc/hosts example.org {
        10.110.152.150 jmenv.tbsite.net  # pinned
        fallthrough
    }
    forward . 10.0.0.53 tls://9.9.9.9 {
        policy sequential
    }
    template IN A "a b" {
        answer "{{ .Name }} 60 IN A 10.0.0.1"
    }
    bind {$IP}
}
cluster.local:5353, tls://example.com
example.net {
    errors
}
"""


def servers(text: str) -> list[dict[str, Any]]:
    """The server blocks of a Corefile, without their places."""
    tree: Any = plain(read_corefile(block(text)))
    return tree or []


def test_server_blocks_have_zones_ports_and_plugins() -> None:
    first = servers(TEXT)[0]
    expected = {
        "zones": [".:53"],
        "ports": ["53"],
        "block": [
            {
                "name": "hosts",
                "args": ["/etc/hosts", "example.org"],
                "block": [["10.110.152.150", "jmenv.tbsite.net"], ["fallthrough"]],
            },
            {"name": "forward", "args": [".", "10.0.0.53", "tls://9.9.9.9"], "block": [["policy", "sequential"]]},
            {"name": "template", "args": ["IN", "A", "a b"], "block": [["answer", "{{ .Name }} 60 IN A 10.0.0.1"]]},
            ["bind", "{$IP}"],
        ],
    }
    assert first == expected


def test_zones_may_be_separated_by_commas_and_have_ports_of_their_own() -> None:
    text = "a.example:5353, tls://b.example, https://c.example {\n  errors\n}"
    [server] = servers(text)
    assert server["zones"] == ["a.example:5353", "tls://b.example", "https://c.example"]
    assert server["ports"] == ["5353", "853", "443"]


@pytest.mark.parametrize("text", [". {\n errors\n", ".:53 {\n}\n}", "{\n}", "a {\n" * 40 + "}\n" * 40])
def test_braces_that_do_not_match_are_no_corefile(text: str) -> None:
    assert read_corefile(block(text)) is None


def test_every_word_is_found_at_its_place_in_the_file() -> None:
    file = "data: |\n" + "".join(f"  {line}\n" for line in TEXT.splitlines())
    tree = read_corefile(embedded(file))
    assert tree is not None
    found = [(word.text, at(file, word)) for word in words(tree) if not word.text.isdigit()]
    assert [(text, text) for text, _ in found] == found


def test_escaped_text_stands_where_its_scalar_stands() -> None:
    scalar = embedded('data: ".:53 {\\n  errors\\n}\\n"\n')
    tree = read_corefile(scalar)
    assert tree is not None
    assert {word.span for word in words(tree)} == {scalar.span}
