"""A repository of a test's own, what svclint says of it, and what stands in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from svclint import Result, lint

VIP = "192.168.11.250"
"""The address of the control plane: whoever claims it shows by a finding that the claim was seen, and where."""

INVENTORY = f"""\
version: 1
clusters:
- name: prod
  loadBalancers: [{{name: api, vips: [{VIP}], ports: [6443]}}]
  proxy: {{mode: ipvs}}
"""


class Repository:
    """Files below a folder, checked as `svclint` in that folder checks them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("svclint-inventory.yaml", INVENTORY)

    def write(self, path: str, content: str | bytes) -> None:
        """A file, its folders included."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def result(self, *paths: str, **request: object) -> Result:
        return lint(*(self.root / path for path in paths or ("",)), root=self.root, **request)  # type: ignore[arg-type]  # a test's wishes

    def findings(self, *paths: str) -> list[str]:
        """`rule file:line:column`, of everything that is reported."""
        return [
            f"{one.rule} {one.location.file}:{one.location.span.line}:{one.location.span.column}"
            for one in self.result(*paths).findings
        ]

    def files_with(self, rule: str) -> list[str]:
        """The files of manifests with a finding of a rule; one finding may have several."""
        findings = [one for one in self.result().findings if one.rule == rule]
        places = [one.location for one in findings]
        places += [place.location for one in findings for place in one.related if place.participant and place.location]
        found = {place.file for place in places}
        return sorted(found - {"svclint-inventory.yaml"})

    def files(self) -> Mapping[str, int]:
        """How many files became what, the inventory left out."""
        return {str(reading): number for reading, number in self.result().counts.files.items() if number}

    def unresolved(self) -> Mapping[str, int]:
        return dict(self.result().counts.unresolved)


def service(*lines: str, name: str = "web") -> str:
    """A Service with further lines of its spec, which begin in line 6."""
    head = ("apiVersion: v1", "kind: Service", f"metadata: {{name: {name}, namespace: shop}}", "spec:")
    return "\n".join([*head, "  ports: [{port: 80}]", *(f"  {line}" for line in lines)]) + "\n"


TAKES = "external-ip-is-control-plane"
ASKS = "lb-request-is-control-plane"
HOLDS = "pool-contains-control-plane"
