"""What stands where only an address can, and is none → the flaw."""

from __future__ import annotations

from svclint.claims.addresses import NotAnAddress
from svclint.claims.blocks import parse_block
from svclint.documents.node import MapNode, ScalarNode
from svclint.model import Flaw, Location, flaw
from svclint.rule_ids import INVALID_ADDRESS


def not_an_address(place: Location, text: str, reason: str) -> Flaw:
    """The flaw of a text that stands where only an address can."""
    return flaw(place, INVALID_ADDRESS, f"{text!r} is not an address: {reason}", identity=text)


def unquoted(node: MapNode) -> ScalarNode | None:
    """The key that is an address without its last colon: `- fd00::` is a mapping to YAML."""
    if len(node.entries) != 1:
        return None
    key, value = node.entries[0]
    empty = isinstance(value, ScalarNode) and not value.text
    return key if empty and not isinstance(parse_block(key.text + ":"), NotAnAddress) else None


def no_quotes(place: Location, key: str) -> Flaw:
    """The flaw of such a key."""
    reason = "YAML reads the unquoted value as a mapping with an empty value; quote it"
    return not_an_address(place, key + ":", reason)
