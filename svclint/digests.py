"""Bytes → their SHA-256 in hexadecimal, without loading OpenSSL."""

from __future__ import annotations

from functools import lru_cache

from svclint.light_typing import Any


def sha256(data: bytes) -> str:
    """The digest. It equals that of hashlib, whose import takes longer than all digests of a run."""
    return str(_implementation()(data).hexdigest())


@lru_cache(maxsize=1)
def _implementation() -> Any:
    """The built-in module of the interpreter, as the standard library's `random` uses it, or else hashlib.

    Cached, because the search for a module that this interpreter does not have takes longer than a digest.
    """
    try:
        from _sha2 import sha256 as implementation  # type: ignore[import-not-found]  # Python 3.12 and later
    except ImportError:
        try:
            from _sha256 import sha256 as implementation  # type: ignore[import-not-found]  # Python 3.11
        except ImportError:
            from hashlib import sha256 as implementation
    return implementation
