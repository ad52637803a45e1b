"""Kinds 16-22 and 25 of the dirt in real repositories: keys, anchors, tabs, encodings, empty files, numbers."""

from __future__ import annotations

import pytest

from svclint.claims.catalogue import load_catalogue
from svclint.claims.extract import extract
from svclint.documents.read import read
from svclint.model import Claim
from tests.support.messy_repositories import ASKS, TAKES, VIP, Repository, service


def lines_of(repository: Repository) -> list[int]:
    """The lines of the only finding, which is folded: one value at several aliases is one flaw."""
    (finding,) = repository.result().findings
    return [member.location.span.line for member in finding.members]


def test_a_key_twice_is_a_warning_and_the_last_one_counts(repository: Repository) -> None:
    text = f"service:\n  loadBalancerIP: 10.0.0.1\n  type: LoadBalancer\n  loadBalancerIP: {VIP}\n"
    repository.write("values.yaml", text)

    assert repository.findings() == ["duplicate-key values.yaml:4:3", f"{ASKS} values.yaml:4:19"]
    assert repository.result().counts.claims == 1


def test_an_anchor_may_be_used_again(repository: Repository) -> None:
    text = (
        "app: &app one\nport: &port 80\nsecond: &app two\nservice:\n  name: *app\n  ports:\n  - &port 81\n  - *port\n"
        f"  externalIPs: [&ip 10.0.0.1, &ip {VIP}]\nother:\n  externalIPs:\n  - *ip\n"
    )
    repository.write("values.yaml", text)

    assert repository.findings() == [f"{TAKES} values.yaml:9:35"]
    assert lines_of(repository) == [9, 12]


def test_merge_keys_are_resolved_and_stand_where_the_alias_is(repository: Repository) -> None:
    text = (
        f"shared: &shared\n  annotations:\n    lbipam.cilium.io/ips: {VIP}\nservices:\n  web:\n    type: LoadBalancer\n"
        "    <<: *shared\n  api:\n    <<: [*shared]\n    annotations: {}\n"
    )
    repository.write("values.yaml", text)

    assert repository.findings() == [f"{ASKS} values.yaml:3:27"]
    assert lines_of(repository) == [3, 7]


def test_an_anchor_elsewhere_is_no_claim_but_its_alias_is(repository: Repository) -> None:
    text = (
        "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: jellyfin}\nspec:\n  values:\n"
        f"    env:\n      JELLYFIN_PublishedServerUrl: &ip {VIP}\n    service:\n      app:\n        annotations:\n"
        "          io.cilium/lb-ipam-ips: *ip\n"
    )
    repository.write("helmrelease.yaml", text)

    assert repository.findings() == [f"{ASKS} helmrelease.yaml:11:34"]


def test_a_tab_behind_a_value_is_nothing(repository: Repository) -> None:
    repository.write("service.yaml", service("type: LoadBalancer\t", "externalIPs:\t", f"- {VIP}\t", "clusterIP:\t''"))

    assert repository.findings() == [f"{TAKES} service.yaml:8:5"]


def test_a_tab_that_indents_is_told_and_the_other_documents_are_read(repository: Repository) -> None:
    tabbed = service(f"externalIPs: [{VIP}]").replace("\n  ", "\n\t")
    repository.write("service.yaml", tabbed + "---\n" + service(f"externalIPs: [{VIP}]", name="other"))
    findings = repository.result().findings

    assert repository.findings() == ["invalid-yaml service.yaml:5:1", f"{TAKES} service.yaml:13:17"]
    assert findings[0].message.endswith("a tab cannot indent or start a value here: use spaces.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_encodings_and_line_ends_keep_the_lines(repository: Repository, encoding: str, newline: str) -> None:
    text = service("# a no-break space:\u00a0 and ü", f"externalIPs: ['{VIP}'] #\u00a0x").replace("\n", newline)
    repository.write("service.yaml", text.encode(encoding))

    assert repository.findings() == [f"{TAKES} service.yaml:7:17"]


@pytest.mark.parametrize(
    "text", ["", "\n", "---\n", "---\n---\n", "# only a comment\n", f"# loadBalancerIP: {VIP}\n", "--- # x\n...\n"]
)
def test_no_document_is_fine(repository: Repository, text: str) -> None:
    repository.write("empty.yaml", text)
    repository.write("service.yaml", f"---\n# {VIP}\n---\n{service(f'externalIPs: [{VIP}]')}---\n{text}")

    assert repository.findings() == [f"{TAKES} service.yaml:9:17"]
    assert repository.result().counts.documents == 1


def test_old_numbers_are_what_kubernetes_reads() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  volumes: [{secret: {defaultMode: 0755}}]\n"
        "  containers:\n  - ports:\n    - {hostPort: 010}\n    - {hostPort: 22:22}\n    - {hostPort: '0443'}\n"
        "    - {hostPort: 080}\n"
    )
    catalogue = load_catalogue()
    (document,) = read("pod.yaml", text.encode(), catalogue.scanner()).documents
    claims = [claim for claim in extract(document, "", catalogue) if isinstance(claim, Claim)]
    ports = [claim.ports for claim in claims if claim.role == "host-port"]

    # 010 is octal; 080 cannot be; 22:22 is a text, not 1342 minutes; in quotes nothing is a number of YAML's.
    assert [port.first for (port,) in ports] == [8, 443, 80]


def test_ports_of_a_compose_file_are_texts(repository: Repository) -> None:
    repository.write("compose.yaml", f"services:\n  ssh:\n    ports: [22:22, 2222:22, '{VIP}:80:80']\n")

    assert repository.findings() == []
    assert repository.result().counts.claims == 0
