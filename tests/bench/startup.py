"""(a) One Service file and its inventory, against `python -c pass`; and what the imports of such a run cost.

svclint is measured as people install it, from a wheel, and also from this checkout, whose data are in the cache.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.bench.processes import ENVIRONMENT, best, python, table
from tests.support.sandbox import ROOT

ROUNDS = 21
# The most CPU that a run takes, in bare starts of Python. The floor is 2.4: a bare start, and the modules of the
# standard library and of others that a check imports (pathlib, re, collections, PyYAML's binding, ahocorasick_rs).
MOST = {"svclint, nothing wrong": 8.2, "svclint, a finding": 9.0}
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


def report(names: Sequence[str] = ()) -> bool:
    """Print both ratios, then the table of imports. Whether the CPU of both is within a tenth of the most."""
    if names:
        raise SystemExit(f"only growth and large take names: {' '.join(names)}")
    program = str(Path(sys.executable).with_name("svclint"))
    with tempfile.TemporaryDirectory() as home:
        place = Path(home) / "repository"
        place.mkdir()
        folder, installed = str(place), _installed(Path(home))
        (place / "svclint-inventory.yaml").write_text(INVENTORY)
        (place / "fine.yaml").write_text(SERVICE % "203.0.113.7")
        (place / "wrong.yaml").write_text(SERVICE % "192.168.11.250")
        commands = {
            "python -c pass": python("pass"),
            "svclint, nothing wrong": [*installed, "fine.yaml"],
            "svclint, a finding": [*installed, "wrong.yaml"],
            "checkout, nothing wrong": [program, "fine.yaml"],
            "checkout, a finding": [program, "wrong.yaml"],
        }
        _check(folder, commands["checkout, nothing wrong"], commands["checkout, a finding"])
        _check(folder, commands["svclint, nothing wrong"], commands["svclint, a finding"])
        times = best(commands, ROUNDS, folder)
        bare = times["python -c pass"]
        rows: list[tuple[str, ...]] = [(f"(a) start-up, best of {ROUNDS}", "ms", "ratio", "CPU ratio", "at most")]
        for name, one in times.items():
            wall, cpu = one.wall / bare.wall, one.cpu / bare.cpu
            most = f"{MOST[name]:g}" if name in MOST else ""
            rows.append((name, f"{one.wall * 1000:.1f}", f"{wall:.1f}", f"{cpu:.1f}", most))
        table(rows)
        imported = _imported(folder, "fine.yaml"), _imported(folder, "wrong.yaml")
        costs = best({name: python(f"import {name}") for name in IMPORTS}, ROUNDS // 2, folder)
    rows = [("import, each by itself", "ms more", "ratio", "fine", "finding")]
    for name, one in costs.items():
        seen = ("yes" if name in modules else "-" for modules in imported)
        more = max(0.0, one.wall - bare.wall) * 1000
        rows.append((name, f"{more:.1f}", f"{one.wall / bare.wall:.1f}", *seen))
    table(rows)
    return all(times[name].cpu / bare.cpu <= most * 1.1 for name, most in MOST.items())


def _installed(folder: Path) -> list[str]:
    """The command of svclint installed from a wheel of this checkout; its dependencies are this environment's."""
    pip = ("-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--target")
    subprocess.run([sys.executable, *pip, str(folder / "installed"), str(ROOT)], check=True)
    script = folder / "svclint"
    script.write_text(
        f"import sys\nsys.path.insert(0, {str(folder / 'installed')!r})\nfrom svclint.cli import command\ncommand()\n"
    )
    return [sys.executable, str(script)]


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
