"""A host pattern of an Ansible inventory (`node[01:03]`, `10.11.1.[34:36]`) → the host names that it denotes."""

from __future__ import annotations

from svclint.lazy_re import regex

MOST = 4096
"""The most names that one pattern may denote; a larger pattern is treated as one name."""

_RANGE = regex(r"\[(\w{1,9}):(\w{1,9})(?::(\d{1,4}))?\]")


def expanded(pattern: str) -> tuple[str, ...]:
    """The names, in order. A first number with leading zeros sets the width; ranges of letters are of single letters.

    https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#adding-ranges-of-hosts
    """
    names = [""]
    rest = pattern
    while match := _RANGE.search(rest):
        steps = _steps(match[1], match[2], int(match[3] or 1))
        if not steps or len(names) * len(steps) > MOST:
            return (pattern,)
        names = [name + rest[: match.start()] + step for name in names for step in steps]
        rest = rest[match.end() :]
    return tuple(name + rest for name in names)


def _steps(first: str, last: str, step: int) -> list[str]:
    if first.isdecimal() and last.isdecimal() and first.isascii() and last.isascii() and step:
        if int(last) - int(first) > MOST * step:
            return []
        width = len(first) if first.startswith("0") else 0
        return [f"{number:0{width}d}" for number in range(int(first), int(last) + 1, step)]
    if len(first) == len(last) == 1 and (first + last).isalpha() and (first + last).isascii() and step:
        return [chr(code) for code in range(ord(first), ord(last) + 1, step)]
    return []
