"""Bytes → their SHA-256 in hexadecimal, without loading OpenSSL for it."""

from __future__ import annotations

from functools import lru_cache
from typing import Any


def sha256(data: bytes) -> str:
    """The digest; the same as hashlib's, which takes longer to import than all digests of a run to work out."""
    return str(_implementation()(data).hexdigest())


@lru_cache(maxsize=1)
def _implementation() -> Any:
    """The lean module of the interpreter, as the standard library's `random` takes it; hashlib where there is none.

    Kept: to look for a module that this interpreter does not have costs more than a digest.
    """
    try:
        from _sha2 import sha256 as found  # type: ignore[import-not-found]  # Python 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256 as found  # type: ignore[import-not-found]  # Python 3.11
        except ImportError:
            from hashlib import sha256 as found
    return found
