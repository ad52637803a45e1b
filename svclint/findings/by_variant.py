"""Numbers with variants → those that may be in one cluster with a given variant, without a look at all of them."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.model import Variant, coexist

_Members = dict[Variant, dict[int, None]]


class ByVariant:
    """Numbers by the first choice of their variant and its option.

    Objects mostly share the first choice, so that those with other options of it are skipped at once.
    """

    def __init__(self) -> None:
        self._members: dict[str, dict[str, _Members]] = {}

    def add(self, variant: Variant, number: int) -> None:
        choice, option = _first(variant)
        self._members.setdefault(choice, {}).setdefault(option, {}).setdefault(variant, {})[number] = None

    def remove(self, variant: Variant, number: int) -> None:
        choice, option = _first(variant)
        options = self._members[choice]
        members = options[option][variant]
        del members[number]
        if members:
            return
        del options[option][variant]
        if not options[option]:
            del options[option]
            if not options:
                del self._members[choice]

    def coexisting(self, variant: Variant) -> Iterator[int]:
        """The numbers whose variant may coexist with `variant`."""
        own = dict(variant)
        for choice, options in self._members.items():
            chosen = [options.get(own[choice], {})] if choice in own else options.values()
            for variants in chosen:
                for other, numbers in variants.items():
                    if coexist(variant, other):
                        yield from numbers


def _first(variant: Variant) -> tuple[str, str]:
    return variant[0] if variant else ("", "")
