"""One machine of the lab: runs inside its network namespace, answers TCP with its name, does what standard input says.

A line in is a JSON list, a word and its arguments; a line out is {"value": …} or {"error": …}. It ends when standard
input does, and after LIFE seconds in any case: a namespace lives as long as its processes, so nothing is left behind.
It knows the standard library only, and nothing of svclint.
"""

from __future__ import annotations

import json
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

LIFE = 120
PATIENCE = 2.0
CARD = "eth0"
ETHER_ARP = 0x0806
ETHER_IPV6 = 0x86DD
NEIGHBOUR_SOLICITATION = 135
NEIGHBOUR_ADVERTISEMENT = 136
ICMPV6 = 58


def listen(name: str, port: int) -> None:
    """Answer connections to the port on every address of the machine, as a daemon on 0.0.0.0 and [::] does."""
    door = socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)

    def serve() -> None:
        while True:
            peer, _ = door.accept()
            with peer:
                peer.sendall(name.encode())

    threading.Thread(target=serve, daemon=True).start()


def serve_api(port: int) -> None:
    """Be the API server: a client gets the addresses of all Services as a JSON list, and the list again on each change.

    That is a list and a watch, reduced to what kube-proxy binds. What clients send (pings) is not read.
    """
    door = socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)

    def serve() -> None:
        while True:
            client, _ = door.accept()
            with api.lock:
                api.clients.append(client)
                client.sendall(api.line())

    threading.Thread(target=serve, daemon=True).start()


def publish(addresses: list[str]) -> None:
    """Set the addresses of all Services, and send them to all clients that watch."""
    with api.lock:
        api.addresses = addresses
        for client in list(api.clients):
            try:
                client.sendall(api.line())
            except OSError:
                api.clients.remove(client)


class Api:
    """The state of the API server."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.addresses: list[str] = []
        self.clients: list[socket.socket] = []

    def line(self) -> bytes:
        return json.dumps(self.addresses).encode() + b"\n"


api = Api()
children: dict[int, subprocess.Popen[bytes]] = {}


def start(command: list[str]) -> int:
    """Start a process in the namespace, which ends at the latest with its standard input; its process id."""
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    children[child.pid] = child
    return child.pid


def kill(pid: int) -> None:
    """End a process of `start`."""
    child = children.pop(pid)
    child.kill()
    child.wait()


def connect(address: str, port: int) -> str:
    """The name of the machine that answered, `refused`, or what else went wrong."""
    try:
        with socket.create_connection((address, port), timeout=PATIENCE) as peer:
            return peer.recv(64).decode()
    except ConnectionRefusedError:
        return "refused"
    except TimeoutError:
        return "silence"
    except OSError as error:
        return str(error.strerror)


def ask_lan(address: str, seconds: float) -> list[str]:
    """Ask the LAN who has the address, by ARP or neighbour discovery; the MAC addresses of all who answer in time."""
    return sorted(_solicit(address, seconds) if ":" in address else _arp(address, seconds))


def _arp(address: str, seconds: float) -> set[str]:
    with _card(ETHER_ARP) as card:
        mine = card.getsockname()[4]
        # Ethernet header; then Ethernet and IPv4, sizes 6 and 4, request; sender 0.0.0.0, as a probe has; target.
        ethernet = b"\xff" * 6 + mine + struct.pack("!H", ETHER_ARP)
        body = struct.pack("!HHBBH", 1, 0x0800, 6, 4, 1) + mine + bytes(4) + bytes(6) + socket.inet_aton(address)
        card.send(ethernet + body)
        # In the frame: operation at 20 (2 is a reply), the sender's MAC at 22, its address at 28.
        replies = (frame for frame in _frames(card, seconds) if frame[20:22] == b"\x00\x02")
        return {_mac(frame[22:28]) for frame in replies if frame[28:32] == socket.inet_aton(address)}


def _solicit(address: str, seconds: float) -> set[str]:
    target = socket.inet_pton(socket.AF_INET6, address)
    group = socket.inet_pton(socket.AF_INET6, "ff02::1:ff00:0")[:13] + target[13:]
    with _card(ETHER_IPV6) as heard, socket.socket(socket.AF_INET6, socket.SOCK_RAW, ICMPV6) as voice:
        mine = heard.getsockname()[4]
        voice.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_HOPS, 255)
        # Type, code, checksum (the kernel's work), reserved, target; then the option "source link-layer address".
        body = struct.pack("!BBHI", NEIGHBOUR_SOLICITATION, 0, 0, 0) + target + b"\x01\x01" + mine
        voice.sendto(body, (socket.inet_ntop(socket.AF_INET6, group), 0, 0, socket.if_nametoindex(CARD)))
        # In the frame: the next header at 20, ICMPv6's type at 54, the target at 62.
        replies = (frame for frame in _frames(heard, seconds) if frame[20] == ICMPV6)
        return {
            _mac(frame[6:12]) for frame in replies if (frame[54], frame[62:78]) == (NEIGHBOUR_ADVERTISEMENT, target)
        }


def _card(protocol: int) -> socket.socket:
    card = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(protocol))
    card.bind((CARD, protocol))
    return card


def _frames(card: socket.socket, seconds: float) -> list[bytes]:
    """All frames that come to this machine until the time is over; sent ones are not among them."""
    frames: list[bytes] = []
    end = time.monotonic() + seconds
    while True:
        # What came in time is read in any case, also where this process had to wait for its turn.
        card.settimeout(max(end - time.monotonic(), 0))
        try:
            frame, source = card.recvfrom(2048)
        except (TimeoutError, BlockingIOError):
            return frames
        if source[2] != socket.PACKET_OUTGOING:
            frames.append(frame)


def _mac(raw: bytes) -> str:
    return raw.hex(":")


def run(command: list[str], text: str) -> str:
    """Run a command in the namespace; its standard output. A status other than 0 is an error."""
    done = subprocess.run(command, input=text, capture_output=True, text=True, check=False, timeout=10)
    if done.returncode:
        raise OSError(f"{' '.join(command)}: {done.stderr.strip()}")
    return done.stdout


def sysctl(name: str, value: int) -> None:
    """Set one of the namespace's own kernel settings, `ipv4/conf/all/arp_ignore` for example."""
    Path("/proc/sys/net", name).write_text(f"{value}\n")


WORDS: dict[str, Callable[..., object]] = {
    "listen": listen, "connect": connect, "ask-lan": ask_lan, "run": run, "sysctl": sysctl,
    "serve-api": serve_api, "publish": publish, "start": start, "kill": kill,
}  # fmt: skip


def main() -> None:
    """Obey until standard input ends."""
    signal.alarm(LIFE)
    for line in sys.stdin:
        word, *arguments = json.loads(line)
        try:
            answer = {"value": WORDS[word](*arguments)}
        except (OSError, subprocess.SubprocessError) as error:
            answer = {"error": str(error)}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
