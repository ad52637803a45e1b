"""A condition → its names, parts and predicate: from the pack for svclint's own rules, else by the CEL engine."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from svclint.findings.cel import Engine, Predicate
from svclint.findings.condition import Condition
from svclint.findings.programs import program
from svclint.findings.rule_pack import StoredConditions


class Conditions:
    """Conditions by their texts. `types` are the names that they may read, with their types."""

    def __init__(self, types: Mapping[str, str], stored: StoredConditions) -> None:
        self.types = types
        self._stored = stored
        self._engine = Engine(types)
        self._predicates: dict[str, Predicate] = {}
        self._conditions: dict[str, Condition] = {}

    def predicate(self, text: str) -> Predicate:
        """The predicate of a condition. Raises CelError if the condition is invalid."""
        if text not in self._predicates:
            stored = self._stored.get(text.strip())
            prepared = stored and stored.tree and Predicate(stored.names, program(stored.tree))
            self._predicates[text] = prepared or self._engine.predicate(text)
        return self._predicates[text]

    def condition(self, text: str) -> Condition:
        """The names that a condition reads, and its parts, without compiling it."""
        if text not in self._conditions:
            self._conditions[text] = Condition(text, self._names, self._parts)
        return self._conditions[text]

    def keep(self) -> None:
        """Save the compiled conditions for the next run."""
        self._engine.keep()

    def _names(self, text: str) -> tuple[str, ...]:
        stored = self._stored.get(text)
        return stored.names if stored else self._engine.names(text)

    def _parts(self, text: str, one_cluster: bool) -> Sequence[str | None]:  # noqa: FBT001 - which of both parts
        stored = self._stored.get(text)
        return stored.parts[not one_cluster] if stored and stored.parts else ()
