"""`svclint free POOL|CIDR`: a pool or a range → the next addresses that nobody claims, and why others are taken."""

from __future__ import annotations

from collections.abc import Sequence

import click

from svclint.cli.asking import display, evidence, inspected, parameters
from svclint.cli.output import show
from svclint.errors import UsageError
from svclint.light_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from svclint.asking.evidence import Evidence
    from svclint.asking.free import Room

HELP = """List free addresses of POOL: a pool, a CIDR or a range.

An address is free if no manifest and no inventory claims it. The report also lists what has the other addresses.
PATHS are the files and folders to read; the default is the current folder.

\b
Examples:
  svclint free lan-pool                    The next free addresses of a pool.
  svclint free 192.168.11.0/24             The same for a CIDR.
  svclint free 192.168.11.50-192.168.11.99
  svclint free lan-pool --count 1 --format json

Exit status: 0 a free address exists, 1 no address is free, 2 invalid arguments or an unknown pool, 3 the time limit,
or an internal error.
"""


def run(*, pool: str, paths: tuple[str, ...], count: int, format: str, color: str, **values: Any) -> int:  # noqa: A002
    """Check, look for free addresses and print them; 1 if there are none. Raises UsageError for an unknown pool."""
    from svclint.reports import free

    found, _ = inspected(paths, values)
    rooms = _rooms(evidence(found, values.get("cluster", "")), pool, count, values.get("cluster", ""))
    show(free.as_json(rooms) if format == "json" else free.as_text(rooms, display(color)))
    return 0 if any(room.addresses for room in rooms) else 1


def _rooms(known: Evidence, text: str, count: int, cluster: str) -> Sequence[Room]:
    from svclint.asking import free
    from svclint.claims.blocks import ParsedBlock, looks_like_address, parse_block

    parsed = parse_block(text)
    if isinstance(parsed, ParsedBlock):
        return [free.in_range(known, parsed.block, count, cluster)]
    pools = free.pools(known, cluster)
    matching = [claims for (_, name), claims in pools.items() if name == text]
    if matching:
        return [free.in_pool(known, claims, count) for claims in matching[: free.MOST_POOLS]]
    if looks_like_address(text):
        raise UsageError(f"{text} is not a CIDR or a range: {parsed.reason}")
    names = sorted({name for _, name in pools})
    raise UsageError(f"unknown pool: {text}; {_listed(text, names)}")


def _listed(text: str, names: Sequence[str]) -> str:
    import difflib

    if not names:
        return "no file states the ranges of a pool: pass a CIDR"
    similar = difflib.get_close_matches(text[:100], names, 3)
    shown = similar or list(names[:10])
    more = "" if similar or len(names) <= len(shown) else f" and {len(names) - len(shown)} more"
    return f"{'did you mean' if similar else 'pools:'} {', '.join(shown)}{more}{'?' if similar else ''}"


command = click.Command(
    "free",
    help=HELP,
    params=[
        click.Argument(["pool"], metavar="POOL"),
        click.Option(
            ["--count", "-n"],
            type=click.IntRange(1, 1000),
            default=5,
            help="How many addresses of each family to list.  [default: 5]",
        ),
        *parameters(),
    ],
    callback=run,
)
