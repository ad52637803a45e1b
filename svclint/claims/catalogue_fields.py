"""What a catalogue entry says, frozen: kinds, fields, and where the ports and traits of their claims are."""

from __future__ import annotations

from svclint.lazy_dataclasses import dataclass
from svclint.model import TraitValue

BOOLEANS = frozenset({"bool", "flag", "rendered"})
"""The ways in which a boolean is written: see `values.boolean`."""


@dataclass(frozen=True, slots=True)
class Trait:
    """A further fact of a claim: `default` where it is `constant`, else what the first of `paths` that leads somewhere
    leads to (with `present`, whether one does), and `default` where none does.

    `kind` is the type of the fact; `syntax` says how a `bool` is written (`values.boolean`).
    """

    name: str
    kind: str
    paths: tuple[str, ...]
    default: TraitValue
    constant: bool
    present: bool
    syntax: str = "bool"


@dataclass(frozen=True, slots=True)
class PortSource:
    """Where a claim's ports are: each node at `path` holds a port under `port` (`.`: is one) and a `protocol`.

    `end` is the key of the last port of a range. `constant` is what holds where `path` is empty or leads nowhere.
    """

    path: str
    port: str
    protocol: str
    constant: tuple[int, ...] = ()
    end: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """Something at one of `paths` has one of `values` (None: whatever it has), or, with `absent`, nothing is there."""

    paths: tuple[str, ...]
    values: tuple[str, ...] | None
    absent: bool


@dataclass(frozen=True, slots=True)
class Field:
    """One place of a kind that holds an address, a port, a name or a setting.

    `syntax` is `block`, `ifaddr` (an address with the prefix length of its interface), `endpoint`, `listen` (an
    endpoint whose host may be every address), `host`, `port`, `ports` (a range), a boolean (`bool`, `flag` or
    `rendered`: see `values.boolean`), `text` or `any`; `split` is empty,
    `comma`, `space`, `json` or `lines`. `values`, when given, are the only texts that claim anything. `strict` fields
    hold nothing but addresses, so that other text there is a mistake. `empty` is what an empty value stands for,
    `absent` what holds where no field is found. `address` leads from a name to the addresses it stands for.
    `until` leads from a range's first address to its last. `pattern` is a regular expression whose group is the value;
    what does not fit it is passed over. `text` is said in place of the value. The field counts only under the
    condition `when`. `allowed` are the problems of spelling (`blocks.Problem`) that are right here.
    """

    path: tuple[str, ...]
    role: str
    syntax: str
    split: str
    label: str
    values: tuple[str, ...]
    strict: bool
    traits: tuple[Trait, ...]
    ports: tuple[PortSource, ...]
    empty: str | None = None
    absent: str | None = None
    address: tuple[str, ...] = ()
    until: str = ""
    pattern: str = ""
    text: str = ""
    when: Condition | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields of one or more kinds: an empty one means documents without a kind, `*` any but `except_kinds`.

    A document must have all of `keys` and one of `any_keys`, and stand in a file that one of `files` names (shell
    patterns for the path behind a slash). Where one of the paths `describes` leads to a name, the claims are of the
    cluster so named: a management cluster's objects speak of other clusters.
    """

    project: str
    groups: tuple[str, ...]
    kinds: tuple[str, ...]
    names: tuple[str, ...]
    keys: tuple[str, ...]
    fields: tuple[Field, ...]
    words: frozenset[str]
    any_keys: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    describes: tuple[str, ...] = ()
    except_kinds: tuple[str, ...] = ()
