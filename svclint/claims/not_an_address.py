"""A value that is not an address, in a field that accepts only addresses → Flaw."""

from __future__ import annotations

from svclint import redact
from svclint.claims.addresses import NotAnAddress
from svclint.claims.blocks import parse_block
from svclint.documents.node import MapNode, ScalarNode
from svclint.model import Flaw, Location, flaw
from svclint.rule_ids import INVALID_ADDRESS


def not_an_address(place: Location, text: str, reason: str) -> Flaw:
    """The flaw for a text in a field that accepts only addresses."""
    return flaw(place, INVALID_ADDRESS, f"{redact.endpoint(text)!r} is not an address: {reason}", identity=text)


def unquoted(node: MapNode) -> ScalarNode | None:
    """The key of the mapping that YAML makes of an unquoted address such as `- fd00::`; None for other mappings."""
    if len(node.entries) != 1:
        return None
    key, value = node.entries[0]
    empty = isinstance(value, ScalarNode) and not value.text
    return key if empty and not isinstance(parse_block(key.text + ":"), NotAnAddress) else None


def no_quotes(place: Location, key: str) -> Flaw:
    """The flaw for a key that `unquoted` returns."""
    reason = "YAML reads the unquoted value as a mapping with an empty value; quote it"
    return not_an_address(place, key + ":", reason)
