"""A file's bytes → whether it is a shell command with manifests as its input, for readers to paste into a terminal."""

from __future__ import annotations

from svclint.lazy_re import regex

# `kubectl apply -f - <<EOF`, perhaps after comments and a prompt, or an interpreter.
_FIRST_LINE = regex(rb"#!\s*+/|(?:\$ )?[a-z][^\n:]*<<-?\s*+['\"]?\w++['\"]?(?:[ |>][^\n]*)?$")
_MOST_LINES = 50


def is_shell_command(data: bytes) -> bool:
    """Whether the first line of the file, apart from comments, starts a here-document or names an interpreter."""
    for line in data.split(b"\n", _MOST_LINES)[:_MOST_LINES]:
        text = line.strip()
        if text and (text.startswith(b"#!") or not text.startswith(b"#")):
            return bool(_FIRST_LINE.match(text))
    return False
