"""Compare many generated inputs: `python -m tests.differential [--texts N] [--worlds N]`; new ones at each run.

The figures of the run go to docs/reliability.md. The exit status is 1 if there is a difference that is not understood.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings

from tests.differential.kubectl import compare
from tests.differential.reference import results
from tests.differential.world import World
from tests.differential.worlds import COMPARED, disagreements, found, worlds
from tests.differential.yaml_texts import KINDS
from tests.fuzz.figures import PAGE

_TABLE = re.compile(r"(<!-- differential: begin -->\n).*?(<!-- differential: end -->)", re.DOTALL)
_HEAD = "| Inputs | Number | Agree | Refused by both | Understood differences | Other differences |\n"
_HEAD += "| --- | --: | --: | --: | --: | --: |\n"


def main() -> int:
    """Run all comparisons and write the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--texts", type=int, default=10_000, help="YAML texts of each kind")
    parser.add_argument("--worlds", type=int, default=2_000)
    options = parser.parse_args()
    rows, other = [], 0
    with tempfile.TemporaryDirectory() as folder:
        for kind in KINDS:
            made = compare(kind, options.texts, Path(folder, "files"), random.randrange(1 << 32))
            print(kind, made.known, *made.differing, sep="\n")
            counts = (options.texts, made.same, made.refused, made.known.total(), len(made.differing))
            rows.append(f"| YAML, against kubectl: {kind} | " + " | ".join(f"{count:,}" for count in counts) + " |\n")
            other += len(made.differing)
    number, flaws, differing = _compare_worlds(options.worlds)
    rows.append(
        f"| worlds, {len(COMPARED)} rules, {flaws:,} flaws | {number:,} | {number - differing:,} | | | {differing} |\n"
    )
    PAGE.write_text(_TABLE.sub(lambda match: match[1] + _HEAD + "".join(rows) + match[2], PAGE.read_text()))
    return int(bool(other or differing))


def _compare_worlds(most: int) -> tuple[int, int, int]:
    """Compare random worlds: their number, the flaws in them, and the worlds about which the two disagree."""
    counts = [0, 0, 0]

    @settings(
        max_examples=most, deadline=None, database=None, derandomize=False, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(worlds())
    def run(world: World) -> None:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder).resolve()
            (root / ".git").mkdir()
            expected = results(world)
            differences = disagreements(found(world, root), expected)
        for index, count in enumerate((1, len(expected), bool(differences))):
            counts[index] += count
        print(*differences, sep="\n", end="\n" if differences else "")

    run()
    return counts[0], counts[1], counts[2]


if __name__ == "__main__":
    sys.exit(main())
