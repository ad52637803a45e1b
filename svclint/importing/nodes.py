"""The statements of a cluster → its `nodes`: one entry per machine with all its addresses and roles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from svclint.claims.blocks import format_block
from svclint.importing.imported import Entry, StatedValue
from svclint.importing.setup_tools import Rank
from svclint.importing.statements import Statement
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import Claim, Location

_ROLES = ("control-plane", "worker")


@dataclass(slots=True)
class _Machine:
    """A node. `place` is the location of its first claim."""

    name: str
    place: Location
    addresses: dict[str, StatedValue] = field(default_factory=dict)
    roles: dict[str, StatedValue] = field(default_factory=dict)


def nodes_of(statements: Sequence[Statement]) -> tuple[Entry, ...]:
    """The entries of `nodes` in the order of the statements.

    Claims belong to one machine if they have the same name, or the same address and not two names in one file: each
    file may call the machine differently. An address that names a host, as in an Ansible inventory without aliases, is
    no name.
    """
    machines: list[_Machine] = []
    by_name: dict[str, _Machine] = {}
    by_address: dict[str, _Machine] = {}
    for claim, stated, roles in _stated(statements):
        if claim.block is None:
            continue
        text = format_block(claim.block)
        name = "" if stated == text else stated
        machine = by_name.get(name) if name else None
        known = by_address.get(text)
        if known is not None and machine is None and _is_same(known, name, claim):
            machine = known
        if machine is None:
            machine = _Machine(name, claim.location)
            machines.append(machine)
        machine.name = machine.name or name
        by_name.setdefault(name or machine.name, machine)
        by_address.setdefault(text, machine)
        machine.addresses.setdefault(text, StatedValue(text, claim.location))
        for role in roles:
            machine.roles.setdefault(role, StatedValue(role, claim.location))
    return tuple(_entry(machine) for machine in machines)


def _is_same(machine: _Machine, name: str, claim: Claim) -> bool:
    """Whether a claim with an address of the machine is of it."""
    return not (name and machine.name) or machine.place.file != claim.location.file


def _stated(statements: Sequence[Statement]) -> Iterator[tuple[Claim, str, tuple[str, ...]]]:
    """The claims of node addresses with name and roles: those of nodes first, then those that API servers advertise."""
    for statement in statements:
        for claim in statement.claims:
            if claim.role == "node" and statement.rank <= Rank.SETUP:
                roles = claim.traits.get("node_roles", ())
                yield claim, str(claim.traits.get("node", "")), roles if isinstance(roles, tuple) else ()
    for statement in statements:
        for claim in statement.claims:
            if claim.role == "advertise-address" and statement.rank <= Rank.SETUP:
                yield claim, str(claim.traits.get("node", "")), ("control-plane",)


def _entry(machine: _Machine) -> Entry:
    addresses = tuple(machine.addresses.values())
    name = machine.name or str(addresses[0].value)
    entry: dict[str, StatedValue | tuple[StatedValue, ...]] = {
        "name": StatedValue(name, machine.place, derived=not machine.name),
        "addresses": addresses,
    }
    roles = tuple(machine.roles[role] for role in _ROLES if role in machine.roles)
    return {**entry, "roles": roles} if roles else entry
