"""The bytes of a Jinja template of a YAML file → the same lines without statements and without what depends on them."""

from __future__ import annotations

from svclint.lazy_re import regex

# makejinja's repositories write `#% … %#`, which is a comment to YAML.
_STATEMENT = regex(rb"[ \t]*(?:\{%[-+]?[ \t]*(\w+)[^%]*%\}|#%[-+]?[ \t]*(\w+)[^%]*%#)[ \t]*\r?")
# https://jinja.palletsprojects.com/en/stable/templates/#list-of-control-structures
_BLOCKS = frozenset({b"if", b"for", b"macro", b"call", b"filter", b"block", b"with"})


def without_statements(data: bytes) -> bytes:
    """The template with empty lines in place of statements that have a line of their own, and of the lines in blocks.

    What is in a block is there only under a condition, several times, or elsewhere. A template whose blocks do not
    match is returned unchanged.
    """
    if b"{%" not in data and b"#%" not in data:
        return data
    kept: list[bytes] = []
    depth = 0
    for line in data.split(b"\n"):
        statement = _STATEMENT.fullmatch(line)
        word = statement[1] or statement[2] if statement else b""
        depth += (word in _BLOCKS) - (word[:3] == b"end" and word[3:] in _BLOCKS)
        kept.append(b"" if statement or depth else line)
        if depth < 0:
            return data
    return b"\n".join(kept) if depth == 0 else data
