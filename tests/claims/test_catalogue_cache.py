"""What is kept of the catalogue is the catalogue."""

from __future__ import annotations

import marshal

from svclint.claims.catalogue import load_catalogue
from svclint.claims.catalogue_cache import StoredEntries, packed


def test_every_entry_comes_back_as_it_was() -> None:
    entries = load_catalogue().entries
    stored = StoredEntries(marshal.loads(marshal.dumps(packed(entries))))

    assert len(stored) > 50
    assert [stored.entry(number).whole for number in range(len(stored))] == [*entries]
