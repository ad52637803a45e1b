"""The functions that conditions of rules can call, with examples that are true: a section of the vocabulary page."""

from __future__ import annotations

from docs_markdown import code, table

# Signature, meaning, and a condition that is true.
Row = tuple[str, str, str]

CEL: tuple[Row, ...] = (
    ("text.contains(text)", "Whether the text contains another one.", '"ks-apiserver".contains("api")'),
    ("text.startsWith(text)", "Whether the text begins with another one.", '"kube-system".startsWith("kube-")'),
    ("text.endsWith(text)", "Whether the text ends with another one.", '"lb.example.com".endsWith(".com")'),
    (
        "text.matches(text)",
        "Whether a regular expression, in the syntax of RE2, matches a part of the text.",
        '"web-12".matches("^web-[0-9]+$")',
    ),
    ("size(text), size(list)", "The number of characters, or of items.", 'size("web") == 3 && size(["a", "b"]) == 2'),
    ("item in list", "Whether a list has the item.", '"vip" in ["node", "vip"]'),
    ("list.exists(x, condition)", "Whether the condition is true for an item.", '["a", "b"].exists(x, x == "b")'),
    (
        "list.all(x, condition)",
        "Whether the condition is true for all items; true for an empty list.",
        '["web", "wiki"].all(x, x.startsWith("w"))',
    ),
    (
        "list.exists_one(x, condition)",
        "Whether the condition is true for exactly one item.",
        '["a", "b"].exists_one(x, x == "b")',
    ),
    (
        "list.filter(x, condition)",
        "The items for which the condition is true.",
        '["web", "db"].filter(x, x.startsWith("w")) == ["web"]',
    ),
    ("string(value)", "A number, an IP or a CIDR as text.", 'string(80) == "80"'),
    ("int(text)", "A text as a number; an error for any other text.", 'int("80") == 80'),
    ("condition ? value : value", "The first value if the condition is true, else the second.", "(true ? 1 : 2) == 1"),
)
ADDRESSES: tuple[Row, ...] = (
    (
        "isIP(text)",
        "Whether the text is an IPv4 or IPv6 address. Zones, leading zeros and IPv4-mapped addresses are not allowed.",
        'isIP("192.168.0.1") && !isIP("192.168.0.0/24")',
    ),
    ("ip(text)", "The text as an IP; an error if it is not one.", 'ip("2001:DB8::1") == ip("2001:db8::1")'),
    (
        "ip.isCanonical(text)",
        "Whether the address is in its canonical form; an error if the text is not an address.",
        'ip.isCanonical("2001:db8::1") && !ip.isCanonical("2001:DB8::1")',
    ),
    ("IP.family()", "4 or 6.", 'ip("2001:db8::1").family() == 6'),
    ("IP.isUnspecified()", "Whether it is `0.0.0.0` or `::`.", 'ip("::").isUnspecified()'),
    ("IP.isLoopback()", "Whether it is in 127.0.0.0/8, or `::1`.", 'ip("127.0.0.1").isLoopback()'),
    (
        "IP.isLinkLocalMulticast()",
        "Whether it is in 224.0.0.0/24, or a multicast address of IPv6 with the scope of the link.",
        'ip("ff02::1").isLinkLocalMulticast()',
    ),
    (
        "IP.isLinkLocalUnicast()",
        "Whether it is in 169.254.0.0/16 or fe80::/10.",
        'ip("169.254.169.254").isLinkLocalUnicast()',
    ),
    (
        "IP.isGlobalUnicast()",
        "Whether it is not unspecified, broadcast, loopback, multicast or link-local; true for private addresses.",
        'ip("192.168.0.1").isGlobalUnicast()',
    ),
    (
        "isCIDR(text)",
        "Whether the text is an address with a prefix length. Bits after the prefix are allowed.",
        'isCIDR("192.168.0.0/24") && !isCIDR("192.168.0.1")',
    ),
    ("cidr(text)", "The text as a CIDR; an error if it is not one.", 'cidr("192.168.0.0/24").prefixLength() == 24'),
    (
        "CIDR.containsIP(text), CIDR.containsIP(IP)",
        "Whether the CIDR contains the address; an error if the text is not an address.",
        'cidr("192.168.0.0/24").containsIP("192.168.0.7")',
    ),
    (
        "CIDR.containsCIDR(text), CIDR.containsCIDR(CIDR)",
        "Whether the CIDR contains all of another one; an error if the text is not a CIDR.",
        'cidr("192.168.0.0/16").containsCIDR("192.168.10.0/24")',
    ),
    ("CIDR.ip()", "The address, with the bits after the prefix.", 'cidr("192.168.0.1/24").ip() == ip("192.168.0.1")'),
    ("CIDR.prefixLength()", "The prefix length.", 'cidr("2001:db8::/32").prefixLength() == 32'),
    (
        "CIDR.masked()",
        "The CIDR without the bits after the prefix.",
        'cidr("192.168.0.1/24").masked() == cidr("192.168.0.0/24")',
    ),
    ("string(IP), string(CIDR)", "The canonical text.", 'string(cidr("2001:DB8::/32")) == "2001:db8::/32"'),
)
_HEADER = ("Function", "Meaning", "True, for example")
_OF_CEL = """
Conditions are written in [CEL](https://cel.dev). Besides `&&`, `||`, `!`, comparisons, `+` and `-`, they can use:
"""
_OF_ADDRESSES = """
`map` is not available, and a condition has at most 4,096 characters.

### Addresses

Kubernetes has these functions in its own CEL, for instance in a ValidatingAdmissionPolicy. Names and meanings are
[those of Kubernetes](https://kubernetes.io/docs/reference/using-api/cel/#kubernetes-ip-address-library). Only comparing
`type(…)` with `net.IP` is not possible.
"""
_GUARDS = """
A function that gets a text of another kind is an error, which ends the run with status 2. `claim.address` can be an
address, a CIDR, a range such as `10.0.0.1-10.0.0.9`, or a name, so test it first, with a condition on the same claim:

```
isIP(claim.address) && cidr("10.10.0.0/24").containsIP(claim.address)
```

`claim.first_address` and `claim.last_address` are addresses whenever they are not empty, also for a range:

```
claim.first_address != "" && !cidr("10.10.0.0/24").containsIP(claim.last_address)
```
"""


def functions_section() -> list[str]:
    """The section about functions."""
    return [
        "## Functions",
        *_OF_CEL.splitlines(),
        "",
        *table(_HEADER, _rows(CEL)),
        *_OF_ADDRESSES.splitlines(),
        "",
        *table(_HEADER, _rows(ADDRESSES)),
        *_GUARDS.splitlines(),
        "",
    ]


def _rows(rows: tuple[Row, ...]) -> list[Row]:
    return [(code(signature), meaning, code(example)) for signature, meaning, example in rows]
