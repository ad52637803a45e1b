"""A world: a cluster's inventory and manifests as facts, and the files that state them.

Each fact stands on a line of its own, which ends with its name (`# fact-7`), so that a finding leads back to facts. The
values are numbers until they are written, so that nothing here depends on how svclint reads a text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address

MODES = ("iptables", "ipvs", "nftables", "cilium")
BASES = {4: int(IPv4Address("10.0.0.0")), 6: int(IPv6Address("fd00::"))}
"""All addresses of a world are among the 64 after one of these, so that facts often meet."""
BITS = {4: 32, 6: 128}


@dataclass(frozen=True)
class Range:
    """The addresses of a family from `first` to `last`, both included."""

    family: int
    first: int
    last: int


@dataclass(frozen=True)
class Fact:
    """A role in the world: `owner` is the object that states it, `port` of a Service or a node port, 0 if none."""

    name: str
    role: str
    owner: str
    where: Range | None = None
    port: int = 0
    automatic: bool = True


@dataclass
class World:
    """The facts of one cluster, the mode of its proxy, and its files by path."""

    mode: str
    node_ports: tuple[int, int]
    facts: list[Fact] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)


class Writer:
    """Numbers the facts of a world and writes their lines; `spell` turns a range into one of its texts."""

    def __init__(self, world: World, spell: Callable[[Range, bool], str]) -> None:
        self._world, self._spell = world, spell

    def line(self, text: str, role: str, owner: str, where: Range, **more: object) -> str:
        """A line with a range in place of `{}`; `single` addresses have no prefix length."""
        network = "network" in role or role == "pool"
        return self._named(text.format(self._spell(where, network)), role, owner, where=where, **more)

    def port(self, text: str, role: str, owner: str, port: int) -> str:
        """A line with a port in place of `{}`."""
        return self._named(text.format(port), role, owner, port=port)

    def _named(self, text: str, role: str, owner: str, **more: object) -> str:
        fact = Fact(f"fact-{len(self._world.facts)}", role, owner, **more)  # type: ignore[arg-type]
        self._world.facts.append(fact)
        return f"{text} # {fact.name}\n"
