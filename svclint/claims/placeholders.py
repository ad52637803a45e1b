"""A value in a field → why it cannot be known from the file alone: a template, a variable, a secret, a placeholder."""

from __future__ import annotations

import re

from svclint.claims.addresses import NotAnAddress
from svclint.claims.blocks import parse_block, split_endpoint
from svclint.documents.node import ScalarNode
from svclint.lazy_re import regex

# Why a value cannot be known from the file alone; the first pattern that is found names the reason.
_REASONS = (
    ("Helm template", regex(r"\{\{|\{%")),
    ("Flux variable", regex(r"\$\{[#!A-Za-z_]")),
    ("encrypted value", regex(r"^ENC\[|^\$ANSIBLE_VAULT")),
    ("secret reference", regex(r"^<path:|^ref\+|^vault:")),
    ("variable", regex(r"\$\(|^\$[A-Za-z_]|^%\w+%$|^__\w+__$|#\{|^@\w+@$")),
    ("placeholder", regex(r"<[^<>\s][^<>]*>|(?-i:REPLACE)|change[_-]?me|^YOUR[_-]|^TODO\b", re.IGNORECASE)),
)
# What people write where an address or a name is to come: 192.168.1.x, A.B.C.D, EXTERNAL_IP, {IP}, [IP].
_BLANK = regex(
    r"(?=[\d.]*[xyzn]+\.?)(?:\d{1,3}|x{1,3}|[yzn])(?:\.(?:\d{1,3}|x{1,3}|[yzn])){3}(?:/\w+)?|a\.b\.c\.d|"
    r"(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)|\{[\w .-]+\}|\[[A-Z_ ]+\]|your\..*|"
    r"(?:placeholder|replace[_-]me|tbd|fixme)\W*",
    re.IGNORECASE,
)


def unknown_reason(scalar: ScalarNode, text: str, *, names_only: bool) -> str:
    """The reason, in a few words, or an empty string where the text is the value.

    Kubernetes takes the text under a tag that it does not know; another program would make of it what stands there, but
    makes nothing of an address. `names_only`: the field holds addresses or names, so that what only looks like a word
    to be filled in is one.
    """
    if scalar.style == "!" and not _is_address(text):
        return "custom tag"
    if reason := next((why for why, pattern in _REASONS if pattern.search(text)), ""):
        return reason
    return "placeholder" if names_only and _BLANK.fullmatch(text) else ""


def _is_address(text: str) -> bool:
    return not all(isinstance(parse_block(one), NotAnAddress) for one in (text, split_endpoint(text).host))
