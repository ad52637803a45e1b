"""One entry of an inventory at a time → its Claims, and a Flaw for every address text that cannot be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from svclint.claims.blocks import AddressProblem, NotAnAddress, parse_block
from svclint.claims.inventory.merge import StatedField
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import Block, Claim, Flaw, Location, Owner, Port, TraitValue, flaw
from svclint.rule_ids import INVALID_ADDRESS


@dataclass(frozen=True, slots=True)
class EntryMeaning:
    """What an entry's addresses are: the role, a noun phrase for people, ports and traits.

    `single` says that each text names hosts, never a network: `192.168.11.5/24` is then 192.168.11.5.
    """

    role: str
    title: str
    ports: tuple[Port, ...] = ()
    traits: Mapping[str, TraitValue] = field(default_factory=dict)
    single: bool = False


@dataclass(slots=True)
class Collector:
    """What one cluster's entries have come to so far."""

    cluster: str
    claims: list[Claim] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)

    def owner(self, key: str, name: str) -> Owner:
        """An entry of the inventory: the key of its list, and its name or text."""
        return Owner(self.cluster, "inventory", key, "", name)

    def address(self, value: StatedField, owner: Owner, meaning: EntryMeaning, host: str = "") -> tuple[Block, ...]:
        """The claims of one address text; its readings, none where it is no address (that is a flaw)."""
        text, place = value.text(), value.location(owner)
        parsed = parse_block(text)
        if isinstance(parsed, NotAnAddress):
            message = f"{text!r} is not an address: {parsed.reason}"
            self.flaws.append(flaw(place, INVALID_ADDRESS, message, identity=text))
            return ()
        readings, problems = parsed.readings, parsed.problems
        if meaning.single and parsed.host is not None and AddressProblem.HOST_BITS in problems:
            readings, problems = (parsed.host,), tuple(one for one in problems if one != AddressProblem.HOST_BITS)
        for number, block in enumerate(readings):
            traits: dict[str, TraitValue] = dict(meaning.traits)
            if problems and number == 0:
                traits["problems"] = tuple(str(one) for one in problems)
            if number:
                traits["alternative"] = True
            self.add(owner, place, text, meaning, block, host, traits)
        return readings

    def add(
        self,
        owner: Owner,
        place: Location,
        text: str,
        meaning: EntryMeaning,
        block: Block | None = None,
        host: str = "",
        traits: Mapping[str, TraitValue] | None = None,
    ) -> None:
        """One claim of the inventory."""
        given = meaning.traits if traits is None else traits
        ports, title = meaning.ports, meaning.title
        self.claims.append(
            Claim(owner, meaning.role, place, text, title, block, host, ports, given, from_inventory=True)
        )

    def setting(self, value: StatedField, key: str, name: str, meaning: EntryMeaning) -> Location:
        """A claim without an address: a setting of the cluster. Its place."""
        owner = self.owner(key, name)
        place = value.location(owner)
        self.add(owner, place, value.text(), meaning)
        return place


def tcp(numbers: Sequence[int]) -> tuple[Port, ...]:
    """TCP ports, sorted."""
    return tuple(Port("TCP", number, number) for number in sorted(set(numbers)))
