"""What becomes of a file: the real dirt of `../facts/real-repositories.md` as far as reading meets it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from svclint.documents.node import text_at
from svclint.documents.read import SourceFile, read, read_path
from svclint.documents.scan import Scanner
from svclint.limits import Limits
from svclint.model import Reading

SCANNER = Scanner([(frozenset(), frozenset({word})) for word in ("externalIPs", "loadBalancerIP", "addresses")])
SERVICE = "apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: b}\nspec: {externalIPs: [10.0.0.1]}\n"


def of(text: str | bytes, path: str = "a.yaml") -> SourceFile:
    return read(path, text if isinstance(text, bytes) else text.encode(), SCANNER)


def test_a_service() -> None:
    file = of(SERVICE)

    assert (file.reading, file.text, file.flaws, file.reason) == (Reading.READ, SERVICE, (), "")
    (document,) = file.documents
    assert (
        document.file,
        document.index,
        document.group,
        document.version,
        document.kind,
        document.namespace,
        document.name,
        document.origin,
    ) == ("a.yaml", 0, "", "v1", "Service", "b", "a", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("apiVersion: apps/v1\nkind: X\nexternalIPs: 1", ("apps", "v1", "X")),
        (
            "apiVersion: metallb.io/v1beta1\nkind: IPAddressPool\naddresses: []",
            ("metallb.io", "v1beta1", "IPAddressPool"),
        ),
        ("service: {loadBalancerIP: 10.0.0.1}", ("", "", "")),
        ("kind: bug-fix\nexternalIPs: 1", ("", "", "bug-fix")),
        ("kind: {a: b}\napiVersion: [v1]\nexternalIPs: 1", ("", "", "")),
    ],
)
def test_group_version_and_kind(text: str, expected: tuple[str, str, str]) -> None:
    (document,) = of(text).documents

    assert (document.group, document.version, document.kind) == expected


def test_documents_that_hold_no_address_are_not_parsed() -> None:
    file = of("kind: ConfigMap\nbroken: [\n---\n" + SERVICE + "---\n{{ broken too\n---\n# end\n")

    assert (file.reading, file.flaws) == (Reading.READ, ())
    assert [(document.kind, document.index) for document in file.documents] == [("Service", 1)]
    assert [key.span.line for key, _ in file.documents[0].node.entries] == [4, 5, 6, 7]


@pytest.mark.parametrize("text", ["", "---\n", "# only\n# loadBalancer: 1\n", "a: 1\n", "\ufeff", "- a\n"])
def test_nothing_to_read(text: str) -> None:
    assert of(text) == SourceFile("a.yaml", Reading.NO_ADDRESSES, unread=True)


@pytest.mark.parametrize(
    "text",
    [
        "# loadBalancerIP: 10.0.0.1\n",
        "---\n# loadBalancerIP: 10.0.0.1",
        "- externalIPs: [10.0.0.1]\n",
        "# a playbook\n---\n# its tasks\n\n  - externalIPs:\n      - 10.0.0.1\n",
        "---\n-\n  externalIPs: [10.0.0.1]\n",
    ],
)
def test_comments_and_lists_hold_no_objects(text: str) -> None:
    assert (of(text).reading, of(text).documents) == (Reading.NO_ADDRESSES, ())


@pytest.mark.parametrize("text", ["externalIPs\n", "--- loadBalancerIP\n", "[{externalIPs: [10.0.0.1]}]\n"])
def test_lists_and_scalars_are_no_objects(text: str) -> None:
    assert (of(text).reading, of(text).documents) == (Reading.READ, ())


@pytest.mark.parametrize(
    "text",
    [
        "# a list\n- a\n---\n" + SERVICE,
        "- a\n...\n---\n" + SERVICE,
        "# a comment\r\n" + SERVICE.replace("\n", "\r\n"),
        "# a comment\r" + SERVICE.replace("\n", "\r"),
        "-x: 1\n" + SERVICE,
    ],
)
def test_objects_behind_lists_and_comments_are_read(text: str) -> None:
    assert len(of(text).documents) == 1


def test_a_broken_document_loses_no_other() -> None:
    file = of(SERVICE + "---\nexternalIPs: [\n---\n" + SERVICE)

    assert [document.index for document in file.documents] == [0, 2]
    (finding,) = file.flaws
    assert finding.rule == "invalid-yaml"
    assert (finding.location.span.line, finding.location.span.column) == (6, 15)
    assert (
        finding.location.owner.kind,
        finding.location.owner.name,
        finding.location.pointer,
    ) == ("File", "a.yaml", "")


@pytest.mark.parametrize(
    "text",
    [
        "{{- if .Values.x }}\nloadBalancerIP: {{ .Values.ip }}\n{{- end }}\n",
        "loadBalancerIP: {{ ip }}\n",
        "{% if a %}\nexternalIPs: []\n{% endif %}\n",
        "a: {{ b }}: c\nexternalIPs: 1",
        "externalIPs: []\nca: |\n${CA_INDENTED}\nb: 1\n",
        "externalIPs: []\n%%MAIN_OBJECT_BLOCK%%:\n  a: 1\n",
        "# paste this\nkubectl apply -f - <<EOF\nexternalIPs: []\nEOF\n",
        "cat <<'EOF' | kubectl apply -f -\nexternalIPs: []\nEOF\n",
        "#!/bin/bash\nhelm install web . --set externalIPs='{10.0.0.1}'\ndone: [\n",
    ],
)
def test_a_template_is_counted_and_no_error(text: str) -> None:
    file = of(text)

    assert (file.reading, file.documents, file.flaws) == (Reading.TEMPLATE, (), ())


def test_a_command_elsewhere_excuses_no_broken_document() -> None:
    for text in (f"{SERVICE}kubectl apply -f - <<EOF\n", "externalIPs: <<EOF\na: [\nEOF\n", "externalIPs\na: [\n"):
        assert [flaw.rule for flaw in of(text).flaws] == ["invalid-yaml"]


def test_braces_elsewhere_excuse_no_broken_document() -> None:
    sound = "kind: ConfigMap\ndata: {a: '{{ addresses }}'}\n---\n"
    variable = "kind: ConfigMap\ndata:\n  a: |\n    ${ADDRESSES}\n---\n"

    for text in (f"# {{{{ a }}}}\n{SERVICE}x: [\n", f"{sound}{SERVICE}x: [\n", f"{variable}{SERVICE}x: [\n"):
        file = of(text)
        assert (file.reading, [one.rule for one in file.flaws]) == (Reading.READ, ["invalid-yaml"])


def test_what_parses_in_a_template_is_read() -> None:
    file = of(SERVICE + "---\nloadBalancerIP: {{ .Values.ip }}\n")

    assert (file.reading, [d.kind for d in file.documents], file.flaws) == (Reading.TEMPLATE, ["Service"], ())


def test_braces_that_parse_are_no_template() -> None:
    file = of('externalIPs: ["{{ ip }}"]\n')

    assert (file.reading, len(file.documents)) == (Reading.READ, 1)


def test_a_repeated_key() -> None:
    file = of("a: 1\n---\nexternalIPs: [10.0.0.2]\nb: 1\nexternalIPs: [10.0.0.1]\n")

    (finding,) = file.flaws
    assert (
        finding.rule,
        finding.location.span.line,
        finding.location.span.column,
        finding.location.span.end_column,
    ) == ("duplicate-key", 5, 1, 12)
    assert finding.message == "Duplicate key 'externalIPs' on lines 3 and 5; Kubernetes uses line 5."
    (same,) = of("a: 1\n---\n# more\nexternalIPs: [10.0.0.2]\nexternalIPs: [10.0.0.1]\n").flaws
    assert same.message != finding.message
    assert same.identity == finding.identity


@pytest.mark.parametrize("earlier", ["", "{}", "[]", "10.0.0.1"])
def test_a_repeated_key_that_hides_nothing(earlier: str) -> None:
    assert of(f"a: {earlier}\na: 10.0.0.1\n").flaws == ()


def test_the_start_line_of_a_flaw_is_not_part_of_its_identity() -> None:
    text = "a: 1\n{}externalIPs:\n  - b\n  c: 1\n"
    first, second = (of(text.format(more)).flaws[0] for more in ("", "b: 1\n"))
    assert "started on line" in first.message
    assert first.message != second.message
    assert first.identity == second.identity


def test_a_long_repeated_key_is_shortened() -> None:
    key = "externalIPs" + "x" * 200
    (finding,) = of(f"{key}: 1\n{key}: 2\n").flaws

    assert key[:59] + "…" in finding.message
    assert key[:61] not in finding.message


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_encodings(encoding: str) -> None:
    data = SERVICE.replace("10.0.0.1", "10.0.0.1, ü").encode(encoding)
    if encoding == "utf-16-le":
        data = data + "#".encode(encoding)
    file = of(data)

    assert file.reading == Reading.READ
    assert text_at(file.documents[0].node, "kind") == "Service"
    assert file.documents[0].node.entries[0][0].span.column == 1
    assert not file.text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x00GITCRYPT\x00\x01\x02", "encrypted (git-crypt)"),
        (b"$ANSIBLE_VAULT;1.1;AES256\n3132\n", "encrypted (Ansible Vault)"),
    ],
)
def test_an_encrypted_file_is_unreadable_but_no_flaw(data: bytes, reason: str) -> None:
    assert of(data) == SourceFile("a.yaml", Reading.UNREADABLE, reason=reason)


@pytest.mark.parametrize(
    ("data", "reason", "line", "column"),
    [
        (b"a: 1\n\xc3\xbc: \xff", "not valid UTF-8", 2, 4),
        (b"\x7fELF\x00\x01", "a binary file", 1, 1),
        (b"\xff\xfea\x00b", "not valid UTF-16", 1, 1),
        (b"\xff\xfe\x00\xd8", "not valid UTF-16", 1, 1),
        (b"\xff\xfe\x00\x00a\x00\x00\x00", "a binary file", 1, 1),
    ],
)
def test_what_is_no_text_is_a_finding(data: bytes, reason: str, line: int, column: int) -> None:
    file = of(data)

    assert (Reading.UNREADABLE, reason, ()) == (file.reading, file.reason, file.documents)
    (finding,) = file.flaws
    assert finding.rule == "unreadable-file"
    assert finding.message == f"Cannot read this file: {reason}."
    assert (line, column) == (finding.location.span.line, finding.location.span.column)


def test_a_control_character_is_invalid_yaml() -> None:
    (finding,) = of("externalIPs: \x1b[31m\n").flaws

    assert (finding.rule, finding.location.span.column) == ("invalid-yaml", 14)
    assert "U+001B" in finding.message


def test_a_list_is_its_items() -> None:
    text = (
        "apiVersion: v1\nkind: List\nitems:\n- {kind: Service, apiVersion: v1, metadata: {name: a}, externalIPs: 1}\n"
        "- x\n"
        "- {kind: List, items: [{kind: B, apiVersion: g/v2}]}\n- {kind: C}\n---\n{kind: D, externalIPs: 1}\n"
    )

    assert [(document.kind, document.index, document.group, document.version) for document in of(text).documents] == [
        ("Service", 0, "", "v1"),
        ("B", 1, "g", "v2"),
        ("C", 2, "", ""),
        ("D", 3, "", ""),
    ]


def test_a_list_of_objects_among_variables_is_its_items() -> None:
    text = (
        "crs:\n- {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {externalIPs: [10.0.0.1]}}\n"
        "mixed:\n- {apiVersion: v1, kind: Service, metadata: {name: other}}\n- 1\n"
    )
    documents = read("vars/main.yml", text.encode(), None).documents
    assert [(document.kind, document.name) for document in documents] == [("", ""), ("Service", "web")]
    assert [key.text for key, _ in documents[0].node.entries] == ["mixed"]


def test_the_items_of_a_typed_list_have_its_type() -> None:
    text = "apiVersion: v1\nkind: ServiceList\nitems: [{metadata: {name: a}, spec: {externalIPs: []}}]\n"
    (document,) = of(text).documents

    assert (document.kind, document.version, document.name) == ("Service", "v1", "a")


def test_a_kind_that_only_ends_in_list_is_itself() -> None:
    (document,) = of("kind: AllowList\nspec: {externalIPs: []}\n").documents

    assert document.kind == "AllowList"


def test_helm_names_the_template() -> None:
    text = (
        "# Source: c/templates/first.yaml\n---\nexternalIPs: 1\n---\n# Source: c/templates/b c.yaml\nexternalIPs: 2\n"
        "---\nexternalIPs: 3\n"
    )

    assert [document.origin for document in of(text).documents] == [
        "c/templates/first.yaml",
        "c/templates/b c.yaml",
        "",
    ]


def test_json_with_comments_is_an_error_only_if_it_has_an_object() -> None:
    settings = '{\n  // externalIPs\n  "matchStrings": ["a"]\n}\n'
    manifest = settings.replace('"matchStrings"', '"kind": "Service", "apiVersion": "v1", "externalIPs"')

    assert (of(settings, "renovate.json").flaws, of(settings, "renovate.json").reading) == ((), Reading.NO_ADDRESSES)
    assert [found.rule for found in of(manifest, "service.json").flaws] == ["invalid-yaml"]
    assert [found.rule for found in of(settings, "values.yaml").flaws] == ["invalid-yaml"]


def test_json() -> None:
    file = of(
        '{\n\t"kind": "Service",\r\n\t"spec": {"externalIPs": ["10.0.0.1"], "x": "\\/\\ud83d\\ude00"}\n}\n', "a.json"
    )

    assert [
        (document.kind, document.node.entries[0][1].span.line, document.node.entries[0][1].span.column)
        for document in file.documents
    ] == [("Service", 2, 10)]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_count_on_across_documents(newline: str) -> None:
    text = newline.join(["# \u2028", "---", "a: |", "  ---", "  b", "---  # next", "externalIPs:", "- 10.0.0.1", ""])
    (document,) = of(text).documents[-1:]

    assert (document.node.entries[0][0].span.line, document.node.entries[0][1].span.line) == (7, 8)


def test_a_directive_belongs_to_the_document_after_it() -> None:
    file = of("%YAML 1.1\n---\nexternalIPs: 1\n")

    assert (len(file.documents), file.flaws) == (1, ())


def test_sops_leaves_the_plain_fields() -> None:
    (document,) = of(
        "kind: Endpoints\naddresses: [{ip: 10.0.0.1}]\ndata: ENC[AES256_GCM,data:x==]\nsops: {mac: x}\n"
    ).documents

    assert text_at(document.node, "data") == "ENC[AES256_GCM,data:x==]"


def test_a_file_on_disk(tmp_path: Path) -> None:
    (tmp_path / "a b.yaml").write_text(SERVICE)

    assert read("a b.yaml", SERVICE.encode(), SCANNER) == read_path(tmp_path, "a b.yaml", SCANNER)


def test_what_cannot_be_opened_is_a_finding(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    with (tmp_path / "big.yaml").open("wb") as file:
        file.truncate(Limits().bytes + 1)
    found = {path: read_path(tmp_path, path, SCANNER) for path in ("pipe.yaml", "big.yaml", "none.yaml", "a\0b")}

    assert {file.reason for file in found.values()} == {
        "not a regular file",
        "larger than 64 MiB. To raise the limit, pass --limit fileSize=NUMBER.",
        "no such file or directory",
        "it cannot be opened",
    }
    assert {finding.rule for file in found.values() for finding in file.flaws} == {"unreadable-file"}
