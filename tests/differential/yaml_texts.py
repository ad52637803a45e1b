"""A random generator → YAML of a ConfigMap whose `data` has the scalars, tags, keys and merges nobody writes."""

from __future__ import annotations

from random import Random

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}}}\ndata:\n"
_WORDS = (
    "true", "false", "yes", "no", "on", "off", "y", "n", "null", "~", "", "nan", "inf", "0x1F", "0o17", "0b11", "017",
    "1_000", "1e3", "1E+3", ".5", "5.", "+1", "-1", "-0", "+.inf", "-.Inf", ".NaN", "190:20:30", "1:60", "12e03",
    "2001-01-01", "2001-12-14t21:59:43.10-05:00", "18446744073709551615", "9223372036854775808", "=", "<<", "0x",
    "_", "1__0", "0_", "-", "- a", "1.2.3.4", "10.0.0.0/8", "fe80::1%e", "::", "0.1", "1e-7", "0e0", "08", "09.5",
)  # fmt: skip
_LETTERS = "0123456789+-._eExXoObBaAfFnNtTyY:~,"
_TAGS = ("!!str", "!!int", "!!float", "!!bool", "!!null", "!!binary", "!", "!foo", "!!timestamp", "!!set", "!!seq")
_ESCAPES = (
    "\\n",
    "\\t",
    "\\x41",
    "\\u00e9",
    "\\U0001F600",
    "\\\\",
    '\\"',
    "\\/",
    "\\0",
    "\\_",
    "\\N",
    "\\q",
    "\\e",
    "\\ ",
)


def scalar(random: Random) -> str:
    """A plain scalar in one line, or what looks like one."""
    word = random.choice(_WORDS)
    if random.random() < 0.3:
        word = "".join(random.choice((letter.upper(), letter.lower())) for letter in word)
    if random.random() < 0.4:
        word = "".join(random.choice(_LETTERS) for _ in range(random.randint(1, 7)))
    elif random.random() < 0.2:
        at = random.randint(0, len(word))
        word = word[:at] + random.choice(_LETTERS) + word[at:]
    return word


def value(random: Random) -> str:
    """A value: plain, quoted, tagged or in a block, to be written after a key at the second level."""
    match random.randint(0, 7):
        case 0 | 1 | 2:
            return scalar(random)
        case 3:
            return "'" + scalar(random).replace("'", "''") + random.choice(("", "''", "\n\n   x", "\n   ")) + "'"
        case 4:
            parts = [random.choice((scalar(random), random.choice(_ESCAPES), "\n   ", "\\\n   ")) for _ in range(3)]
            return '"' + "".join(parts) + '"'
        case 5:
            return f"{random.choice(_TAGS)} {random.choice((scalar(random), repr(scalar(random)), 'aGk='))}"
        case 6:
            head = random.choice("|>") + random.choice(("", "-", "+", "2", "1-", "+2", "3"))
            lines = [random.choice(("", " ", "  ")) + scalar(random) if random.random() < 0.8 else "" for _ in range(3)]
            return head + "".join(f"\n   {line}" if line else "\n" for line in lines)
        case _:
            items = [random.choice((scalar(random), f"'{scalar(random)}'", "[]", "{}")) for _ in range(2)]
            return random.choice(("[{}, {}]", "{{{}: 1, {}: 2}}", "{{a: {}, b: {}}}", "[{},{},]")).format(*items)


def of_scalars(random: Random) -> str:
    """Values of all styles."""
    return f"  a: {value(random)}\n  b: {value(random)}\n"


def of_keys(random: Random) -> str:
    """Keys of all styles, also long ones and those that are equal once they are read."""
    keys = [random.choice((scalar(random), value(random))) for _ in range(2)]
    key = keys[0].split("\n")[0]
    return random.choice(
        ("  {}: x\n  {}: y\n", "  ? {}\n  : x\n  b: {}\n", "  {{{}: x, {}: y}}\n", "  a: {{{}: x}}\n")
    ).format(key, keys[1].split("\n")[0])


def of_merges(random: Random) -> str:
    """Anchors, aliases and merges of maps, lists and what cannot be merged."""
    maps = [f"{{k{random.randint(0, 2)}: {number}, k{random.randint(0, 2)}: x}}" for number in range(2)]
    merged = random.choice(
        ("*a", "[*a, *b]", "[*b, *a]", maps[0], f"[*a, {maps[1]}]", "x", "[x]", "~", "*c", "[[*a]]", "[]")
    )
    key = random.choice(("<<", "<<", "<<", "!!merge <<", "'<<'", '"<<"', "!!str <<", "? <<\n   "))
    own = [f"   k{random.randint(0, 2)}: own\n" for _ in range(random.randint(0, 2))]
    lines = [f"   {key}: {merged}\n", *own]
    if random.random() < 0.3:
        lines.append(f"   <<: {random.choice(('*a', '*b', '{}'))}\n")
    random.shuffle(lines)
    return f"  a: &a {maps[0]}\n  b: &b {maps[1]}\n  c: &c [1]\n  d:\n{''.join(lines)}"


KINDS = {"scalars and tags": of_scalars, "keys": of_keys, "anchors and merges": of_merges}
