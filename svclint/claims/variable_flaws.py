"""Variables that the repository substitutes → flaws of values that were meant as an address and are none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint.claims.addresses import NotAnAddress
from svclint.claims.blocks import looks_like_address, parse_block
from svclint.documents.list_items import VariableValue
from svclint.lazy_re import regex
from svclint.model import Flaw, Location, Owner, flaw
from svclint.rule_ids import INVALID_ADDRESS

# What a variable that holds addresses is called. Without such a name a text like 1.2.3 is a version, 12:30:45 a time.
_NAMED = regex(r"(?:.*_)?(?:IP|IPV[46]|IPS|ADDR|ADDRESS|ADDRESSES|VIP|CIDR|CIDRS|SUBNET|GATEWAY)(?:_.*)?")


def broken(settings: Iterable[VariableValue]) -> Iterator[Flaw]:
    """A flaw at each value, or part of a list of values, that has an address's shape and cannot be read as one."""
    for one in settings:
        for text in (part.strip() for part in one.text[:2000].split(",")):
            if not looks_like_address(text) or not ("::" in text or _NAMED.fullmatch(one.name.upper())):
                continue
            parsed = parse_block(text)
            if isinstance(parsed, NotAnAddress):
                owner = Owner("", "", "File", "", one.file)
                message = f"{text!r} (value of variable {one.name}) is not an address: {parsed.reason}."
                place = Location(one.file, one.span, owner, f"/data/{one.name}")
                yield flaw(place, INVALID_ADDRESS, message, identity=text)
