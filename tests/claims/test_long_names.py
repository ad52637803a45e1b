"""A name stands in every message about its object: one that no object can have is cut short."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint import lint

LONG = "x" * 100_000


@pytest.mark.parametrize("metadata", [f"name: {LONG}", f"name: a, namespace: {LONG}"])
def test_no_message_repeats_a_name_of_any_length(tmp_path: Path, metadata: str) -> None:
    listed = "".join(f"  - 203.0.113.{300 + number}\n" for number in range(50))
    text = f"apiVersion: v1\nkind: Service\nmetadata: {{{metadata}}}\nspec:\n  externalIPs:\n{listed}"
    (tmp_path / "a.yaml").write_text(text)

    found = lint(tmp_path / "a.yaml", root=tmp_path).findings

    assert len([one for one in found if one.rule == "invalid-address"]) == 50
    assert all(len(str(one.location.owner)) + len(one.message) < 2000 for one in found)
