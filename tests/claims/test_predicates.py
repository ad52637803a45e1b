"""What the API server rejects, by the predicates of the catalogue; what may be right is not rejected."""

from __future__ import annotations

import pytest

from svclint.claims.catalogue import load_catalogue
from svclint.claims.extract import extract
from svclint.documents.read import read
from svclint.model import Claim


def refusals(kind: str, spec: str) -> list[str]:
    group = {"Service": "v1", "Pod": "v1", "EndpointSlice": "discovery.k8s.io/v1"}.get(kind, "networking.k8s.io/v1")
    text = f"apiVersion: {group}\nkind: {kind}\nmetadata: {{name: web}}\nspec: {spec}\n"
    catalogue = load_catalogue()
    documents = read("web.yaml", text.encode(), None).documents
    claims = [claim for document in documents for claim in extract(document, "", catalogue)]
    return [str(claim.traits["refusal"]) for claim in claims if isinstance(claim, Claim) and claim.role == "refused"]


@pytest.mark.parametrize(
    "spec",
    [
        "{type: NodePort, clusterIP: None, ports: [{port: 80}]}",
        "{type: LoadBalancer, clusterIP: None, clusterIPs: [None], ports: [{port: 80}]}",
        "{type: ExternalName, externalName: db.example.com, clusterIP: None}",
        "{type: ExternalName, externalName: db.example.com, ipFamilies: [IPv6]}",
        "{type: NodePort, loadBalancerClass: example.com/lan, ports: [{port: 80}]}",
        "{selector: {a: b}, allocateLoadBalancerNodePorts: false, ports: [{port: 80}]}",
        "{type: LoadBalancer, healthCheckNodePort: 31000, ports: [{port: 80}]}",
        "{type: Loadbalancer, ports: [{port: 80}]}",
        "{type: LoadBalancer, externalTrafficPolicy: local, ports: [{port: 80}]}",
        "{selector: {a: b}, ports: [{port: 80}, {port: 443}]}",
        "{ports: [{name: a, port: 80, nodePort: 30080}, {name: b, port: 443, nodePort: 30080, protocol: TCP}]}",
        "{ports: [{name: a, port: 80}, {name: a, port: 443}]}",
        "{ports: [{name: Web, port: 80}]}",
        "{ports: [{port: 0}]}",
        "{ports: [{port: 70000}]}",
        '{ports: [{port: "80"}]}',
        '{ports: [{port: 80, targetPort: "8080"}]}',
        "{ports: [{port: 80, targetPort: a-name-of-17-char}]}",
        "{ports: [{port: 80, targetPort: 70000}]}",
        "{clusterIP: 10.96.0.7, clusterIPs: [10.96.0.8]}",
        "{selector: {a: b}, clusterIPs: [10.96.0.8]}",
        "{clusterIP: 10.96.0.7, clusterIPs: [10.96.0.7, 10.96.0.8], ipFamilyPolicy: PreferDualStack}",
        "{clusterIP: 'fd00::7', clusterIPs: ['fd00::7', 'fd00::8'], ipFamilyPolicy: PreferDualStack}",
        "{clusterIP: 10.96.0.7, ipFamilies: [IPv6]}",
        "{ipFamilies: [IPv4, IPv4], ipFamilyPolicy: PreferDualStack}",
        "{ipFamilies: [IPv4, IPv6], selector: {a: b}}",
        "{ipFamilies: [ipv4]}",
        "{loadBalancerIP: [192.168.1.5]}",
        "{loadBalancerSourceRanges: 192.168.0.0/16}",
        "{sessionAffinity: ClientIp}",
    ],
)
def test_services_that_are_rejected(spec: str) -> None:
    assert refusals("Service", spec)


@pytest.mark.parametrize(
    "spec",
    [
        # a patch may complete or change a type that is stated elsewhere
        "{externalTrafficPolicy: Local, healthCheckNodePort: 31000, ports: [{port: 80, nodePort: 30080}, {port: 443}]}",
        "{ports: [{port: 80}, {port: 443}]}",
        "{clusterIPs: [10.96.0.8]}",
        "{ipFamilies: [IPv4, IPv6]}",
        # a value that is not known, and one that is not there
        '{type: "${TYPE}", selector: {a: b}, ports: [{port: "${PORT}", nodePort: 30080, targetPort: "{{ port }}"}]}',
        "{type: ClusterIP, externalTrafficPolicy: , loadBalancerSourceRanges: [], ports: [{port: 80, nodePort: 0}]}",
        '{type: ClusterIP, externalTrafficPolicy: "", loadBalancerClass: null, ports: [{port: 80}]}',
        "{type: ExternalName, externalName: db.example.com, clusterIP: ''}",
        # fields where they belong
        "{type: ClusterIP, externalIPs: [192.168.1.5], externalTrafficPolicy: Local, ports: [{port: 80}]}",
        "{type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 31000, ports: [{port: 80}]}",
        "{type: ClusterIP, clusterIP: None, clusterIPs: [None], selector: {a: b}, ports: [{port: 80}]}",
        "{selector: {a: b}, ports: [{name: dns, port: 53, protocol: UDP}, {name: dns-tcp, port: 53}]}",
        "{ports: [{name: a, port: 53, nodePort: 30053}, {name: b, port: 53, nodePort: 30053, protocol: UDP}]}",
        "{ipFamilyPolicy: PreferDualStack, ipFamilies: [IPv6, IPv4], clusterIP: f::7, clusterIPs: [f::7, 10.9.0.7]}",
        "{ports: [{port: 80, targetPort: http-8080}, {name: b, port: 81, targetPort: 8081}]}",
        "{clusterIP: None, ipFamilies: [IPv4, IPv6], ipFamilyPolicy: PreferDualStack, selector: {a: b}}",
    ],
)
def test_services_that_may_be_accepted(spec: str) -> None:
    assert refusals("Service", spec) == []


@pytest.mark.parametrize(
    ("spec", "rejected"),
    [
        ("{egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}]}]}", True),
        ("{egress: [{to: [{ipBlock: {cidr: 'fd00::/8', except: ['2001:db8::/32']}}]}]}", True),
        ("{egress: [{to: [{ipBlock: {cidr: 'fd00::/8', except: ['fd00:1::/32']}}]}]}", False),
        ("{egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: ['${PODS}']}}]}]}", False),
        ("{egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}, namespaceSelector: {}}]}]}", True),
        ("{egress: [{ports: [{port: 80, endPort: 79}]}]}", True),
        ("{egress: [{ports: [{endPort: 79}]}]}", True),
        ("{egress: [{ports: [{port: 80, endPort: 80}]}]}", False),
        ("{egress: [{ports: [{port: '${PORT}', endPort: 80}]}]}", False),
    ],
)
def test_network_policies(spec: str, rejected: bool) -> None:
    assert bool(refusals("NetworkPolicy", spec)) == rejected


@pytest.mark.parametrize(
    ("host", "rejected"),
    [
        ("192.168.1.5", True),
        ("'fd00::5'", True),
        ("web.example.com:443", True),
        ("Web.example.com", True),
        ("web.example.com", False),
        ("'*.example.com'", False),
        ("'${HOST}'", False),
        ("''", False),
    ],
)
def test_hosts_of_an_ingress(host: str, rejected: bool) -> None:
    assert bool(refusals("Ingress", f"{{rules: [{{host: {host}}}]}}")) == rejected


@pytest.mark.parametrize(("port", "rejected"), [("80", True), ("8080", False), ("'${PORT}'", False)])
def test_host_ports_on_the_host_network(port: str, rejected: bool) -> None:
    containers = f"[{{name: web, ports: [{{containerPort: 8080, hostPort: {port}}}]}}]"

    assert bool(refusals("Pod", f"{{hostNetwork: true, containers: {containers}}}")) == rejected
    assert not refusals("Pod", f"{{containers: {containers}}}")


def test_every_refusal_names_the_line_that_rejects_it() -> None:
    from svclint.claims.catalogue import folder
    from svclint.datafiles import load_all

    entries = [entry for data in load_all(folder(), "catalogue") for entry in data["entries"]]
    fields = [spec for entry in entries for spec in entry.get("fields", ())]
    refused = [spec for spec in fields if spec["role"] == "refused" and "refused_by" not in spec["traits"]]

    assert refused
    assert all(spec["source"].startswith("https://github.com/kubernetes/kubernetes/blob/v1.") for spec in refused)


def test_many_ports_are_read_once() -> None:
    ports = ", ".join(f"{{name: p{number}, port: {number % 60000 + 1}}}" for number in range(5_000))

    assert refusals("Service", f"{{selector: {{a: b}}, ports: [{ports}]}}") == []
