"""What README.md and the site show of the terminal is what the program prints; `make readme` writes it anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from console_blocks import ROOT, Block, blocks, pages, replay, rewrite

# From the end of a page to its start, so that writing one block does not move another.
BLOCKS = [block for page in pages() for block in reversed(blocks(page))]


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"{block.page.stem}-{block.number}")
def test_block_is_what_the_commands_print(block: Block, tmp_path: Path) -> None:
    printed, status = replay(block, tmp_path)
    if os.environ.get("SVCLINT_UPDATE_BLOCKS"):
        rewrite(block, printed)
    else:
        assert printed == block.body, "make readme"
    assert block.status == status


def test_readme_shows_the_program() -> None:
    assert any(block.page == ROOT / "README.md" for block in BLOCKS)
