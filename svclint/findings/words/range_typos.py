"""Word for typos: a CIDR in a list of well-known ranges → the range that was probably meant."""

from __future__ import annotations

from svclint.claims.addresses import NotAnAddress
from svclint.claims.blocks import parse_block
from svclint.claims.ranges import Ranges
from svclint.findings.claim_index import ClaimIndex
from svclint.findings.typos import one_edit
from svclint.findings.words.registry import claim_word
from svclint.lazy_re import regex
from svclint.model import Claim, Owner

# The IANA special-purpose registry for IPv4 (RFC 6890 and its updates), and the two multicast and reserved blocks.
_KNOWN = (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24",
    "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "169.254.169.254/32",
    "255.255.255.255/32",
)  # fmt: skip
# Ranges whose neighbours are rarely intended. Ranges that differ from 10.0.0.0/8 by one digit often are.
_OFTEN_MISTYPED = (
    "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "169.254.169.254/32",
)  # fmt: skip
# Ranges that nobody has as a whole, so that they are a mistake in any list.
# https://www.iana.org/assignments/ipv4-address-space/ (100/8 has many owners)
_NOBODYS = {"100.0.0.0/8": "100.64.0.0/10"}
_CIDR = regex(r"(\d{1,3}(?:\.\d{1,3}){3})/(\d{1,2})")
# Well-known ranges that a list must have before another entry counts as a typo.
_LEAST_NEIGHBOURS = 2


@claim_word("string")
def near_miss(claim_index: ClaimIndex, index: int) -> str:
    """The well-known range from which it differs by one digit, in a list of such ranges, or empty.

    For example, it is `198.18.0.0/15` for `192.18.0.0/15`. In any list, it is `100.64.0.0/10` for `100.0.0.0/8`.
    """
    claim = claim_index.claims[index]
    cidr = _CIDR.fullmatch(claim.text.strip())
    if not cidr or claim.block is None or claim.text in _KNOWN:
        return ""
    if claim.text in _NOBODYS:
        return _NOBODYS[claim.text]
    meant = next((known for known in _OFTEN_MISTYPED if _is_typo(cidr[1], cidr[2], known)), "")
    if not meant:
        return ""
    other_network = claim.text != _network(meant) + "/" + cidr[2]
    if other_network and claim_index.memo("well-known ranges", _known_ranges).hold(claim.block):
        return ""  # part of a well-known range, and so intended
    lists = claim_index.memo(("known ranges", claim.owner.cluster, claim.role), lambda: _in_lists(claim_index, claim))
    return meant if len(lists.get(_list(claim), ())) >= _LEAST_NEIGHBOURS else ""


def _known_ranges() -> Ranges:
    return Ranges(parsed.block for parsed in map(parse_block, _KNOWN) if not isinstance(parsed, NotAnAddress))


def _in_lists(claim_index: ClaimIndex, claim: Claim) -> dict[tuple[Owner, str], set[str]]:
    """The well-known ranges in each list of the claim's role and cluster."""
    by_list: dict[tuple[Owner, str], set[str]] = {}
    for entry in claim_index.of(claim.owner.cluster, claim.role):
        if entry.text in _KNOWN:
            by_list.setdefault(_list(entry), set()).add(entry.text)
    return by_list


def _list(claim: Claim) -> tuple[Owner, str]:
    return claim.owner, claim.location.pointer.rpartition("/")[0]


def _network(cidr: str) -> str:
    return cidr.partition("/")[0]


def _is_typo(network: str, prefix: str, known: str) -> bool:
    """Whether one digit is wrong, missing, added or swapped, or 172.16.0.0 has the prefix length of a network class."""
    meant, _, length = known.partition("/")
    if network == meant:
        return known == "172.16.0.0/12" and prefix in ("8", "16", "20")
    return prefix == length and one_edit(network, meant)
