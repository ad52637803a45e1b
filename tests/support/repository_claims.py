"""Files of a small repository → the claims that a run has of them, as rules see them; and one of them by what it is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from svclint.claims.catalogue import load_catalogue
from svclint.config import Config
from svclint.findings.claim_index import ClaimIndex
from svclint.gathering import gather
from svclint.reading import RunOptions

INVENTORY = "svclint-inventory.yaml"


def claims_of(root: Path, files: Mapping[str, str]) -> ClaimIndex:
    """Write the files (path → text) below a folder and read them; `svclint-inventory.yaml` is the inventory."""
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    inventories = (root / INVENTORY,) if INVENTORY in files else ()
    options = RunOptions(root=root, config=Config(), inventories=inventories)
    return gather([str(root)], options, load_catalogue()).claim_index


def at(claim_index: ClaimIndex, role: str, text: str = "", *, inventory: bool = False) -> int:
    """The index of the only claim of a role whose text, host, title or file contains a text."""
    found = [
        index
        for index, claim in enumerate(claim_index.claims)
        if claim.role == role
        and claim.from_inventory == inventory
        and any(text in part for part in (claim.text, claim.host, claim.title, claim.location.file))
    ]
    assert len(found) == 1, [str(claim) for claim in claim_index.claims]
    return found[0]
