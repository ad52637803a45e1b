"""Small repositories for tests of the import: files by name, as people write them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from svclint.importing.imported import Imported, plain
from svclint.importing.importer import imported

TALCONFIG = """\
clusterName: home
kubernetesVersion: v1.33.1
endpoint: https://192.168.11.250:6443
clusterPodNets: [10.69.0.0/16]
clusterSvcNets: [10.96.0.0/16]
nodes:
- hostname: cp1
  ipAddress: 192.168.11.21
  controlPlane: true
  nameservers: [192.168.11.1, 192.168.11.2]
  networkInterfaces:
  - interface: bond0
    addresses: [192.168.11.21/24]
    routes: [{network: 0.0.0.0/0, gateway: 192.168.11.1}]
    vip: {ip: 192.168.11.250}
- hostname: w1
  ipAddress: 192.168.11.31
  controlPlane: false
"""


def repository(folder: Path, files: dict[str, str]) -> Path:
    """The files below a folder, which it returns."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return folder


def read(folder: Path, files: dict[str, str], *paths: str, cluster: str = "") -> Imported:
    """What an import of the files finds."""
    root = repository(folder, files)
    return imported([str(root / one) for one in paths or (".",)], root, cluster)


def clusters(folder: Path, files: dict[str, str]) -> list[Any]:
    """The clusters that the files state, without places."""
    return [plain(one) for one in read(folder, files).clusters]
