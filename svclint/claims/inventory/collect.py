"""One entry of an inventory → its Claims, and a Flaw for each text that is not an address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from svclint.claims.blocks import AddressProblem, NotAnAddress, parse_block
from svclint.claims.inventory.merge import StatedField
from svclint.lazy_dataclasses import dataclass, field, replace
from svclint.model import Block, Claim, Flaw, Location, Owner, Port, TraitValue, flaw
from svclint.rule_ids import INVALID_ADDRESS


@dataclass(frozen=True, slots=True)
class EntryMeaning:
    """The meaning of an entry's addresses: their role, a noun phrase for messages, ports and traits.

    `single`: each text denotes hosts, not a network, so `192.168.11.5/24` is 192.168.11.5. `value` is a setting's typed
    value, as in Claim.
    """

    role: str
    title: str
    ports: tuple[Port, ...] = ()
    traits: Mapping[str, TraitValue] = field(default_factory=dict)
    single: bool = False
    value: bool | int | None = None


@dataclass(slots=True)
class Collector:
    """The claims and flaws of one cluster's entries so far."""

    cluster: str
    claims: list[Claim] = field(default_factory=list)
    flaws: list[Flaw] = field(default_factory=list)

    def owner(self, key: str, name: str) -> Owner:
        """The owner for an entry of the inventory, by the key of its list and its name or text."""
        return Owner(self.cluster, "inventory", key, "", name)

    def address(self, value: StatedField, owner: Owner, meaning: EntryMeaning, host: str = "") -> tuple[Block, ...]:
        """Add the claims of one address text and return its readings.

        If the text is not an address, add a flaw and return nothing.
        """
        text, place = value.text(), value.location(owner)
        parsed = parse_block(text)
        if isinstance(parsed, NotAnAddress):
            message = f"{text!r} is not an address: {parsed.reason}"
            self.flaws.append(flaw(place, INVALID_ADDRESS, message, identity=text))
            return ()
        readings, problems = parsed.readings, parsed.problems
        if meaning.single and parsed.host is not None and AddressProblem.HOST_BITS in problems:
            readings, problems = (
                (parsed.host,),
                tuple(problem for problem in problems if problem != AddressProblem.HOST_BITS),
            )
        for number, block in enumerate(readings):
            traits: dict[str, TraitValue] = dict(meaning.traits)
            if problems and number == 0:
                traits["problems"] = tuple(str(problem) for problem in problems)
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
        """Add one claim; `traits` replace those of `meaning`."""
        claim_traits = meaning.traits if traits is None else traits
        ports, title = meaning.ports, meaning.title
        claim = Claim(owner, meaning.role, place, text, title, block, host, ports, claim_traits, from_inventory=True)
        self.claims.append(claim if meaning.value is None else replace(claim, value=meaning.value))

    def setting(self, value: StatedField, key: str, name: str, meaning: EntryMeaning) -> Location:
        """Add a claim without an address for a setting of the cluster, and return its location."""
        owner = self.owner(key, name)
        place = value.location(owner)
        self.add(owner, place, value.text(), meaning)
        return place


def tcp(numbers: Sequence[int]) -> tuple[Port, ...]:
    """TCP ports, sorted, without duplicates."""
    return tuple(Port("TCP", number, number) for number in sorted(set(numbers)))
