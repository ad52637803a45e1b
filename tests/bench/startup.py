"""(a) One Service file and its inventory, against `python -c pass`; and what the imports of such a run cost."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.processes import ENVIRONMENT, best, python, table

ROUNDS = 20
INVENTORY = """\
version: 1
clusters:
  - name: prod
    kubeconfigServers: ["https://lb.example:6443"]
    hosts: {lb.example: [192.168.11.250]}
    loadBalancers:
      - {name: api, vips: [192.168.11.250], ports: [6443], serves: control-plane}
    nodes:
      - {name: one, addresses: [192.168.11.201], roles: [control-plane]}
    nodeCIDRs: [192.168.11.0/24]
    podCIDRs: [10.233.64.0/18]
    serviceCIDRs: [10.233.0.0/18]
    externalCIDRs: [203.0.113.0/24]
    proxy: {mode: ipvs}
"""
SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports: [{port: 80}]
  externalIPs: [%s]
"""
IMPORTS = (
    "re", "enum", "inspect", "dataclasses", "json", "hashlib", "pathlib", "importlib.resources", "subprocess", "click",
    "yaml", "ahocorasick_rs", "cel_expr_python.cel", "pathspec", "jsonschema", "networkx",
)  # fmt: skip


def report() -> None:
    """Print both ratios, then the table of imports."""
    program = str(Path(sys.executable).with_name("svclint"))
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "svclint-inventory.yaml").write_text(INVENTORY)
        (place / "fine.yaml").write_text(SERVICE % "203.0.113.7")
        (place / "wrong.yaml").write_text(SERVICE % "192.168.11.250")
        commands = {
            "python -c pass": python("pass"),
            "svclint, nothing wrong": [program, "fine.yaml"],
            "svclint, a finding": [program, "wrong.yaml"],
        }
        _check(folder, commands["svclint, nothing wrong"], commands["svclint, a finding"])
        times = best(commands, ROUNDS, folder)
        bare = times["python -c pass"]
        targets = {"svclint, nothing wrong": "10", "svclint, a finding": "30"}
        rows: list[tuple[str, ...]] = [(f"(a) start-up, best of {ROUNDS}", "ms", "ratio", "CPU ratio", "at most")]
        for name, one in times.items():
            wall, cpu = one.wall / bare.wall, one.cpu / bare.cpu
            rows.append((name, f"{one.wall * 1000:.1f}", f"{wall:.1f}", f"{cpu:.1f}", targets.get(name, "")))
        table(rows)
        imported = _imported(folder, "fine.yaml"), _imported(folder, "wrong.yaml")
        costs = best({name: python(f"import {name}") for name in IMPORTS}, ROUNDS // 2, folder)
    rows = [("import, each by itself", "ms more", "ratio", "fine", "finding")]
    for name, one in costs.items():
        seen = ("yes" if name in modules else "-" for modules in imported)
        more = max(0.0, one.wall - bare.wall) * 1000
        rows.append((name, f"{more:.1f}", f"{one.wall / bare.wall:.1f}", *seen))
    table(rows)


def _check(folder: str, fine: list[str], wrong: list[str]) -> None:
    """Both runs end as they should, and what they keep in the cache is there."""
    for command, status in ((fine, 0), (wrong, 1)):
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, env=ENVIRONMENT)
        if done.returncode != status:
            raise SystemExit(f"{' '.join(command)} ended with status {done.returncode}:\n{done.stderr.decode()}")


def _imported(folder: str, file: str) -> frozenset[str]:
    """The modules that a run imports."""
    code = (
        "import sys\nfrom svclint.cli import main\n"
        f"import io; out, sys.stdout = sys.stdout, io.StringIO(); main([{file!r}]); sys.stdout = out\n"
        "print(*sys.modules)"
    )
    environment = {**ENVIRONMENT, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(python(code), cwd=folder, capture_output=True, check=True, env=environment)
    return frozenset(done.stdout.decode().split())
