"""The root of a repository → whether its README presents it as a course or as examples, not as one cluster."""

from __future__ import annotations

import os
from pathlib import Path

from svclint.documents.file_bytes import LoadError, load
from svclint.lazy_re import regex

_NAMES = ("README.md", "readme.md", "README.rst", "README.adoc", "README")
_FIRST = 4096
"""Bytes; a title is at the beginning."""
# A demo is left out: it may well be one program, or a cluster that is shown to somebody.
_TITLE = regex(
    r"(?i)(?:.*[^a-z])?(?:examples?|tutorials?|courses?|workshops?|trainings?|exercises?|learn|learning|lessons?|lectures?"
    r"|bootcamp|cookbook|playground)(?:[^a-z].*)?"
)


def is_collection(root: Path) -> bool:
    """Whether the title of the README names a course or examples. A link is not followed."""
    for name in _NAMES:
        path = os.path.join(root, name)
        if os.path.isfile(path) and not os.path.islink(path):
            try:
                text = load(root, name)[:_FIRST].decode("utf-8", "replace")
            except LoadError:
                return False
            title = next((line for line in text.splitlines() if line.strip()), "")
            return bool(_TITLE.fullmatch(title.strip()))
    return False
