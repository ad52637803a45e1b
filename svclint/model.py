"""The data model: frozen values that the packages pass to each other, without dependencies on other modules."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from svclint import redact
from svclint.lazy_dataclasses import dataclass, field
from svclint.lazy_tuples import NamedTuple

TraitValue = str | int | bool | tuple[str, ...]
Variant = tuple[tuple[str, str], ...]
"""(choice, option) for each choice that people have between objects: which option an object belongs to."""
VARIABLE_TRAITS = "variable_traits"
"""The trait that lists the boolean traits of a claim that its file leaves to a variable."""


class Severity(enum.IntEnum):
    """The severity of a finding, in the terms of SARIF; comparable, the most severe is the largest."""

    NOTE = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()

    def lowered(self, levels: int) -> Severity:
        """The severity that is `levels` lower, at least a note."""
        return Severity(max(self - levels, Severity.NOTE))


class Span(NamedTuple):
    """A range of a text file. Lines and columns count from 1, in code points; the end column is exclusive.

    `source` is the number of the file among those that the document was built from, 0 for the document's own file; the
    span of a Location is always in the file of the Location. A tuple, because a run on a large repository creates about
    100,000 spans, and a tuple takes a quarter of the time of an instance.
    """

    line: int
    column: int
    end_line: int
    end_column: int
    source: int = 0

    def on_line(self, column: int, length: int) -> Span:
        """`length` columns from `column` on the first line of this span."""
        return Span(self.line, column, self.line, column + length, self.source)


@dataclass(frozen=True, slots=True, order=True)
class Owner:
    """The owner of a claim: an object of a cluster, or an inventory entry (`group` `inventory`, `kind` its list).

    `name` is the file of an object without a name; `unnamed` says so.
    """

    cluster: str
    group: str
    kind: str
    namespace: str
    name: str
    unnamed: bool = False

    def __str__(self) -> str:
        if self.unnamed and self.kind:
            return f"{self.kind} in {self.name}"
        path = f"{self.namespace}/{self.name}" if self.namespace else self.name
        return f"{self.kind} {path}".strip()


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A location in two forms: `owner` and `pointer` identify it, `file` and `span` are for display.

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
    """A related location of a finding, None if it is in no file; a participant is another location of the flaw."""

    location: Location | None
    message: str
    participant: bool = False


@dataclass(frozen=True, slots=True)
class DeploymentStatus:
    """Whether an object is deployed. `latent` is the reason why it is not, empty if it is.

    `inert`: it is not deployed because it is a sample, a test, an archive or a copy, so that it is compared only with
    the inventory. Objects with different options of a choice in `variant` come from different overlays of one base,
    from different environments, or from files of which people apply one: they are not known to be in one cluster at
    the same time. `assumed`: nothing states its cluster, so it is compared in each cluster that it may be in, but not
    across them. `by_hand`: no deployer applies it.
    """

    latent: str = ""
    inert: bool = False
    variant: Variant = ()
    assumed: bool = False
    by_hand: bool = False

    def may_coexist(self, other: DeploymentStatus) -> bool:
        """Whether objects with these statuses may be in one cluster at the same time."""
        return coexist(self.variant, other.variant)


def coexist(variant: Variant, other: Variant) -> bool:
    """Whether two variants have the same option of each choice that both have."""
    if variant == other or not variant or not other:
        return True
    options = dict(other)
    return all(options.get(choice, option) == option for choice, option in variant)


DEPLOYED = DeploymentStatus()


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement about an address, a port or a name, by an object or the inventory.

    `role` is from the closed vocabulary of docs/roles.md. `text` is the value as written. `block` is None for a claim
    of a name or a setting; `host` is the DNS name in lower case, without a trailing dot, or empty. `ports` is empty
    if they are unknown. `traits` are further facts from the catalogue; a missing one has the default of its type.
    `value` is the value of a setting as its reader interprets it: a boolean, or a minor version of Kubernetes (33 for
    1.33). It is None for all other claims, and if the text is neither.
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
    value: bool | int | None = None

    def leaves_to_variable(self, trait: str) -> bool:
        """Whether its file leaves a boolean trait to a variable, so that the trait has only the default."""
        names = self.traits.get(VARIABLE_TRAITS, ())
        return isinstance(names, tuple) and trait in names


@dataclass(frozen=True, slots=True)
class Unresolved:
    """An address field whose value is unknown without more input, and the reason (`Helm template`, …)."""

    location: Location
    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Cluster:
    """The facts about a cluster besides its claims; None or empty if unknown.

    `proxy_mode` is `ipvs`, `iptables`, `nftables`, `cilium`, `kube-router`, `calico`, `ovn-kubernetes`, `none` or
    empty. `version` is the minor version (33 for 1.33). `controllers` assign load-balancer addresses. `stated` maps a
    fact to its location. `manifests` are patterns of its files, relative to the root. Without them, or with
    `covers_rest`, it also has the files that no cluster's patterns match.
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
    covers_rest: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trail: its text, and its location if it is in a file."""

    text: str
    location: Location | None


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of a file that removes a finding: `text` replaces what is at `span`, which may be empty.

    `lines` are the changed lines as they are after it, from line `span.line` to `span.end_line`.
    """

    title: str
    safe: bool
    file: str
    span: Span
    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw at one location. The message is plain text; reports escape it.

    `severity` is that of the rule for this subject; the configuration may replace it. `fingerprint` depends on the
    identity of the locations, not on their lines. `suppressed` is the reason of the suppression, None without one.
    `marks` are fingerprints of everything that the flaw depends on, without the cluster. `known`: the baseline or the
    base revision has the finding too.

    `cause` is the location to change if it causes several findings; `pattern` is the message without the claim's own
    title and owner. A finding that was folded has the `members` that it consists of. `fix` is None if there is none, or
    if a run does not look for it.
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
    cause: Location | None = None
    pattern: str = ""
    members: tuple[Finding, ...] = ()
    fix: Fix | None = None

    @property
    def counted(self) -> bool:
        """Whether the finding is neither suppressed nor known."""
        return self.suppressed is None and not self.known

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The sort key of every report: path, line, column, rule, message."""
        span = self.location.span
        return (self.location.file, span.line, span.column, self.rule, self.message)


@dataclass(frozen=True, slots=True)
class Flaw:
    """A flaw that a reader detected at a location; the rule gives the severity.

    `message` is a complete sentence. `identity` distinguishes the flaw from others of its rule in the same field; it
    does not depend on the wording of the message, so that fingerprints do not change with it. `lowered` is the number
    of levels by which the severity is lower than that of the rule.
    """

    location: Location
    rule: str
    message: str
    identity: str
    related: tuple[Related, ...] = ()
    lowered: int = 0

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """The sort key: path, line, column, rule, message."""
        span = self.location.span
        return (self.location.file, span.line, span.column, self.rule, self.message)


def flaw(
    location: Location,
    rule: str,
    words: str,
    *,
    identity: str = "",
    related: tuple[Related, ...] = (),
    lowered: int = 0,
) -> Flaw:
    """A flaw with the message `words`, completed to a sentence, without logins; they are also the default identity."""
    words, identity = redact.prose(words), identity or words
    sentence = words if words.endswith((".", "?")) else words + "."
    return Flaw(location, rule, sentence, identity, related, lowered)


class Reading(enum.StrEnum):
    """How a discovered file was handled; every file has exactly one reading."""

    READ = "read"
    NO_ADDRESSES = "without addresses"
    TEMPLATE = "templates"
    EXCLUDED = "excluded"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Counts:
    """The numbers of the summary; the sum of `files` is the number of all discovered files.

    `unread` has the sources of manifests that are not evaluated, by a singular noun (`Jsonnet file`).
    """

    files: Mapping[Reading, int]
    documents: int = 0
    claims: int = 0
    unresolved: Mapping[str, int] = field(default_factory=dict)
    unread: Mapping[str, int] = field(default_factory=dict)

    @property
    def seen(self) -> int:
        return sum(self.files.values())


@dataclass(frozen=True, slots=True)
class Result:
    """The result of a run. `sources` maps paths to texts, for the files at which findings are located.

    `notes` are sentences for standard error. `compared`: known findings are marked as known.
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
    """The texts of a rule for reports and pages. `security_severity` is a CVSS-like number as text, or empty.

    `formerly` are earlier ids of the rule. A `private` rule comes from a folder of people's own: it has no page.
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
    private: bool = False

    @property
    def identity(self) -> str:
        """The id in fingerprints: the first id of the rule, so that baselines stay valid."""
        return (*self.formerly, self.id)[0]
