"""Label selectors → whether one of them can select an object with given labels, without a look at all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from svclint.claims.label_selectors import contradicts, requirements_of


class Selectors:
    """Label selectors, indexed by a label that each of them requires.

    `added` are the keys of labels that an object may have without stating them, because a deployer adds them.
    """

    def __init__(self, selectors: Iterable[str], added: Collection[str]) -> None:
        self._added = frozenset(added)
        self._by_label: dict[tuple[str, str], list[str]] = {}
        self._by_added_key: dict[str, list[str]] = {}
        self._others: list[str] = []
        for selector in dict.fromkeys(selectors):
            self._index(selector)

    def _index(self, selector: str) -> None:
        required = next((item for item in requirements_of(selector) if item.operator == "In"), None)
        if required is None:
            self._others.append(selector)
            return
        for value in required.values:
            self._by_label.setdefault((required.key, value), []).append(selector)
        if required.key in self._added:
            self._by_added_key.setdefault(required.key, []).append(selector)

    def may_select(self, labels: Mapping[str, str]) -> bool:
        """Whether one of the selectors selects an object that states these labels, or may select it."""
        return any(self._may_match(selector, labels) for selector in self._candidates(labels))

    def _candidates(self, labels: Mapping[str, str]) -> Iterator[str]:
        yield from self._others
        for label in labels.items():
            yield from self._by_label.get(label, ())
        for key, selectors in self._by_added_key.items():
            if key not in labels:
                yield from selectors

    def _may_match(self, selector: str, labels: Mapping[str, str]) -> bool:
        required = (item.key for item in requirements_of(selector) if item.operator in ("In", "Exists"))
        return not contradicts(selector, labels) and all(key in labels or key in self._added for key in required)
