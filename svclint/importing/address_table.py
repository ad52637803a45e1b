"""A CSV file of addresses in use, as IPAM systems and DHCP servers export them → a statement with `reserved` claims.

The columns are those of these exports, without regard to case, spaces and underscores:

- NetBox: `address`, `status`, `role`, `dns_name`, `description`; of ranges `start_address`, `end_address`;
  https://netboxlabs.com/docs/netbox/en/stable/models/ipam/iprange/
- phpIPAM: `IP address`, `IP state`, `Description`, `Hostname`;
- Windows: `IPAddress`, `AddressState`, `HostName`, and of scopes `StartRange`, `EndRange`, `Name`, `State`;
  https://learn.microsoft.com/en-us/previous-versions/windows/desktop/dhcpserverpsprov/dhcpserverv4scope
- Kea: `address`, `hwaddr`, `hostname`, `state` of its lease file; https://kea.readthedocs.io/en/stable/arm/dhcp4-srv.html
- OPNsense: `ip_address`, `hw_address`, `hostname`, `description` of reservations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from svclint.claims.blocks import NotAnAddress, format_block, parse_block
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.model import Block, Claim, Location, Owner, Span

ENDING = ".csv"
FAMILY = "CSV"
_ADDRESSES = ("address", "ipaddress", "ip")
_FIRST = ("startaddress", "startrange", "rangestart", "firstaddress")
_LAST = ("endaddress", "endrange", "rangeend", "lastaddress")
_NAMES = ("hostname", "dnsname", "name", "description")
# Columns that only the tables of DHCP servers have.
_DHCP = frozenset(
    {"addressstate", "scopeid", "hwaddr", "validlifetime", "leaseduration", "startrange", "leaseexpirytime"}
)
_STATES = ("status", "state", "ipstate", "addressstate")
_FREE = frozenset({"available", "free", "expired", "declined", "deprecated", "offline", "unused", "inactive", "2"})
MOST = 500
"""The most entries of one file; more are no facts that people review."""


def statement_of(file: str, text: str) -> Statement | None:
    """The addresses of the file; None if it has no column of addresses."""
    import csv
    import io

    sample = text[:4096].partition("\n")[0]
    delimiter = max(",;\t", key=sample.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    claims: list[Claim] = []
    columns: list[str] = []
    try:
        for row in reader:
            line = reader.line_num
            if not columns:
                # Get-… | Export-Csv writes the type of the objects first.
                columns = [] if row[:1] and row[0].startswith("#") else [_plain(cell) for cell in row]
                continue
            claims.extend(
                _claims(file, line, dict(zip(columns, row, strict=False)), dhcp=not _DHCP.isdisjoint(columns))
            )
    except csv.Error:
        return None
    claims = _merged(claims)
    return Statement(FAMILY, Rank.SETUP, "", file, "", None, tuple(claims[:MOST])) if claims else None


def _claims(file: str, line: int, row: Mapping[str, str], *, dhcp: bool) -> Iterator[Claim]:
    """The claim of one row; none for a row without an address in use."""
    if any(row.get(column, "").strip().lower() in _FREE for column in _STATES):
        return
    text = next((row[column].strip() for column in _ADDRESSES if row.get(column, "").strip()), "")
    first = next((row[column].strip() for column in _FIRST if row.get(column, "").strip()), "")
    last = next((row[column].strip() for column in _LAST if row.get(column, "").strip()), "")
    if first and last:
        text = f"{first.partition('/')[0]}-{last.partition('/')[0]}"
    parsed = parse_block(text)
    if isinstance(parsed, NotAnAddress):
        return
    block = parsed.block if first and last else parsed.host or parsed.block
    name = next((row[column].strip() for column in _NAMES if row.get(column, "").strip()), "")
    kind = "dhcp" if dhcp or "dhcp" in f"{row.get('role', '')} {name}".lower() else ""
    owner = Owner("", "", "", "", file)
    place = Location(file, Span(line, 1, line, 1 + len(text)), owner, "")
    traits = {"reserved_kind": kind, "node": name}
    yield Claim(owner, "reserved", place, text, name, block, traits=traits)


def _merged(claims: list[Claim]) -> list[Claim]:
    """The claims, with adjacent addresses of a DHCP server as one range."""
    merged: list[Claim] = []
    ranges: list[tuple[Block, Claim]] = []
    for claim in claims:
        if claim.block is None:
            continue
        if claim.traits["reserved_kind"] != "dhcp":
            merged.append(claim)
        else:
            ranges.append((claim.block, claim))
    ranges.sort(key=lambda pair: (pair[0].family, pair[0].first, pair[0].last))
    joined: list[tuple[Block, Claim]] = []
    for block, claim in ranges:
        if joined and joined[-1][0].family == block.family and block.first <= joined[-1][0].last + 1:
            previous, first = joined[-1]
            joined[-1] = (Block(block.family, previous.first, max(previous.last, block.last)), first)
        else:
            joined.append((block, claim))
    return [*merged, *(_dhcp(block, claim) for block, claim in joined)]


def _dhcp(block: Block, claim: Claim) -> Claim:
    name = claim.title if block == claim.block and block.size > 1 else "dhcp"
    traits = {**claim.traits, "node": name}
    return Claim(claim.owner, "reserved", claim.location, format_block(block), name or "dhcp", block, traits=traits)


def _plain(cell: str) -> str:
    return "".join(character for character in cell.strip().lower() if character.isalnum())
