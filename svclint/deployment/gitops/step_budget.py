"""How much following a repository's structure may cost: steps counted in, and an end where it is more than anybody has.

A few lines can make thousands of deployers that deploy everything, or a patch that is applied a million times.
"""

from __future__ import annotations

MOST_STEPS = 20_000_000
"""The largest of the repositories that svclint is tried with takes a fiftieth."""
OBJECT = 100
"""Steps of an object that is deployed once more: it is patched, looked through and compared with others."""
FIT = 5
"""Steps of asking whether a patch is for an object."""
NODE = 10
"""Steps of each value that a patch or a file of values gives to one more object."""
LETTERS = 8
"""How many letters that a text grows by, where variables are put in, are a step."""


class TooMuchWork(Exception):  # noqa: N818 - a circumstance, no error of anybody's
    """The structure takes more steps than are there."""


class StepBudget:
    """What is left."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def spend(self, steps: int = 1) -> None:
        """Count steps. Raises TooMuchWork."""
        self._left -= steps
        if self._left < 0:
            raise TooMuchWork
