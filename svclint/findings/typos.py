"""Two texts → whether one is a typo of the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

_SHORTEST = 5
"""Characters; shorter names differ by one letter on purpose (`web`, `wed`)."""


def one_edit(text: str, other: str) -> bool:
    """Whether one character is wrong, missing or added, or two characters that are close to each other are swapped."""
    if len(text) == len(other):
        places = [i for i, (a, b) in enumerate(zip(text, other, strict=True)) if a != b]
        swapped = len(places) == 2 and text[places[0]] == other[places[1]] and text[places[1]] == other[places[0]]
        return len(places) == 1 or (swapped and places[1] - places[0] <= 2)
    short, long = sorted((text, other), key=len)
    return len(long) == len(short) + 1 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def is_name_typo(name: str, other: str) -> bool:
    """Whether a name is another one with a typo. Digits count objects: `worker1` is no typo of `worker2`."""
    if min(len(name), len(other)) < _SHORTEST or _digits(name) != _digits(other):
        return False
    return name != other and one_edit(name, other)


class Names:
    """Names, to find those that a given one is a typo of without comparing all of them."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_part: dict[str, set[str]] = {}
        for name in names:
            for part in _parts(name):
                self._by_part.setdefault(part, set()).add(name)

    def near(self, name: str) -> list[str]:
        """The names of which `name` is a typo, sorted."""
        candidates = {other for part in _parts(name) for other in self._by_part.get(part, ())}
        return sorted(other for other in candidates if is_name_typo(name, other))


def _parts(name: str) -> Iterator[str]:
    """The name, and the name without one character: two names with one edit between them share one of these."""
    yield name
    for index in range(len(name)):
        yield name[:index] + name[index + 1 :]


def _digits(name: str) -> str:
    return "".join(character for character in name if character.isdigit())
