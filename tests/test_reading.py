"""Which documents a run reads: those that hold only ports are read if something refers to them."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.api import Request, options
from svclint.claims.catalogue import load_catalogue
from svclint.deployment.read_files import ReadFiles
from svclint.reading import discovered_of, sources_of

SERVICE = """apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ports: [{port: 80}]}
"""
# Its selector may match no Pods, so the labels of the Deployment are read.
SELECTORLESS = SERVICE.replace("selector: {app: web}, ", "")
DEPLOYMENT = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{name: web, ports: [{containerPort: 8080}]}]}}}
"""
POLICY = """apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {}, ingress: [{ports: [{port: 80}]}]}
"""
BACKEND = "backend: {service: {name: web, port: {number: 80}}}"
INGRESS = f"""apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {{name: web}}
spec: {{rules: [{{http: {{paths: [{{path: /, {BACKEND}}}]}}}}]}}
"""


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"s": SELECTORLESS, "d": DEPLOYMENT}, "s"),
        ({"s": SELECTORLESS.replace("80}", "80, targetPort: 8080}"), "d": DEPLOYMENT}, "s"),
        ({"s": SELECTORLESS.replace("80}", "80, targetPort: http}"), "d": DEPLOYMENT}, "d s"),
        ({"s": SERVICE, "d": DEPLOYMENT}, "d s"),
        ({"s": SELECTORLESS, "d": DEPLOYMENT, "i": INGRESS}, "i s"),
        ({"s": SERVICE, "d": DEPLOYMENT, "p": POLICY}, "d p s"),
        ({"both": DEPLOYMENT + "---\n" + SERVICE, "i": INGRESS}, "both i"),
    ],
)
def test_ports_are_read_where_something_names_one(tmp_path: Path, files: dict[str, str], expected: str) -> None:
    for name, text in files.items():
        (tmp_path / f"{name}.yaml").write_text(text)
    run = options([str(tmp_path)], Request(root=str(tmp_path), use_config=False))
    found = discovered_of([str(tmp_path)], run)

    sources = sources_of(found, [str(tmp_path)], load_catalogue(), run, ReadFiles())

    assert " ".join(source.path.removesuffix(".yaml") for source in sources if source.documents) == expected
