"""A value of a field → why the file does not determine it: a template, a variable, a secret, a placeholder."""

from __future__ import annotations

import re

from svclint.claims.addresses import NotAnAddress
from svclint.claims.blocks import parse_block, split_endpoint
from svclint.documents.node import ScalarNode
from svclint.lazy_re import regex

# Reasons why a file does not determine a value; the first pattern that matches gives the reason.
_REASONS = (
    ("Helm template", regex(r"\{\{|\{%")),
    ("Flux variable", regex(r"\$\{[#!A-Za-z_]")),
    ("encrypted value", regex(r"^ENC\[|^\$ANSIBLE_VAULT")),
    ("secret reference", regex(r"^<path:|^ref\+|^vault:|\bop://")),
    ("variable", regex(r"\$\(|^\$[A-Za-z_]|^%\w+%$|^__\w+__$|#\{|^@\w+@$")),
    (
        "placeholder",
        regex(
            r"<[^<>\s][^<>]*>|(?-i:REPLACE)|change[_-]?me|^YOUR[_-]|^TODO\b"
            # A label of a DNS name in capitals: app.DOMAIN.COM, HOSTNAME.example.com
            r"|(?-i:(?<![A-Za-z0-9_])(?:YOUR|MY)?[_-]?(?:SUB)?(?:DOMAIN|HOST|FQDN|EXAMPLE|COMPANY)(?:[_-]?NAME)?(?=[.:/]|$))"
            # the whole name, as in repositories that were cleaned for publication
            r"|^(?:\w+://)?(?:\*\.)?(?:my|your)-?domain\.[a-z]+$",
            re.IGNORECASE,
        ),
    ),
)
# Placeholders that people write for an address, a range or a name: 192.168.1.x, A.B.C.D, EXTERNAL_IP, {IP}, [IP].
_BLANK = regex(
    r"(?=[\d.]*[xyzn]+\.?)(?:\d{1,3}|x{1,3}|[yzn])(?:\.(?:\d{1,3}|x{1,3}|[yzn])){3}(?:/\w+)?|a\.b\.c\.d|"
    r"(?-i:[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?: ?- ?[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)?)|\{[\w .-]+\}|\[[A-Z_ ]+\]|your\..*|"
    r"(?:placeholder|replace[_-]me|tbd|fixme)\W*",
    re.IGNORECASE,
)

# None of the patterns matches a text that consists of these.
_OF_ADDRESSES = "0123456789.:/-"


def unknown_reason(scalar: ScalarNode, text: str, *, names_only: bool) -> str:
    """The reason in a few words, or an empty string if the text is the value.

    A scalar with a custom tag is unknown unless its text is an address: Kubernetes uses the text as it is, and no other
    program computes anything from an address. `names_only`: the field accepts only addresses and names, so texts such
    as EXTERNAL_IP are placeholders.
    """
    if scalar.style == "!" and not _is_address(text):
        return "custom tag"
    if not text.strip(_OF_ADDRESSES):
        return ""
    if reason := next((label for label, pattern in _REASONS if pattern.search(text)), ""):
        return reason
    return "placeholder" if names_only and _BLANK.fullmatch(text) else ""


def _is_address(text: str) -> bool:
    return not all(isinstance(parse_block(candidate), NotAnAddress) for candidate in (text, split_endpoint(text).host))
