"""Claims made by hand or by hypothesis, small enough that many of them meet."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from svclint.model import Block, Claim, Cluster, Location, Owner, Port, Span

HOSTS = ("", "a.x", "b.a.x", "*.x", "*.a.x", "c.y")
ROLES = ("external-ip", "pool", "node")


def claim(role: str = "external-ip", **given: Any) -> Claim:
    """A claim of object `owner` in cluster `cluster`; its line tells it apart."""
    owner = Owner(given.pop("cluster", "prod"), "", "Service", "", given.pop("owner", "one"))
    line = given.pop("line", 1)
    place = Location(given.pop("file", "a.yaml"), Span(line, 1, line, 2), owner, given.pop("pointer", "/spec/x/0"))
    text = given.pop("text", "text")
    return Claim(owner, role, place, text, f"{role} of {owner.name}", **given)


def block(first: int, last: int | None = None, family: int = 4) -> Block:
    return Block(family, first, first if last is None else last)


@st.composite
def claims(draw: st.DrawFn, roles: tuple[str, ...] = ROLES, most: int = 14) -> tuple[Claim, ...]:
    """Up to `most` claims, one a line."""
    found = []
    for line in range(1, draw(st.integers(0, most)) + 1):
        first = draw(st.integers(0, 7))
        size = draw(st.sampled_from([1, 1, 1, 2, 4, 8]))
        ports = draw(st.lists(st.tuples(st.integers(1, 3), st.sampled_from([0, 0, 1])), max_size=2))
        found.append(
            claim(
                draw(st.sampled_from(roles)),
                cluster=draw(st.sampled_from(["prod", "prod", "test"])),
                owner=draw(st.sampled_from(["one", "two", "three"])),
                line=line,
                block=draw(st.sampled_from([None, block(first, first + size - 1), block(first, family=6)])),
                host=draw(st.sampled_from(HOSTS)),
                ports=tuple(sorted({Port("TCP", number, number + more) for number, more in ports})),
                traits={"controller": draw(st.sampled_from(["", "metallb"]))},
            )
        )
    return tuple(found)


CLUSTERS = {name: Cluster(name, lan="office") for name in ("prod", "test")}
SCOPES = st.sampled_from([{}, {"prod": "lan:office", "test": "lan:office"}])
