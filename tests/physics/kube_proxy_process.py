"""kube-proxy over time: it watches Services through one address, and binds from its cache, in ipvs mode.

    kube_proxy_process.py SERVER PORT RESYNC RETRY

Four properties of kube-proxy (Kubernetes v1.36.2) decide whether a cluster heals, and this process has them:

- It binds nothing and unbinds nothing before it has read the Services once (pkg/proxy/ipvs/proxier.go, syncProxyRules).
- It syncs on each change, and again after RESYNC seconds without one, from its cache (same file; 30 s by default).
  A sync adds to kube-ipvs0 what is missing there, and removes what no Service has.
- It notices a broken connection by its own pings (client-go's HTTP/2 health check), not by silence.
- When it cannot reach the API server it keeps its cache and tries again after RETRY seconds. With client-go that is
  0.8 seconds in a new process and grows to 30 to 60 seconds (tools/cache/reflector.go).

Runs inside the namespace of a node, and ends with its standard input. It knows the standard library only.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

LIFE = 120
DEVICE = "kube-ipvs0"

# The chain KUBE-IPVS-FILTER, in an order that can be loaded again and again.
_FILTER = """
table ip kube-ipvs-filter {{}}
delete table ip kube-ipvs-filter
table ip kube-ipvs-filter {{
  chain input {{
    type filter hook input priority 0
    ct state new ip daddr {{ {addresses} }} reject
  }}
}}
"""


class Proxier:
    """The cache, and what it makes of the node."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._services: set[str] | None = None

    def replace(self, services: set[str]) -> None:
        with self._lock:
            self._services = services
        self.sync()

    def sync(self) -> None:
        with self._lock:
            if self._services is None:
                return
            # 0.0.0.0 is nobody's destination: an empty set is an error for nft.
            addresses = ", ".join(sorted(self._services)) or "0.0.0.0"
            subprocess.run(["nft", "-f", "-"], input=_FILTER.format(addresses=addresses), text=True, check=True)
            bound = _bound()
            for address in self._services - bound:
                _run("ip", "addr", "add", f"{address}/32", "dev", DEVICE)
            for address in bound - self._services:
                _run("ip", "addr", "del", f"{address}/32", "dev", DEVICE)


def watch(proxier: Proxier, server: str, port: int, ping: float, retry: float) -> None:
    """List and watch for ever."""
    while True:
        try:
            with socket.create_connection((server, port), timeout=ping) as api:
                for services in _events(api):
                    proxier.replace(services)
        except OSError:
            time.sleep(retry)


def _events(api: socket.socket) -> Iterator[set[str]]:
    lines = b""
    while True:
        try:
            part = api.recv(4096)
        except TimeoutError:
            api.sendall(b"\n")
            continue
        if not part:
            raise ConnectionError("the API server has closed the connection")
        *whole, lines = (lines + part).split(b"\n")
        yield from (set(json.loads(line)) for line in whole)


def _bound() -> set[str]:
    done = subprocess.run(["ip", "-j", "addr", "show", "dev", DEVICE], capture_output=True, check=True)
    return {address["local"] for link in json.loads(done.stdout) for address in link["addr_info"]}


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


def main() -> None:
    """Watch in the background and resync in front."""
    server, port, resync, retry = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
    signal.alarm(LIFE)
    threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
    proxier = Proxier()
    threading.Thread(target=watch, args=(proxier, server, port, resync, retry), daemon=True).start()
    while True:
        time.sleep(resync)
        proxier.sync()


if __name__ == "__main__":
    main()
