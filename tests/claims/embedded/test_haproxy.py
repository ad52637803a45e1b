"""haproxy.cfg: sections, and one directive a line in each."""

from __future__ import annotations

from svclint.claims.embedded.haproxy import read_haproxy
from tests.support.embedded_trees import at, block, plain, words

TEXT = """\
global
    maxconn 4096
frontend api  # the way in
    bind 10.0.0.10:6443,[fd00::1]:6443
backend masters
    option httpchk GET "/healthz of all"
    server m1 10.0.0.11:6443 check
"""


def test_sections_hold_their_lines() -> None:
    expected = [
        {"name": "global", "args": "", "block": [["maxconn", "4096"]]},
        {"name": "frontend", "args": ["api"], "block": [["bind", "10.0.0.10:6443,[fd00::1]:6443"]]},
        {
            "name": "backend",
            "args": ["masters"],
            "block": [["option", "httpchk", "GET", "/healthz of all"], ["server", "m1", "10.0.0.11:6443", "check"]],
        },
    ]
    assert plain(read_haproxy(block(TEXT))) == expected


def test_lines_before_the_first_section_are_left_out() -> None:
    assert (plain(read_haproxy(block("bind 10.0.0.1:80\n")))) == []


def test_words_stand_at_their_places() -> None:
    file = "data: |\n" + "".join(f"  {line}\n" for line in TEXT.splitlines())
    tree = read_haproxy(block(TEXT))
    assert tree is not None
    assert all(word.text == at(file, word) for word in words(tree))
