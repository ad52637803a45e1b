"""What a document claims, by entries made up here: each syntax and each way in which a field or entry chooses."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from svclint.claims.catalogue import Catalogue, build
from svclint.claims.extract import extract
from svclint.documents.read import Document, read
from svclint.documents.scan import Scanner
from svclint.examples import claim_line
from svclint.model import Claim, Flaw, Unresolved

Spec = Mapping[str, object]
Found = list[Claim | Unresolved | Flaw]


def catalogue(*fields: Spec, **entry: object) -> Catalogue:
    raw = {"kind": "K", "words": ["kind", ":"], "fields": [{"role": "unknown-field", **one} for one in fields], **entry}
    return build([{"project": "test", "entries": [raw]}])


def documents(text: str, path: str = "file.yaml") -> tuple[Document, ...]:
    return read(path, text.encode(), Scanner([(frozenset(), frozenset({":"}))])).documents


def found(text: str, known: Catalogue, path: str = "file.yaml", cluster: str = "") -> list[Claim | Unresolved | Flaw]:
    return [one for document in documents(text, path) for one in extract(document, cluster, known)]


def lines(text: str, known: Catalogue, path: str = "file.yaml") -> list[str]:
    shown = []
    for one in found(text, known, path):
        if isinstance(one, Claim):
            shown.append(claim_line(one).removeprefix("unknown-field "))
        else:
            shown.append(one.rule if isinstance(one, Flaw) else f"unresolved {one.text}")
    return shown


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://10.0.0.1:6443/?token=hunter2", "https://10.0.0.1:6443"),
        ("https://me:hun/ter2@lb.example.com:6443", "https://lb.example.com:6443"),
        ("https://10.0.0.1:6443/a@b", "https://10.0.0.1:6443"),
        ("https://[fd00::1]:6443/a@b", "https://[fd00::1]:6443"),
    ],
)
def test_no_password_or_query_of_an_endpoint_is_shown(value: str, expected: str) -> None:
    [claim] = found(f"kind: K\nv: {value}\n", catalogue({"path": "/v", "syntax": "endpoint"}))
    assert isinstance(claim, (Claim, Unresolved))
    assert claim.text == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10.0.0.1:6443", ["10.0.0.1 6443/TCP"]),
        ("https://lb.example.com:6443/path", ["lb.example.com 6443/TCP"]),
        ("https://lb.example.com", ["lb.example.com 443/TCP"]),
        ("https://[fd00::1]:6443", ["fd00::1 6443/TCP"]),
        ("10.0.0.300:1", ["invalid-address"]),
        ("/etc/resolv.conf", []),
        ("unix:///run/x.sock", []),
        ("'*:80'", []),
        ("'6443'", []),
        ("lb.${DOMAIN}:6443", ["unresolved lb.${DOMAIN}:6443"]),
    ],
)
def test_an_endpoint_is_an_address_or_a_name_with_a_port(value: str, expected: list[str]) -> None:
    known = catalogue({"path": "/v", "syntax": "endpoint", "ports": {"constant": [443], "protocol": "TCP"}})
    assert lines(f"kind: K\nv: {value}\n", known) == expected


def test_a_url_is_shown_without_what_stands_before_its_host() -> None:
    [claim] = found(
        "kind: K\nv: https://me:secret@lb.example.com:6443\n", catalogue({"path": "/v", "syntax": "endpoint"})
    )
    assert isinstance(claim, Claim)
    expected = "https://lb.example.com:6443"
    assert claim.text == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("10.0.0.1:8080", ["10.0.0.1 8080/TCP"]),
        ("':8080'", [":8080 8080/TCP"]),
        ("'*:8080'", ["*:8080 8080/TCP"]),
        ("0.0.0.0:8080", ["0.0.0.0:8080 8080/TCP"]),
        ("0.0.0.0", []),
    ],
)
def test_a_listener_may_be_on_every_address(value: str, expected: list[str]) -> None:
    assert lines(f"kind: K\nv: {value}\n", catalogue({"path": "/v", "syntax": "listen"})) == expected


def test_an_interface_address_is_the_address_alone() -> None:
    known = catalogue({"path": "/v/*", "syntax": "ifaddr"})
    expected = ["10.0.0.1", "10.0.0.2", "invalid-address"]
    assert lines("kind: K\nv: [10.0.0.1/8, 10.0.0.2, 10.0.0.300/8]\n", known) == expected


def test_a_port_range_is_a_claim_of_its_ports() -> None:
    known = catalogue({"path": "/v", "syntax": "ports"})
    expected = ["30000-32767 30000-32767/TCP 30000-32767/UDP"]
    assert lines("kind: K\nv: 30000-32767\n", known) == expected
    assert not lines("kind: K\nv: many\n", known)


def test_an_empty_and_an_absent_value_may_stand_for_something() -> None:
    known = catalogue({"path": "/v", "syntax": "text", "empty": "iptables", "absent": "ipvs"})
    results = [lines(f"kind: K\n{rest}", known) for rest in ('v: ""\n', "v:\n", "v: nftables\n", "")]
    assert results == [["iptables"], ["iptables"], ["nftables"], ["ipvs"]]


def test_what_is_absent_counts_under_the_fields_condition_alone() -> None:
    known = catalogue({"path": "/v", "syntax": "text", "absent": "ipvs", "if": {"path": "/on", "values": ["true"]}})
    assert not lines("kind: K\n", known)
    assert lines("kind: K\non: true\n", known) == ["ipvs"]


def test_a_name_stands_with_each_of_its_addresses() -> None:
    known = catalogue({"path": "/names/*", "syntax": "host", "address": "/ip"})
    claims = found("kind: K\nip: 10.0.0.1,fd00::1\nnames: [A.example., b]\n", known)
    pairs = [(one.host, one.block.family) for one in claims if isinstance(one, Claim) and one.block]
    expected = [("a.example", 4), ("a.example", 6), ("b", 4), ("b", 6)]
    assert pairs == expected
    assert not found("kind: K\nip: ''\nnames: [a]\n", known)


def test_files_and_keys_choose_documents_without_a_kind() -> None:
    known = catalogue(
        {"path": "/v", "syntax": "text"}, **{"kind": "", "files": ["*/etc/*"], "any-keys": ["a", "b"], "keys": ["v"]}
    )
    text = "v: one\nb: 1\n"
    assert lines(text, known, "host/etc/x.yaml") == ["one"]
    assert not lines(text, known, "host/opt/x.yaml")
    assert not lines("v: one\n", known, "host/etc/x.yaml")


def test_what_has_no_kind_is_known_by_its_file() -> None:
    known = catalogue({"path": "/v", "syntax": "text", "label": "v"}, kind="")
    [claim] = found("v: one\n", known, "etc/config.yaml")
    assert isinstance(claim, Claim)
    expected = ("etc/config.yaml", "v of etc/config.yaml")
    assert (claim.owner.name, claim.title) == expected


def test_an_entry_may_speak_of_another_cluster() -> None:
    known = catalogue({"path": "/v", "syntax": "text"}, describes=["/labels/cluster", "/metadata/name"])
    texts = ("labels: {cluster: east}\n", "metadata: {name: west}\n", "")
    claims = [one for text in texts for one in found(f"kind: K\nv: x\n{text}", known, cluster="here")]
    expected = ["east", "west", "here"]
    assert [one.owner.cluster for one in claims if isinstance(one, Claim)] == expected


def test_an_address_that_yaml_took_for_a_mapping_is_reported() -> None:
    expected = ["invalid-address"]
    assert lines("kind: K\nv:\n- fd00::\n", catalogue({"path": "/v/*"})) == expected


def test_a_schema_claims_nothing() -> None:
    known = catalogue({"path": "/v", "syntax": "text"}, kind="*")
    assert lines("kind: Other\nv: x\n", known) == ["x"]
    assert not lines("kind: CustomResourceDefinition\nv: x\n", known)


def test_a_range_may_end_elsewhere() -> None:
    known = catalogue({"path": "/blocks/*/start", "until": "../stop", "strict": True})
    text = "{kind: K, blocks: [{start: 10.0.0.1, stop: 10.0.0.9}, {start: 10.0.0.20}, {start: 10.0.0.1, stop: $(X)}]}"
    expected = ["10.0.0.1-10.0.0.9", "10.0.0.20", "unresolved 10.0.0.1-$(X)"]
    assert lines(text, known) == expected


def test_a_pattern_takes_the_value_out_of_a_piece() -> None:
    known = catalogue({"path": "/v", "split": "comma", "pattern": "^(?:[^=]*=)?(.+)$"})
    assert lines("{kind: K, v: 'name=10.0.0.1,10.0.0.2'}", known) == ["10.0.0.1", "10.0.0.2"]
    known = catalogue({"path": "/v", "strict": True, "pattern": "^(10.*)$"})
    expected: list[str] = []
    assert lines("{kind: K, v: other}", known) == expected


def test_a_value_may_stand_for_another() -> None:
    known = catalogue({"path": "/mode", "values": ["all"], "as": "10.0.0.0/8"})
    assert lines("{kind: K, mode: all}", known) == ["10.0.0.0/8"]
    expected: list[str] = []
    assert lines("{kind: K, mode: some}", known) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"path": "../on"}, ["1.1.1.1", "2.2.2.2"]),
        ({"path": "../on", "values": ["true"]}, ["1.1.1.1"]),
        ({"path": "../on", "values": ["true"], "absent": True}, ["1.1.1.1", "3.3.3.3"]),
        ({"path": "../on", "values": [], "absent": True}, ["3.3.3.3"]),
        ({"path": ["/none", "../on"], "values": ["false"]}, ["2.2.2.2"]),
    ],
)
def test_a_field_counts_under_its_condition(condition: Mapping[str, object], expected: list[str]) -> None:
    known = catalogue({"path": "/l/*/ip", "if": condition})
    text = "{kind: K, l: [{ip: 1.1.1.1, on: true}, {ip: 2.2.2.2, on: false}, {ip: 3.3.3.3}]}"
    assert lines(text, known) == expected


def test_allowed_spellings_are_no_problem() -> None:
    known = catalogue({"path": "/v", "allows": ["host-bits"]}, {"path": "/v"})
    problems = [one.traits["problems"] for one in found("{kind: K, v: 10.0.0.1/24}", known) if isinstance(one, Claim)]
    assert problems == [(), ("host-bits",)]


def test_any_kind_may_leave_some_out() -> None:
    known = catalogue({"path": "/**/v"}, kind=["*", ""], **{"except-kinds": ["Service"]})
    text = "{kind: Other, a: {v: 10.0.0.1}}\n---\n{kind: Service, v: 10.0.0.2}\n---\n{v: 10.0.0.3}"
    assert lines(text, known) == ["10.0.0.1", "10.0.0.3"]


@pytest.mark.parametrize(
    ("ports", "value", "expected"),
    [
        ({"path": "../p", "constant": [80]}, "", "80/TCP"),
        ({"path": "../p", "constant": [80]}, "p: 81", "81/TCP"),
        ({"path": "../p", "constant": [80], "protocol": "UDP"}, "", "80/UDP"),
        ({"path": "../p/*", "port": "port", "end": "last"}, "p: [{port: 1, last: 9}, {port: 20}]", "1-9/TCP 20/TCP"),
        ({"path": "../p", "port": "port", "protocol": "as"}, "p: {port: 53, as: ANY}", "53/TCP 53/UDP"),
        ({"path": "../p", "port": "port", "end": "last"}, "p: {port: 9, last: 1}", ""),
        ({"path": "../p"}, "p: 99999", ""),
    ],
)
def test_ports_may_be_ranges_and_have_a_default(ports: Mapping[str, object], value: str, expected: str) -> None:
    known = catalogue({"path": "/v", "ports": ports})
    assert lines(f"{{kind: K, v: 10.0.0.1, {value}}}", known) == [f"10.0.0.1 {expected}".strip()]


def test_a_mapping_is_a_list_of_pairs() -> None:
    known = catalogue({"path": "/v", "traits": {"labels": {"path": "/l", "type": "list"}}})
    claims = [one for one in found("{kind: K, v: 10.0.0.1, l: {b: x, a: y, c: {}}}", known) if isinstance(one, Claim)]
    assert [one.traits["labels"] for one in claims] == [("a=y", "b=x")]


@pytest.mark.parametrize(
    ("port", "expected"),
    [
        ("", ["10.0.0.1 443/TCP"]),
        ("port: null", ["10.0.0.1 443/TCP"]),
        ('port: ""', ["10.0.0.1 443/TCP"]),
        ("port: 6443", ["10.0.0.1 6443/TCP"]),
        ("port: ${API_PORT}", ["10.0.0.1"]),
        ('port: "{{ api_port }}"', ["10.0.0.1"]),
    ],
)
def test_a_port_that_a_variable_holds_is_unknown_and_not_the_default(port: str, expected: list[str]) -> None:
    known = catalogue({"path": "/v", "ports": {"path": "/port", "constant": [443]}})
    assert lines(f"kind: K\nv: 10.0.0.1\n{port}\n", known) == expected


@pytest.mark.parametrize(("text", "expected"), [("", 179), ("n: 1179", 1179), ("n: ${PORT}", 0), ("n: null", 179)])
def test_a_number_that_a_variable_holds_is_not_the_default(text: str, expected: int) -> None:
    known = catalogue({"path": "/v", "traits": {"count": {"path": "/n", "type": "int", "default": 179}}})
    [claim] = found(f"kind: K\nv: 10.0.0.1\n{text}\n", known)
    assert isinstance(claim, Claim)
    assert claim.traits["count"] == expected
