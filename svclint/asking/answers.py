"""Answer: what svclint knows about one question, by cluster, as entries with locations; reports print it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from svclint.findings.claim_index import address
from svclint.lazy_dataclasses import dataclass
from svclint.model import Claim, Finding, Location, Port

MOST = 20
"""The most entries of a section; a section also has the number of the others."""

MOST_PARTS = 10
"""The most clusters or network segments of an answer."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of an answer and the location that states it. `notes` are further lines.

    `claim` or `finding` is what the entry is about, for programs.
    """

    text: str
    location: Location | None = None
    notes: tuple[str, ...] = ()
    claim: Claim | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """Entries about one thing. `about` identifies it for programs, `title` is for people.

    `left_out` is the number of entries that are not listed.
    """

    about: str
    title: str
    entries: tuple[Entry, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """The answer for the clusters of one network segment, usually one: a summary in sentences, and sections.

    A cluster without a name has an empty one. `clusters` is empty if the part is not about a cluster.
    """

    clusters: tuple[str, ...]
    summary: str
    sections: tuple[Section, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question. `kind` is how the question was understood, `subject` what it is about.

    `left_out` is the number of parts that are not listed. `hints` are sentences with commands that lead further.
    """

    kind: str
    subject: str
    parts: tuple[Part, ...]
    hints: tuple[str, ...] = ()
    left_out: int = 0


def section(about: str, title: str, entries: Iterable[Entry], most: int = MOST) -> Section:
    """A section with the first `most` of the distinct entries."""
    distinct = list({(entry.text, entry.location and (entry.location.file, entry.location.span.line)): entry
                     for entry in reversed(list(entries))}.values())[::-1]  # fmt: skip
    return Section(about, title, tuple(distinct[:most]), max(len(distinct) - most, 0))


def filled(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The sections that have entries."""
    return tuple(item for item in sections if item.entries)


def entry(claim: Claim, *notes: str, about: str = "") -> Entry:
    """An entry for a claim: its title, its value unless it is `about` or part of the title, and its ports."""
    value = address(claim)
    texts = [claim.title or str(claim.owner)]
    is_port = claim.block is None and bool(claim.ports)
    if value and value != about and value not in texts[0] and not is_port:
        texts.append(value)
    if claim.ports and states_ports(claim):
        texts.append(ports(claim.ports))
    status = [f"not deployed: {claim.status.latent}"] if claim.status.latent else []
    return Entry(", ".join(texts), claim.location, (*notes, *status), claim)


def states_ports(claim: Claim) -> bool:
    """Whether a file states the ports of a claim; those of nodes are otherwise the usual ones."""
    return bool(claim.traits.get("ports_stated", claim.role != "node"))


def ports(listed: Sequence[Port], most: int = 8) -> str:
    """`port 80/TCP`, `ports 80/TCP, 443/TCP and 3 more`."""
    more = [f"{len(listed) - most} more"] if len(listed) > most else []
    texts = [str(port) for port in listed[:most]]
    joined = ", ".join(texts) + (f" and {more[0]}" if more else "")
    return f"port {joined}" if len(listed) == 1 else f"ports {joined}"


def amount(number: int, singular: str, plural: str = "") -> str:
    """`no Services`, `1 Service`, `1,204 Services`."""
    return (
        f"{number:,} {singular}" if number == 1 else f"{f'{number:,}' if number else 'no'} {plural or singular + 's'}"
    )


def first_of(names: Sequence[str], most: int = 3) -> str:
    """`a`, `a and b`, `a, b, c and 4 more`."""
    shown = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def sentence(clauses: Iterable[str]) -> str:
    """The clauses as one sentence: `a`, `a, and b`, `a, b, and c`."""
    items = list(clauses)
    text = items[0] if len(items) == 1 else f"{', '.join(items[:-1])}, and {items[-1]}" if items else ""
    return f"{text}." if text else ""
