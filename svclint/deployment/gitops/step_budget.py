"""Counted steps of following a repository's structure → TooMuchWork if they exceed the limit.

A few lines of YAML can create thousands of deployers that deploy everything, or a patch that is applied a million
times.
"""

from __future__ import annotations

from svclint import limits

OBJECT = 100
"""Steps for deploying an object once: it is patched, searched for addresses and compared with others."""
FIT = 5
"""Steps for testing whether a patch matches an object."""
NODE = 10
"""Steps for each value that a patch or replacement adds to one object."""
CHARACTERS = 8
"""Characters per step by which a text grows when variables are substituted."""


class TooMuchWork(Exception):  # noqa: N818 - not an error
    """Following the structure exceeds the limit of steps."""


class StepBudget:
    """The remaining steps of a run."""

    def __init__(self) -> None:
        self._left = limits.current().expansions

    def spend(self, steps: int = 1) -> None:
        """Count steps. Raises TooMuchWork."""
        self._left -= steps
        if self._left < 0:
            raise TooMuchWork
