from __future__ import annotations

import sys
from collections.abc import Callable, Mapping

import corpus
import growth
import startup

PARTS: Mapping[str, Callable[[], None]] = {
    "startup": startup.report,
    "corpus": corpus.report,
    "growth": growth.report,
}


def main(words: list[str]) -> int:
    unknown = [word for word in words if word not in PARTS]
    if unknown:
        print(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}", file=sys.stderr)
        return 2
    for name in words or PARTS:
        PARTS[name]()
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
