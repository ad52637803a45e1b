"""The functions `ip()` and `cidr()` of Kubernetes' CEL, with its names and meanings, for the CEL engine.

They follow https://github.com/kubernetes/apiserver/blob/v0.37.0-beta.0/pkg/cel/library/ip.go and cidr.go next to it.
The engine has no values of types of ours: while it runs, an IP or a CIDR is its text as bytes, so that `==` and
`string()` work by themselves. A condition is checked with the types `net.IP` and `net.CIDR`, so it cannot notice.
"""

from __future__ import annotations

from collections.abc import Callable

from svclint.claims.addresses import AddressProblem, NotAnAddress, format_address, parse_address
from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cel_expr_python import cel

_BITS = {4: 32, 6: 128}
# Longer than any address and any prefix length; bounds the work.
_LONGEST_ADDRESS, _LONGEST_LENGTH = 64, 3
# https://pkg.go.dev/net/netip#ParseAddr accepts every spelling of an IPv6 address without a zone.
_ACCEPTED = frozenset({AddressProblem.NOT_CANONICAL})


@dataclass(frozen=True, slots=True)
class Overload:
    """A function, by the types of its operands: `string`, `int`, `bool`, `ip` or `cidr`. A `member` is a method."""

    name: str
    operands: tuple[str, ...]
    result: str
    work: Callable[..., Any]
    member: bool = True


def environment(variables: dict[str, cel.Type], *, typed: bool) -> cel.Env:
    """The environment of conditions over the variables, with the functions.

    With `typed`, it only checks types: an IP is a `net.IP`. The other one evaluates.
    """
    from cel_expr_python import cel

    types = {"string": cel.Type.STRING, "int": cel.Type.INT, "bool": cel.Type.BOOL}
    for name, opaque in (("ip", "net.IP"), ("cidr", "net.CIDR")):
        types[name] = cel.Type.AbstractType(opaque) if typed else cel.Type.BYTES
    overloads: dict[str, list[cel.Overload]] = {}
    for overload in OVERLOADS:
        work = {} if typed else {"impl": overload.work}
        operands = [types[operand] for operand in overload.operands]
        kind = "_".join((overload.name, *overload.operands))
        declared = cel.Overload(kind, types[overload.result], operands, is_member=overload.member, **work)
        overloads.setdefault(overload.name, []).append(declared)
    if typed:
        plain = (cel.Type.BYTES, cel.Type.DOUBLE, cel.Type.UINT, cel.Type.TIMESTAMP, cel.Type.DURATION)
        overloads["string"] = [
            cel.Overload(f"{kind.name()}_to_string", cel.Type.STRING, [kind]) for kind in (*types.values(), *plain)
        ]
    return cel.NewEnv(
        variables=variables,
        functions=[cel.FunctionDecl(name, several) for name, several in overloads.items()],
        # A function cannot be declared in two places: `string` is the engine's, and has two operands more here.
        config=cel.NewEnvConfigFromYaml("stdlib: {exclude_functions: [{name: string}]}" if typed else "{}"),
    )


def _parsed(text: str) -> tuple[int, int]:
    """The family and the value of an address, as Kubernetes' CEL reads it. Raises ValueError for any other text."""
    if len(text) <= _LONGEST_ADDRESS:
        parsed = parse_address(text)
        if not isinstance(parsed, NotAnAddress) and _ACCEPTED.issuperset(parsed.problems):
            return parsed.family, parsed.value
    raise ValueError(f"{text[:100]!r} is not an IP address; test it first with isIP()")


def _prefix(text: str) -> tuple[int, int, int]:
    """The family and the value of the address, and the length, of a CIDR. Raises ValueError for any other text."""
    start, slash, length = text.rpartition("/")
    number = int(length) if length.isascii() and length.isdecimal() and len(length) <= _LONGEST_LENGTH else -1
    if slash and str(number) == length and _is_ip(start):
        family, value = _parsed(start)
        if 0 <= number <= _BITS[family]:
            return family, value, number
    raise ValueError(f"{text[:100]!r} is not a CIDR; test it first with isCIDR()")


def _reads(read: Callable[[str], object], text: str) -> bool:
    try:
        read(text)
    except ValueError:
        return False
    return True


def _is_ip(text: str) -> bool:
    return _reads(_parsed, text)


def _is_cidr(text: str) -> bool:
    return _reads(_prefix, text)


def _ip(text: str) -> bytes:
    return format_address(*_parsed(text)).encode()


def _cidr(text: str) -> bytes:
    family, value, length = _prefix(text)
    return f"{format_address(family, value)}/{length}".encode()


def _is_canonical(text: str) -> bool:
    return _ip(text).decode() == text


def _read(ip: bytes) -> tuple[int, int]:
    return _parsed(ip.decode())


def _read_cidr(cidr: bytes) -> tuple[int, int, int]:
    return _prefix(cidr.decode())


def _within(network: str) -> Callable[[tuple[int, int]], bool]:
    """Whether an address is in a network."""
    outer = _prefix(network)
    return lambda address: _contains(outer, (*address, _BITS[address[0]]))


def _contains(outer: tuple[int, int, int], inner: tuple[int, int, int]) -> bool:
    family, value, length = outer
    rest = _BITS[family] - length
    return family == inner[0] and length <= inner[2] and value >> rest == inner[1] >> rest


_LOOPBACK = {4: _within("127.0.0.0/8"), 6: _within("::1/128")}
_MULTICAST = {4: _within("224.0.0.0/4"), 6: _within("ff00::/8")}
_LINK_LOCAL = {4: _within("169.254.0.0/16"), 6: _within("fe80::/10")}
_LINK_LOCAL_MULTICAST_V4 = _within("224.0.0.0/24")
_BROADCAST = (4, 2**32 - 1)


def _is_unspecified(ip: bytes) -> bool:
    return _read(ip)[1] == 0


def _is_loopback(ip: bytes) -> bool:
    address = _read(ip)
    return _LOOPBACK[address[0]](address)


def _is_link_local_multicast(ip: bytes) -> bool:
    family, value = _read(ip)
    # The scope of an IPv6 multicast address is in its first 16 bits, after the flags.
    return _LINK_LOCAL_MULTICAST_V4((family, value)) if family == 4 else value >> 112 & 0xFF0F == 0xFF02


def _is_link_local_unicast(ip: bytes) -> bool:
    address = _read(ip)
    return _LINK_LOCAL[address[0]](address)


def _is_global_unicast(ip: bytes) -> bool:
    address = _read(ip)
    networks = (kind[address[0]] for kind in (_LOOPBACK, _MULTICAST, _LINK_LOCAL))
    return address[1] != 0 and address != _BROADCAST and not any(within(address) for within in networks)


def _contains_ip(cidr: bytes, ip: bytes) -> bool:
    family, value = _read(ip)
    return _contains(_read_cidr(cidr), (family, value, _BITS[family]))


def _contains_cidr(cidr: bytes, other: bytes) -> bool:
    return _contains(_read_cidr(cidr), _read_cidr(other))


def _masked(cidr: bytes) -> bytes:
    family, value, length = _read_cidr(cidr)
    rest = _BITS[family] - length
    return f"{format_address(family, value >> rest << rest)}/{length}".encode()


OVERLOADS = (
    Overload("isIP", ("string",), "bool", _is_ip, member=False),
    Overload("ip", ("string",), "ip", _ip, member=False),
    Overload("ip.isCanonical", ("string",), "bool", _is_canonical, member=False),
    Overload("family", ("ip",), "int", lambda ip: _read(ip)[0]),
    Overload("isUnspecified", ("ip",), "bool", _is_unspecified),
    Overload("isLoopback", ("ip",), "bool", _is_loopback),
    Overload("isLinkLocalMulticast", ("ip",), "bool", _is_link_local_multicast),
    Overload("isLinkLocalUnicast", ("ip",), "bool", _is_link_local_unicast),
    Overload("isGlobalUnicast", ("ip",), "bool", _is_global_unicast),
    Overload("isCIDR", ("string",), "bool", _is_cidr, member=False),
    Overload("cidr", ("string",), "cidr", _cidr, member=False),
    Overload("containsIP", ("cidr", "string"), "bool", lambda cidr, text: _contains_ip(cidr, _ip(text))),
    Overload("containsIP", ("cidr", "ip"), "bool", _contains_ip),
    Overload("containsCIDR", ("cidr", "string"), "bool", lambda cidr, text: _contains_cidr(cidr, _cidr(text))),
    Overload("containsCIDR", ("cidr", "cidr"), "bool", _contains_cidr),
    Overload("ip", ("cidr",), "ip", lambda cidr: cidr.rpartition(b"/")[0]),
    Overload("prefixLength", ("cidr",), "int", lambda cidr: _read_cidr(cidr)[2]),
    Overload("masked", ("cidr",), "cidr", _masked),
)
