"""Fingerprints in SARIF: GitHub's hash of each line, and the fingerprint of a finding for each of its locations.

The line hash reimplements src/fingerprints.ts of github/codeql-action: a hash of the first hundred characters from the
start of the line, without spaces and tabs, with a counter that distinguishes equal hashes.
"""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from itertools import accumulate, groupby

from svclint.digests import sha256
from svclint.model import Finding, Location

_WINDOW = 100
_BASE = 37
_MASK = 2**64 - 1
_SHIFT = pow(_BASE, _WINDOW, 2**64)
_STRETCH = 1 << 16
"""Characters per step: the sums of a whole file of 64 MiB would take gigabytes."""
_END_OF_FILE = "\uffff"


def line_hashes(text: str) -> tuple[str, ...]:
    """The `primaryLocationLineHash` of each line of the text, in order."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace(" ", "").replace("\t", "")
    units = array("H")
    units.frombytes((text + _END_OF_FILE).encode(f"utf-16-{sys.byteorder[0]}e", "surrogatepass"))
    feed = ord("\n")
    starts = [0, *(offset + 1 for offset, unit in enumerate(units) if unit == feed)]
    units.extend([0] * _WINDOW)
    seen: Counter[int] = Counter()
    hashes = []
    for first, group in groupby(starts, lambda start: start - start % _STRETCH):
        stretch = units[first : first + _STRETCH + _WINDOW]
        sums = list(accumulate(stretch, lambda total, unit: (total * _BASE + unit) & _MASK, initial=0))
        for start in group:
            value = (sums[start - first + _WINDOW] - sums[start - first] * _SHIFT) & _MASK
            seen[value] += 1
            hashes.append(f"{value:x}:{seen[value]}")
    return tuple(hashes)


def own_fingerprint(finding: Finding, place: Location | None = None) -> str:
    """The fingerprint of a finding, or of one of its participants at `place`; independent of line numbers."""
    base = finding.fingerprint or _digest(finding.rule, *_anchor(finding.location), finding.message)
    return base if place is None else _digest(base, *_anchor(place))


def _anchor(place: Location) -> tuple[str, ...]:
    """The owner and field of a location, without list indexes: an inserted item does not change the fingerprint."""
    owner = place.owner
    field = "/".join("*" if part.isdecimal() else part for part in place.pointer.split("/"))
    return (owner.cluster, owner.group, owner.kind, owner.namespace, owner.name, field)


def _digest(*parts: str) -> str:
    return sha256("\0".join(parts).encode("utf-8", "surrogatepass"))[:32]
