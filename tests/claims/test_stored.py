"""What is kept of the catalogue is the catalogue."""

from __future__ import annotations

import json

from svclint.claims.catalogue import load_catalogue
from svclint.claims.stored import entry, rows


def test_every_entry_comes_back_as_it_was() -> None:
    entries = load_catalogue().entries

    assert len(entries) > 50
    assert [*entries] == [entry(json.loads(json.dumps(rows(one)))) for one in entries]
