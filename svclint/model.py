"""The nouns: frozen values that the four wings hand to each other; nothing of ours comes in, plain data goes out."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import NamedTuple

from svclint.lazy_dataclasses import dataclass, field

TraitValue = str | int | bool | tuple[str, ...]


class Severity(enum.IntEnum):
    """How bad a finding is, in SARIF's words; comparable, the worst is the largest."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()

    def lowered(self, levels: int) -> Severity:
        """So many levels less, but at least a note."""
        return Severity(max(self - levels, Severity.NOTE))


class Span(NamedTuple):
    """A stretch of a text file: lines and columns from 1 in code points, the end column exclusive.

    `source` is the number of the file among those that the span's document was made of, 0 for the document's own; a
    Location's span is always in the Location's file. A tuple, because some 100,000 are made in a run of a large
    repository: in a quarter of the time of an instance.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    source: int = 0

    def on_line(self, column: int, length: int) -> Span:
        """`length` columns of the line on which this begins."""
        return Span(self.line, column, self.line, column + length, self.source)


@dataclass(frozen=True, slots=True, order=True)
class Owner:
    """Whose it is: an object of a cluster, or an inventory's entry: `group` `inventory`, `kind` its list's key."""

    cluster: str
    group: str
    kind: str
    namespace: str
    name: str

    def __str__(self) -> str:
        path = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{self.kind} {path}".strip()


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place, said twice: `owner` and `pointer` for identity, `file` and `span` for people.

    `file` is a POSIX path relative to the root; `origin` is the template that a `# Source:` line names, else empty.
    """

    file: str
    span: Span
    owner: Owner
    pointer: str
    origin: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """Addresses `first` to `last` of one family (4 or 6), inclusive, as integers; never expanded."""

    family: int
    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1

    def contains(self, other: Block) -> bool:
        return self.family == other.family and self.first <= other.first and other.last <= self.last

    def overlaps(self, other: Block) -> bool:
        return self.family == other.family and self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True, order=True)
class Port:
    """Ports `first` to `last` of one protocol (`TCP`, `UDP`, `SCTP`), inclusive."""

    protocol: str
    first: int
    last: int

    def __str__(self) -> str:
        span = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return f"{span}/{self.protocol}"

    def meets(self, other: Port) -> bool:
        return self.protocol == other.protocol and self.first <= other.last and other.first <= self.last


@dataclass(frozen=True, slots=True)
class Related:
    """Another place that a finding speaks of, None where no file holds it; a participant carries the flaw too."""

    location: Location | None
    message: str
    participant: bool = False


@dataclass(frozen=True, slots=True)
class DeploymentStatus:
    """How an object stands in its repository. `latent` says why nothing deploys it, and is empty where something does;
    `archived`, that it is kept where nothing is deployed from. Objects of different `variant`s, overlays of one base,
    are not known to be in one cluster at once.
    """

    latent: str = ""
    archived: bool = False
    variant: str = ""


DEPLOYED = DeploymentStatus()


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that says something about an address, a port or a name.

    `role` is from the closed vocabulary of docs/roles.md. `text` is the value as written. `block` is None for a claim
    of a name or a setting; `host` is the DNS name in lower case, without a trailing dot, or empty. `ports` is empty
    where nothing is known of them. `traits` are the catalogue's further facts; one left out has its type's default.
    `value` is what a boolean setting is to whoever reads it, None for all other claims.
    """

    owner: Owner
    role: str
    location: Location
    text: str
    title: str
    block: Block | None = None
    host: str = ""
    ports: tuple[Port, ...] = ()
    traits: Mapping[str, TraitValue] = field(default_factory=dict)
    from_inventory: bool = False
    status: DeploymentStatus = DEPLOYED
    settings: tuple[Related, ...] = ()
    value: bool | None = None


@dataclass(frozen=True, slots=True)
class Unresolved:
    """An address field whose value cannot be known without more input, and the reason (`Helm template`, …)."""

    location: Location
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """What is known of a cluster beside its claims; None or empty where nobody says.

    `proxy_mode` is `ipvs`, `iptables`, `nftables`, `cilium`, `kube-router`, `none` or empty. `version` is the minor
    version (33 for 1.33). `controllers` hand out load-balancer addresses. `stated` maps a fact to the place stating it.
    """

    name: str
    manifests: tuple[str, ...] = ()
    lan: str = ""
    version: int | None = None
    proxy_mode: str = ""
    strict_arp: bool | None = None
    exclude_cidrs: tuple[Block, ...] = ()
    node_port_range: tuple[int, int] | None = None
    controllers: tuple[str, ...] | None = None
    external_cidrs: tuple[Block, ...] | None = None
    in_inventory: bool = False
    stated: Mapping[str, Location] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trail: what stands there, and where, if a file holds it."""

    text: str
    location: Location | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw at one place. The message is plain text, unescaped: reports escape.

    `severity` is the rule's, worked out for this subject; configuration may replace it. `fingerprint` holds the
    anchors, not the lines. `suppressed` is the reason somebody gave for ignoring it, None when nobody did. `marks` are
    fingerprints of all that the flaw hangs on, whatever its cluster; `known`: it was there before, and is not news.
    """

    location: Location
    rule: str
    severity: Severity
    message: str
    related: tuple[Related, ...] = ()
    trail: tuple[Step, ...] = ()
    fingerprint: str = ""
    suppressed: str | None = None
    marks: tuple[str, ...] = ()
    known: bool = False

    @property
    def counted(self) -> bool:
        """Nobody ignored it, and it was not there before."""
        return self.suppressed is None and not self.known

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Path, line, column, rule, message: the order of every report."""
        span = self.location.span
        return (self.location.file, span.line, span.column, self.rule, self.message)


@dataclass(frozen=True, slots=True)
class Flaw:
    """What a reader noticed at a place; the rule says how bad that is.

    `message` is a whole sentence. `identity` distinguishes the flaw from others of its rule in the same field; it does
    not depend on the message's wording, so that fingerprints stay when that changes. `lowered`: by how many levels it
    weighs less than the rule says.
    """

    location: Location
    rule: str
    message: str
    identity: str
    related: tuple[Related, ...] = ()
    lowered: int = 0

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Path, line, column, rule, message."""
        span = self.location.span
        return (self.location.file, span.line, span.column, self.rule, self.message)


def flaw(
    place: Location, rule: str, words: str, *, identity: str = "", related: tuple[Related, ...] = (), lowered: int = 0
) -> Flaw:
    """A flaw in the given words, which become a sentence, and identify it where no `identity` is given."""
    sentence = words if words.endswith((".", "?")) else words + "."
    return Flaw(place, rule, sentence, identity or words, related, lowered)


class Reading(enum.StrEnum):
    """What became of a file that was seen; every file has exactly one."""

    READ = "read"
    NO_ADDRESSES = "without addresses"
    TEMPLATE = "templates"
    EXCLUDED = "excluded"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of the summary; those of `files` together are all files seen."""

    files: Mapping[Reading, int]
    documents: int = 0
    claims: int = 0
    unresolved: Mapping[str, int] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        return sum(self.files.values())


@dataclass(frozen=True, slots=True)
class Result:
    """All that a run found. `sources` maps a file's path to its text, for the files that findings speak of.

    `notes` are sentences for people, on standard error. `compared`: the findings that were there before are marked so.
    """

    findings: tuple[Finding, ...]
    counts: Counts
    clusters: tuple[Cluster, ...] = ()
    unresolved: tuple[Unresolved, ...] = ()
    notes: tuple[str, ...] = ()
    sources: Mapping[str, str] = field(default_factory=dict)
    compared: bool = False


@dataclass(frozen=True, slots=True)
class RuleText:
    """What a rule says of itself to people. `security_severity` is a CVSS-like number as text, or empty.

    `formerly` are ids under which its findings were reported before.
    """

    id: str
    title: str
    severity: Severity
    why: str
    fix: str
    references: tuple[str, ...] = ()
    security_severity: str = ""
    tags: tuple[str, ...] = ()
    formerly: tuple[str, ...] = ()

    @property
    def identity(self) -> str:
        """The id in fingerprints: the first that the rule ever had, so that baselines stay valid."""
        return (*self.formerly, self.id)[0]
