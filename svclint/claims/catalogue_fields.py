"""Records of the catalogue: an entry, its fields, and the sources of the ports and traits of their claims."""

from __future__ import annotations

from collections.abc import Mapping

from svclint.lazy_dataclasses import dataclass
from svclint.model import TraitValue

DEFAULTS: Mapping[str, TraitValue] = {"string": "", "int": 0, "bool": False, "list": ()}
"""The value of a trait that a claim does not have, by its type."""
BOOLEANS = frozenset({"bool", "flag", "rendered"})
"""The syntaxes of a boolean; see `typed_values.boolean`."""
LISTS = frozenset(
    {
        "selectors",
        "selections",
        "service-selections",
        "cluster-selections",
        "monitor-selections",
        "label-selections",
        "listeners",
    }
)
"""The types of a trait whose value is a list of texts, one for each node; see `ports_and_traits`."""


@dataclass(frozen=True, slots=True)
class Trait:
    """An additional fact of a claim.

    Its value is the node at the first of `paths` that exists (for a list, the nodes at all of them), or `default` if
    none exists. With `constant`, it is always `default`; with `present`, it is whether one of `paths` exists. `kind` is
    the type of the value. `syntax` is the syntax of a boolean (`typed_values.boolean`), or one of `LISTS`: a list of
    label selectors (`label_selectors`), of selections of Pods (`selections`) or of ports (`listeners`). `rooted`: all
    paths are absolute, so all claims of a document have the same value.
    """

    name: str
    kind: str
    paths: tuple[str, ...]
    default: TraitValue
    constant: bool
    present: bool
    syntax: str = "bool"
    rooted: bool = False


@dataclass(frozen=True, slots=True)
class PortSource:
    """A source of a claim's ports: each node at `path` holds a port under the key `port` (`.`: the node is the port).

    `protocol` is the key of the protocol, or in capitals the protocol itself. `end` is the key of the last port of a
    range. `constant` are the ports if `path` is empty or matches nothing.
    """

    path: str
    port: str
    protocol: str
    constant: tuple[int, ...] = ()
    end: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a field: a node at one of `paths` has one of `values` (None: any value).

    With `absent`, the condition also holds if no node exists.
    """

    paths: tuple[str, ...]
    values: tuple[str, ...] | None
    absent: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a kind that holds an address, a port, a name or a setting.

    - `path`: the segments of the path (`paths.walk`).
    - `syntax`: `block`, `ifaddr` (an address with the prefix length of its interface), `endpoint`, `listen` (an
      endpoint whose host may be a wildcard), `bind` (the address and port of a listener), `host`, `domain` (the
      wildcard of all names below it), `port`, `port-or-name`, `port-name` (a number makes no claim), `ports` (a range),
      a boolean (`bool`, `flag` or `rendered`; see `typed_values.boolean`), `text`, `list` (one claim of all entries) or
      `any`.
    - `split`: how a text is split into values: empty, `comma`, `space`, `json` or `lines`.
    - `label`: a noun phrase for the title of the claim.
    - `values`: if not empty, the only texts that make a claim.
    - `strict`: the field accepts only addresses, so any other text is a flaw.
    - `empty`: the text of the claim for an empty value; `absent`: the text of the claim if the field does not exist.
    - `address`: paths from a name to its addresses; `until`: the path from the first address of a range to the last.
    - `pattern`: a regular expression whose group is the value, or whose two groups are the ends of a range; a text that
      does not match makes no claim.
    - `text`: replaces the value as the text of the claim.
    - `when`: the conditions under which the field makes a claim; all must hold.
    - `allowed`: the spelling problems (`AddressProblem`) that are valid in this field.
    - `predicate`: if not empty, only values that this predicate (`predicates.PREDICATES`) holds for make a claim.
    - `unless`: texts that make no claim.
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
    when: tuple[Condition, ...] = ()
    allowed: tuple[str, ...] = ()
    predicate: str = ""
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """The fields of one or more kinds. An empty kind selects documents without one, `*` all kinds but `except_kinds`.

    A document must have all of `keys` and one of `any_keys`, and the path of its file, with a leading slash, must match
    one of `files` (shell patterns). Empty lists match every document. If one of the paths `describes` leads to a name,
    the claims belong to the cluster of that name, because objects of a management cluster describe other clusters.

    With `needed_by`, documents are read for this entry only if a document may hold a claim with one of these roles.
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
    needed_by: tuple[str, ...] = ()
