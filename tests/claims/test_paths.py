"""Catalogue paths: keys, wildcards, selectors, slices and openers, and where they lead."""

from __future__ import annotations

import pytest

from svclint.claims.embedded import OPENERS
from svclint.claims.paths import Match, relative, split_path, walk
from svclint.documents.node import MapNode, ScalarNode
from svclint.documents.yaml import parse

TEXT = """\
env:
- {name: NO_PROXY, value: a}
- {name: NO_PROXY_TOO, value: b}
args: [name, from, to]
flags: [--a=1, --a=2, -b, c]
deep: {a/b: {x~y: here}}
containers:
- {name: plain, image: kube-vip/kube-vip}
- {name: tagged, image: "registry.example:5000/kube-vip/kube-vip:v1.2.3"}
- {name: digest, image: "ghcr.io/kube-vip/kube-vip:v1@sha256:0123"}
- {name: other, image: "ghcr.io/kube-vip/kube-vip-cloud-provider:v1"}
- {name: longer, image: "ghcr.io/not-kube-vip/kube-vip:v1"}
program: {command: [run, --port=1], args: [--port, "2", -v]}
data: |
  inner: [one, two]
"""


def root() -> MapNode:
    node = next(iter(parse(TEXT))).node
    assert isinstance(node, MapNode)
    return node


def texts(path: str) -> list[str]:
    matches = walk(Match(root(), "", ()), split_path(path), OPENERS)
    return [one.node.text for one in matches if isinstance(one.node, ScalarNode)]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/env/[name=NO_PROXY]/value", ["a"]),
        ("/env/[name~PROXY]/value", ["a", "b"]),
        ("/env/*/value", ["a", "b"]),
        ("/env/1/value", ["b"]),
        ("/args/[1:]", ["from", "to"]),
        ("/args/[0=name]/1", ["from"]),
        ("/args/[0=other]/1", []),
        ("/args/[9=name]/1", []),
        ("/flags/(flags)/a", ["1", "2"]),
        ("/flags/(flags)/b", ["c"]),
        ("/containers/[image@kube-vip/kube-vip]/name", ["plain", "tagged", "digest"]),
        ("/program/(arguments)/port", ["1", "2"]),
        ("/program/command/(arguments)/port", []),
        ("/deep/a~1b/x~0y", ["here"]),
        ("/deep/**/x~0y", ["here"]),
        ("/data/(yaml)/inner/*", ["one", "two"]),
        ("/args/(yaml)/inner", []),
        ("/none/*", []),
        ("/en*/0/value", ["a"]),
    ],
)
def test_paths_lead_to_nodes(path: str, expected: list[str]) -> None:
    assert texts(path) == expected


def test_a_selector_may_hold_a_slash() -> None:
    expected = ("data", "[path=/etc/x.conf]", "content")
    assert split_path("/data/[path=/etc/x.conf]/content") == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [("../name", ["NO_PROXY"]), ("../../1/name", ["NO_PROXY_TOO"]), ("/args/2", ["to"]), ("../../../../../x", [])],
)
def test_paths_may_start_at_a_value(path: str, expected: list[str]) -> None:
    document = root()
    [value] = walk(Match(document, "", ()), split_path("/env/0/value"), OPENERS)
    found = [one.text for one in relative(value, path, document, OPENERS) if isinstance(one, ScalarNode)]
    assert found == expected


def test_a_pointer_says_how_the_node_was_reached() -> None:
    [found] = walk(Match(root(), "", ()), split_path("/data/(yaml)/inner/1"), OPENERS)
    expected = "/data/(yaml)/inner/1"
    assert found.pointer == expected
