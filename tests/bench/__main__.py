"""Measures svclint: `python -m tests.bench [PART…]`, and `growth NAME…` for some shapes or themes.

Ends with status 1 if a gate fails.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

from tests.bench import claims, corpus, growth, startup


def large(names: list[str]) -> bool:
    """The gate's shapes with 100,000 objects."""
    return growth.report(names, growth.LARGE)


def _whole(report: Callable[[], None]) -> Callable[[list[str]], bool]:
    def part(names: list[str]) -> bool:
        if names:
            raise SystemExit(f"only growth and large take names: {' '.join(names)}")
        report()
        return True

    return part


PARTS: Mapping[str, Callable[[list[str]], bool]] = {
    "startup": startup.report,
    "corpus": _whole(corpus.report),
    "growth": growth.report,
    "claims": _whole(claims.report),
    "large": large,
}
"""Each says whether its gate passes."""
# The others take half an hour and more.
USUAL = ("startup", "corpus", "growth")


def main(words: list[str]) -> int:
    """Run the parts that are named; what stands behind `growth` or `large` are shapes."""
    asked: list[tuple[str, list[str]]] = []
    for word in words or USUAL:
        if word in PARTS:
            asked.append((word, []))
        elif asked:
            asked[-1][1].append(word)
        else:
            print(f"no such part: {word}; there are {', '.join(PARTS)}", file=sys.stderr)
            return 2
    passed = True
    for part, names in asked:
        passed &= PARTS[part](names)
        print()
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
