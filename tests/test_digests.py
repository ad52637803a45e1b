"""The digest is hashlib's."""

from __future__ import annotations

import hashlib

from svclint.digests import sha256


def test_the_digest_is_that_of_hashlib() -> None:
    for data in (b"", b"abc", bytes(range(256)) * 100):
        assert hashlib.sha256(data).hexdigest() == sha256(data)
