"""What a document must hold to be read for an entry's sake."""

from __future__ import annotations

import pytest

from svclint.claims.catalogue import build
from svclint.claims.scan_terms import scan_terms


def of(field: dict[str, object], **entry: object) -> set[tuple[frozenset[str], frozenset[str]]]:
    raw = {"kind": "A", "group": "*", "fields": [{"role": "reserved", **field}], **entry}
    (one,) = build([{"project": "test", "entries": [raw]}]).entries
    return set(scan_terms(one))


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/spec/externalIPs/*", "spec externalIPs"),
        ("/metadata/annotations/a.io~1ips", "metadata annotations a.io/ips"),
        ("/**/config/address", "config address"),
        ("/data/range-*", "data range-"),
        ("/spec/0/x/[1:]", "spec x"),
        ("/env/[name=vip_address]/value", "env name vip_address value"),
        ("/spec/[image~loxilb]/args/(flags)/cidrPools", "spec image loxilb args cidrPools"),
        ("/data/a/(yaml)/cidr", "data a cidr"),
        ("/data/Corefile/(corefile)/*/block/[name=hosts]/args/*", "data Corefile"),
    ],
)
def test_all_words_of_a_path(path: str, expected: str) -> None:
    assert of({"path": path}) == {(frozenset("A"), frozenset(expected.split()))}


@pytest.mark.parametrize(
    ("field", "entry", "expected"),
    [
        ({}, {"group": ["a.io", "b.io"]}, ["x a.io", "x b.io"]),
        ({}, {"group": ["", "b.io"]}, ["x"]),
        ({}, {"names": ["kube-proxy"]}, ["x kube-proxy"]),
        ({}, {"keys": ["machine", "cluster"]}, ["x machine cluster"]),
        ({}, {"words": ["one", "proxy: "]}, ["x one", ["x", "proxy: "]]),
        ({"values": ["LoadBalancer", "NodePort"]}, {}, ["x LoadBalancer", "x NodePort"]),
        ({"values": ["a"], "pattern": "(.)"}, {}, ["x"]),
        ({"absent": "ipvs"}, {}, ["A"]),
        ({"absent": "ipvs"}, {"words": ["one"]}, ["one"]),
        ({"if": {"path": "/metadata/labels/a~1b", "values": ["c"]}}, {}, ["x metadata labels a/b c"]),
        ({"if": {"path": "../env/cp_enable", "values": ["1", "true"]}}, {}, ["x env cp_enable"]),
        ({"if": {"path": "../kind", "values": ["c"], "absent": True}}, {}, ["x"]),
        ({"if": {"path": ["/one", "/two"], "values": ["c"]}}, {}, ["x"]),
    ],
)
def test_the_conditions_of_a_field_narrow_its_scan_terms(
    field: dict[str, object], entry: dict[str, object], expected: list[str | list[str]]
) -> None:
    sets = {frozenset(one.split() if isinstance(one, str) else one) for one in expected}

    assert of({"path": "/x", **field}, **entry) == {(frozenset("A"), one) for one in sets}


def test_a_superset_of_another_set_of_terms_is_left_out() -> None:
    raw = [{"path": path, "role": "reserved"} for path in ("/spec/a/b", "/spec/a", "/spec/c")]
    (one,) = build([{"project": "test", "entries": [{"kind": "", "fields": raw}]}]).entries

    assert [words for _, words in scan_terms(one)] == [frozenset({"^spec", "a"}), frozenset({"^spec", "c"})]


def test_what_has_no_kind_has_its_keys_at_the_margin() -> None:
    raw = [{"path": path, "role": "reserved"} for path in ("/server", "/**/server", "/*/server")]
    (one,) = build([{"project": "test", "entries": [{"kind": "", "keys": ["token"], "fields": raw}]}]).entries

    assert [set(words) for _, words in scan_terms(one)] == [{"^token", "^server"}, {"^token", "server"}]
