"""The founding incident's network, built of network namespaces on one Linux machine.

    client .77 ──┐
    lb .5, .250 ─┤ switch (a bridge) ├─ node1 .11 (control plane) ── pod1
                                     └─ node2 .12 (worker) ──────── web (the Service's backend)

All of it is 192.168.11.0/24; .250 is the control plane's virtual address, which the load balancer owns. Namespaces have
no names: each lives as long as the process in it (machine.py), so runs cannot meet and nothing outlives the test.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

VIP, VIP6 = "192.168.11.250", "fd11::250"
OWNER = "lb"
LAN = {"lb": 5, "node1": 11, "node2": 12, "client": 77}
NODES = ("node1", "node2")
PODS = {"pod1": ("node1", "10.233.64"), "web": ("node2", "10.233.65")}
BACKEND = ("10.233.65.2", 8080)
# sshd, the Service of the incident, a port that nodes have no daemon on, the Kubernetes API.
PORTS = (22, 80, 443, 6443)
LISTENERS: Mapping[str, Sequence[int]] = {"lb": PORTS, "node1": (22, 6443), "node2": (22,), "web": (BACKEND[1],)}

# Where ip and nft are, also for somebody who is not root.
_PATH = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin", "/sbin"])
ENVIRONMENT = {**os.environ, "PATH": _PATH}
# How long answers to one ARP request are collected; they come within a millisecond.
_LISTENING = 0.25


class LabError(Exception):
    """The lab cannot be built here, or a command in it failed."""


class Machine(contextlib.AbstractContextManager["Machine"]):
    """A namespace and the process in it."""

    def __init__(self, name: str, prefix: Sequence[str]) -> None:
        self.name = name
        script = Path(__file__).with_name("machine.py")
        # A session of its own: Ctrl-C is for the test, which then ends the machines.
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-I", "-S", str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, start_new_session=True, env=ENVIRONMENT,
        )  # fmt: skip
        self.pid = self._process.pid

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def ask(self, word: str, *arguments: object) -> object:
        """What the machine answers to a word of machine.py. Raises LabError for its error, or when it has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            print(json.dumps([word, *arguments]), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"error": "it has ended"}
        if "error" in answer:
            raise LabError(f"{self.name}: {answer['error']}")
        return answer["value"]

    def ip(self, arguments: str) -> str:
        return str(self.ask("run", ["ip", *arguments.split()], ""))

    def nft(self, rules: str) -> None:
        self.ask("run", ["nft", "-f", "-"], rules)

    def sysctl(self, name: str, value: int) -> None:
        self.ask("sysctl", name, value)

    def reach(self, address: str, port: int) -> str:
        """Who answers there: the name of a machine, or `refused`."""
        return str(self.ask("connect", address, port))

    def owns(self, address: str) -> bool:
        """Whether the kernel delivers packets to the address to this machine itself."""
        return self.ip(f"route get {address}").startswith("local ")


@dataclass(frozen=True, slots=True)
class Lab:
    """The network: its machines by name."""

    machines: Mapping[str, Machine]

    def __getitem__(self, name: str) -> Machine:
        return self.machines[name]

    @property
    def nodes(self) -> tuple[Machine, ...]:
        return tuple(self[name] for name in NODES)

    def owners(self, address: str) -> tuple[str, ...]:
        """The names of the machines that tell the client, when it asks the LAN, that the address is theirs."""
        answers = self["client"].ask("ask-lan", address, _LISTENING)
        assert isinstance(answers, list)
        return tuple(name for name in LAN if mac(name) in answers)

    @contextlib.contextmanager
    def believing(self, owner: str, address: str) -> Iterator[Machine]:
        """The client after `owner` won the race of answers: it sends what is for the address to that machine."""
        client = self["client"]
        client.ip(f"neigh replace {address} lladdr {mac(owner)} dev eth0 nud permanent")
        try:
            yield client
        finally:
            client.ip(f"neigh del {address} dev eth0")


@contextlib.contextmanager
def built(listeners: Mapping[str, Sequence[int]] = LISTENERS) -> Iterator[Lab]:
    """The network, built and taken down. Raises LabError where namespaces, bridges or nftables are not to be had."""
    if missing := [command for command in ("unshare", "nsenter", "ip", "nft") if not shutil.which(command, path=_PATH)]:
        raise LabError(f"not installed: {', '.join(missing)}")
    first, others = _prefixes()
    with contextlib.ExitStack() as ending:
        switch = _start(ending, "switch", first)
        more = [part.replace("PID", str(switch.pid)) for part in others]
        lab = Lab({name: _start(ending, name, more) for name in (*LAN, *PODS)})
        switch.ip("link add lan type bridge forward_delay 0")
        switch.ip("link set lan up")
        for name, number in LAN.items():
            _plug(switch, lab[name], number)
        lab[OWNER].ip(f"addr add {VIP}/24 dev eth0")
        for name, (node, subnet) in PODS.items():
            _start_pod(lab, lab[name], node, subnet)
        for name, ports in listeners.items():
            for port in ports:
                lab[name].ask("listen", name, port)
        yield lab


def add_ipv6(lab: Lab) -> None:
    """Give the machines of the LAN an IPv6 address too, and the load balancer VIP6. `nodad`: usable without delay."""
    for name, number in LAN.items():
        lab[name].sysctl("ipv6/conf/eth0/disable_ipv6", 0)
        lab[name].ip(f"addr add fd11::{number}/64 dev eth0 nodad")
    lab[OWNER].ip(f"addr add {VIP6}/64 dev eth0 nodad")


def mac(name: str) -> str:
    """The MAC address of a machine of the LAN."""
    return f"02:00:00:00:00:{LAN[name]:02x}"


def ip(name: str) -> str:
    """The address of a machine of the LAN."""
    return f"192.168.11.{LAN[name]}"


def _prefixes() -> tuple[list[str], list[str]]:
    """What starts the first machine in a namespace of its own, and the others with the process PID as the first.

    Root needs no more than the namespace. Others get a user namespace in which they are root, where the system lets
    them; the other machines join it.
    """
    last = ""
    join = ["nsenter", "--target", "PID", "--user", "--preserve-credentials", "--"]
    for first, before in ((["unshare", "--net"], []), (["unshare", "--user", "--map-root-user", "--net"], join)):
        done = subprocess.run([*first, "true"], capture_output=True, text=True, check=False, env=ENVIRONMENT)
        if done.returncode == 0:
            return first, [*before, "unshare", "--net"]
        last = done.stderr.strip()
    raise LabError(f"network namespaces are not allowed here: {last}")


def _start(ending: contextlib.ExitStack, name: str, prefix: Sequence[str]) -> Machine:
    machine = ending.enter_context(Machine(name, prefix))
    # Its first answer says that it has left our namespace: from here on nothing can touch the host's network.
    machine.ip("link set lo up")
    assert os.readlink(f"/proc/{machine.pid}/ns/net") != os.readlink("/proc/self/ns/net")
    return machine


def _plug(switch: Machine, machine: Machine, number: int) -> None:
    switch.ip(f"link add {machine.name} type veth peer name eth0 address {mac(machine.name)} netns {machine.pid}")
    switch.ip(f"link set {machine.name} master lan up")
    machine.ip(f"addr add {ip(machine.name)}/24 dev eth0")
    machine.ip("link set eth0 up")


def _start_pod(lab: Lab, pod: Machine, host: str, subnet: str) -> None:
    """A pod behind its node, which forwards for it as nodes do; the rest of the LAN knows the way."""
    node = lab[host]
    node.ip(f"link add pod type veth peer name eth0 netns {pod.pid}")
    node.ip(f"addr add {subnet}.1/24 dev pod")
    node.ip("link set pod up")
    node.sysctl("ipv4/ip_forward", 1)
    # By default a refusal by ICMP goes to one machine once in a second; what comes between waits for its next try.
    node.sysctl("ipv4/icmp_ratelimit", 0)
    pod.ip(f"addr add {subnet}.2/24 dev eth0")
    pod.ip("link set eth0 up")
    pod.ip(f"route add default via {subnet}.1")
    for name in LAN:
        if name != host:
            lab[name].ip(f"route add {subnet}.0/24 via {ip(host)}")
