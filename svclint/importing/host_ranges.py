"""A host pattern of an Ansible inventory (`node[01:03]`, `10.11.1.[34:36]`) → the names it stands for."""

from __future__ import annotations

from svclint.lazy_re import regex

MOST = 4096
"""Names that one pattern may stand for; what is larger is taken for one name."""

_RANGE = regex(r"\[(\w{1,9}):(\w{1,9})(?::(\d{1,4}))?\]")


def expanded(pattern: str) -> tuple[str, ...]:
    """The names, in order. Numbers keep the width of a first one with leading zeros; letters are single ones.

    https://docs.ansible.com/ansible/latest/inventory_guide/intro_inventory.html#adding-ranges-of-hosts
    """
    names = [""]
    rest = pattern
    while found := _RANGE.search(rest):
        steps = _steps(found[1], found[2], int(found[3] or 1))
        if not steps or len(names) * len(steps) > MOST:
            return (pattern,)
        names = [name + rest[: found.start()] + step for name in names for step in steps]
        rest = rest[found.end() :]
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
