"""Small repositories written from one text, and what svclint takes of them as deployed."""

from __future__ import annotations

import re
from pathlib import Path

from svclint.claims.catalogue import load_catalogue
from svclint.deployment.deployed import Deployed, Plan
from svclint.deployment.gitops.checked_files import CheckedFiles
from svclint.deployment.gitops.deployers import is_deployer
from svclint.deployment.gitops.plan import plan
from svclint.documents.discover import discover
from svclint.documents.node import text_at
from svclint.documents.read import read_path

FILE = re.compile(r"^=== (\S+)\n", re.MULTILINE)


def write(root: Path, text: str) -> Path:
    """The files of a text, each after a line `=== path`."""
    parts = FILE.split(text)
    for path, content in zip(parts[1::2], parts[2::2], strict=True):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    return root


def planned(root: Path, text: str, asked: str = ".") -> Plan:
    """The plan of the repository."""
    write(root, text)
    scanner = load_catalogue().scanner()
    sources = [read_path(root, path, scanner) for path in discover([str(root)], root=root).files]
    return plan(CheckedFiles(root, sources), [asked])


def addresses(found: Plan) -> dict[str, list[str]]:
    """The loadBalancerIP of each Service by its namespace and name, as deployed.

    After a `-` if it is not deployed, and after a `~` if no deployer deploys it, so that people may apply it.
    """
    services: dict[str, list[str]] = {}
    for objects in found.objects.values():
        for one in objects:
            if one.document.kind == "Service":
                name = f"{one.document.namespace}/{one.document.name}"
                mark = "-" if one.status.latent else "" if one.applied else "~"
                services.setdefault(name, []).append(mark + text_at(one.document.node, "spec", "loadBalancerIP"))
    return {name: sorted(texts) for name, texts in sorted(services.items())}


def only(found: Plan, name: str) -> Deployed:
    """The one object of that name that is no Flux Kustomization and no Application."""
    everything = (one for objects in found.objects.values() for one in objects)
    (one,) = (one for one in everything if one.document.name == name and not is_deployer(one.document))
    return one


def service(name: str, address: str, more: str = "") -> str:
    """A Service of type LoadBalancer."""
    return f"""apiVersion: v1
kind: Service
metadata:
  name: {name}
spec:
  type: LoadBalancer
  loadBalancerIP: {address}
  ports: [{{port: 80}}]
{more}"""
