"""The build of the wheel: adds svclint's own catalogue and rules as packs, so that no run has to read their YAML files.

The packs are made in a process of their own, because svclint is imported from this checkout, and with a fixed seed, so
that equal sources give equal wheels.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

_CODE = """
import sys
from svclint.claims import catalogue
from svclint.findings import rule_pack
from svclint.findings.words import registry
for pack in (catalogue.PACK, rule_pack.PACK, registry.PACK):
    with open(f"{sys.argv[1]}/{pack.name}", "wb") as file:
        file.write(pack.content())
    print(pack.name, pack.file)
"""


class PackHook(BuildHookInterface):  # type: ignore[type-arg]  # the hook reads no configuration
    """Writes the packs to a temporary folder and adds them to the wheel."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the packs, except for an editable installation, whose data files may change."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        folder = self._folder.name
        # pip finds what a build depends on through PYTHONPATH.
        path = os.pathsep.join(filter(None, [self.root, *sys.path]))
        environment = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "0", "SVCLINT_NO_CACHE": "1"}
        command = [sys.executable, "-c", _CODE, folder]
        made = subprocess.run(command, cwd=self.root, env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - fixed code
        for line in made.stdout.splitlines():
            name, file = line.split()
            build_data["force_include"][os.path.join(folder, name)] = f"svclint/{file}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - the hook's interface
        """Remove the temporary folder."""
        if version != "editable":
            self._folder.cleanup()
