"""Words of Services and of what is in front of them."""

from __future__ import annotations

from pathlib import Path

from svclint.findings.words.services import hides_clients, is_cluster_ip
from tests.support.repository_claims import at, claims_of

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {dnsPolicy: None, dnsConfig: {nameservers: [10.96.0.53, 10.96.0.54]}}
"""
DNS = "apiVersion: v1\nkind: Service\nmetadata: {name: dns}\nspec: {clusterIP: 10.96.0.53, ports: [{port: 53}]}\n"


def test_a_cluster_ip_is_known_by_its_address(tmp_path: Path) -> None:
    claims = claims_of(tmp_path, {"pod.yaml": POD, "dns.yaml": DNS})
    assert is_cluster_ip(claims, at(claims, "resolver", "10.96.0.53"))
    assert not is_cluster_ip(claims, at(claims, "resolver", "10.96.0.54"))


INGRESS = """\
apiVersion: v1
kind: Service
metadata: {name: %s}
spec:
  type: LoadBalancer
  externalTrafficPolicy: %s
  selector: {app.kubernetes.io/name: ingress-nginx}
  ports: [{port: 443}]
"""
CONFIG = (
    "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ingress-nginx-controller}\ndata: {use-proxy-protocol: 'true'}\n"
)


def hidden(root: Path, **files: str) -> list[str]:
    claims = claims_of(root, {f"{name}.yaml": text for name, text in files.items()})
    return hides_clients(claims, claims.claims[0].owner.cluster)


def test_clients_are_hidden_where_every_way_in_hides_them(tmp_path: Path) -> None:
    assert hidden(tmp_path / "a", one=INGRESS % ("one", "Cluster")) == ["Service one"]
    both = {"one": INGRESS % ("one", "Cluster"), "two": INGRESS % ("two", "Local")}
    assert hidden(tmp_path / "b", **both) == []
    assert hidden(tmp_path / "c", one=INGRESS % ("one", "Cluster"), config=CONFIG) == []
