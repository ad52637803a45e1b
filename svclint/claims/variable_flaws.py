"""Variables that the repository substitutes → flaws for values that are meant as addresses but are not valid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from svclint.claims.addresses import NotAnAddress
from svclint.claims.blocks import looks_like_address, parse_block
from svclint.documents.list_items import VariableValue
from svclint.lazy_re import regex
from svclint.model import Flaw, Location, Owner, flaw
from svclint.rule_ids import INVALID_ADDRESS

# Names of variables that hold addresses. With other names, 1.2.3 may be a version and 12:30:45 a time.
_NAMED = regex(r"(?:.*_)?(?:IP|IPV[46]|IPS|ADDR|ADDRESS|ADDRESSES|VIP|CIDR|CIDRS|SUBNET|GATEWAY)(?:_.*)?")
# A name that says that other text follows the value, and the first numbers of an address: `${SUBNET_PREFIX}.10`.
_BEGINNING = regex(r"(?:.*_)?(?:PREFIX|BASE|SUBNET|NET|NETWORK|OCTETS)(?:_.*)?")
_FIRST_NUMBERS = regex(r"\d{1,3}(?:\.\d{1,3}){1,2}\.?")


def broken(variables: Iterable[VariableValue]) -> Iterator[Flaw]:
    """A flaw for each value, or item of a comma-separated list, that looks like an address but is not valid."""
    for variable in variables:
        for text in (part.strip() for part in variable.text[:2000].split(",")):
            if not looks_like_address(text) or not ("::" in text or _NAMED.fullmatch(variable.name.upper())):
                continue
            if _FIRST_NUMBERS.fullmatch(text) and _BEGINNING.fullmatch(variable.name.upper()):
                continue
            parsed = parse_block(text)
            if isinstance(parsed, NotAnAddress):
                owner = Owner("", "", "File", "", variable.file)
                message = f"{text!r} (value of variable {variable.name}) is not an address: {parsed.reason}."
                place = Location(variable.file, variable.span, owner, f"/data/{variable.name}")
                yield flaw(place, INVALID_ADDRESS, message, identity=text)
