"""In a separate process: a command → the same command without network, including loopback.

On Linux, the process enters a new network namespace (as a user, in a new user namespace) or, where that is not allowed,
as in most containers, installs a filter of system calls. If neither works, it exits with status 125 before it runs the
command.
"""

import ctypes
import os
import sys
from contextlib import suppress

_NEW_USER, _NEW_NET = 0x10000000, 0x40000000
_DEATH_SIGNAL, _KILL = 1, 9
"""If svclint itself is killed, the command is too."""
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
# By machine: the kernel's number of the architecture, and that of the system call `socket`.
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_IO_URING = 425
"""`io_uring_setup`: io_uring can create sockets without the system call `socket`."""
_FOREIGN = 0x40000000
"""The first system call of the x32 ABI."""
_LOAD, _EQUALS, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 13
_STATUS = 125


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def main(words: list[str]) -> None:
    """Run the command `words` in place of this process; without words, exit with status 0 if isolation works."""
    system = ctypes.CDLL(None, use_errno=True)
    if not (_enter_namespace(system) or _deny_sockets(system)) or _reaches_loopback():
        sys.stderr.write("the system cannot isolate it from the network")
        sys.exit(_STATUS)
    if words:
        system.prctl(_DEATH_SIGNAL, _KILL, 0, 0, 0)
        os.execv(words[0], words)  # noqa: S606 - svclint's own words, without a shell


def _enter_namespace(system: ctypes.CDLL) -> bool:
    """Enter a new network namespace, in which not even loopback is up; returns whether that worked."""
    user, group = os.getuid(), os.getgid()
    if system.unshare(_NEW_NET) == 0:
        return True
    if system.unshare(_NEW_USER | _NEW_NET) != 0:
        return False
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with suppress(OSError), open(f"/proc/self/{name}", "w", encoding="ascii") as file:
            file.write(text)
    return True


def _deny_sockets(system: ctypes.CDLL) -> bool:
    """Install a filter that denies the creation of sockets; returns whether that worked."""
    known = _MACHINES.get(os.uname().machine)
    if known is None:
        return False
    steps = (
        (_LOAD, 0, 0, 4),
        (_EQUALS, 0, 5, known[0]),
        (_LOAD, 0, 0, 0),
        (_AT_LEAST, 3, 0, _FOREIGN),
        (_EQUALS, 2, 0, known[1]),
        (_EQUALS, 1, 0, _IO_URING),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    )
    program_code = b"".join(
        code.to_bytes(2, sys.byteorder) + bytes((true, false)) + value.to_bytes(4, sys.byteorder)
        for code, true, false, value in steps
    )
    program = _Program(len(steps), program_code)
    if system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(system.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _reaches_loopback() -> bool:
    """Is loopback still reachable, because the system only pretends to isolate? Nothing is sent."""
    import _socket

    try:
        _socket.socket(_socket.AF_INET, _socket.SOCK_DGRAM).connect(("127.0.0.1", 9))
    except OSError:
        return False
    return True


if __name__ == "__main__":
    main(sys.argv[1:])
