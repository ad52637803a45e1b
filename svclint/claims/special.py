"""Block → its special purpose (loopback, link-local, metadata, documentation, …), and whether it is private."""

from __future__ import annotations

from svclint.model import Block

# The IANA special-purpose registries (RFC 6890 and its updates); the first range that contains the whole block counts.
# The metadata addresses are those of AWS, GCP, Azure and OpenStack, and that of AWS for IPv6.
_SPECIAL = (
    ("unspecified", 4, 0x00000000, 32),
    ("loopback", 4, 0x7F000000, 8),
    ("metadata", 4, 0xA9FEA9FE, 32),
    ("link-local", 4, 0xA9FE0000, 16),
    ("multicast", 4, 0xE0000000, 4),
    ("broadcast", 4, 0xFFFFFFFF, 32),
    ("reserved", 4, 0xF0000000, 4),
    ("this-network", 4, 0x00000000, 8),
    ("documentation", 4, 0xC0000200, 24),
    ("documentation", 4, 0xC6336400, 24),
    ("documentation", 4, 0xCB007100, 24),
    ("unspecified", 6, 0, 128),
    ("loopback", 6, 1, 128),
    ("metadata", 6, 0xFD00_0EC2 << 96 | 0x254, 128),
    ("link-local", 6, 0xFE80 << 112, 10),
    ("multicast", 6, 0xFF00 << 112, 8),
    ("documentation", 6, 0x2001_0DB8 << 96, 32),
    ("documentation", 6, 0x3FFF << 112, 20),
)
# RFC 1918 and RFC 4193. 100.64.0.0/10 (RFC 6598) is shared address space of providers, not private.
_PRIVATE = ((4, 0x0A000000, 8), (4, 0xAC100000, 12), (4, 0xC0A80000, 16), (6, 0xFC00 << 112, 7))


def special(block: Block) -> str:
    """The purpose of the special range that contains the whole block, or an empty string.

    One of unspecified, loopback, metadata, link-local, multicast, broadcast, reserved, this-network and documentation.
    """
    return next((word for word, family, base, prefix in _SPECIAL if _inside(block, family, base, prefix)), "")


def private(block: Block) -> bool:
    """Whether every address of the block is private: RFC 1918, or unique local IPv6 (RFC 4193)."""
    return any(_inside(block, family, base, prefix) for family, base, prefix in _PRIVATE)


def _inside(block: Block, family: int, base: int, prefix: int) -> bool:
    shift = (32 if family == 4 else 128) - prefix
    return block.family == family and block.first >> shift == base >> shift == block.last >> shift
