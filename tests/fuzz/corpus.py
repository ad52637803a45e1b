"""The inputs that are kept: one archive for each target, with the same bytes for the same inputs."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

FOLDER = Path(__file__).parent / "corpus"
MOST = 100
"""Inputs of a target; the shortest are kept."""
LARGEST = 2_000


def kept(target: str) -> list[bytes]:
    """The inputs of a target, in order."""
    path = FOLDER / f"{target}.zip"
    if not path.exists():
        return []
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist()]


def keep(target: str, inputs: Iterable[bytes]) -> None:
    """Replace the inputs of a target."""
    chosen = sorted({data for data in inputs if len(data) <= LARGEST}, key=lambda data: (len(data), data))[:MOST]
    FOLDER.mkdir(exist_ok=True)
    with zipfile.ZipFile(FOLDER / f"{target}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for data in chosen:
            archive.writestr(zipfile.ZipInfo(hashlib.sha256(data).hexdigest()[:16]), data, zipfile.ZIP_DEFLATED)
