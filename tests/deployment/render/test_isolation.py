"""A command without a network: by a namespace of its own, by a filter of system calls, or not at all."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from svclint.deployment.render import isolation, isolation_worker
from svclint.deployment.render.isolation import without_network

WAYS = ("_enter_namespace", "_deny_sockets")
WORKER = Path(isolation_worker.__file__)
PROBE = "import socket, sys; socket.create_connection(('127.0.0.1', int(sys.argv[1])), 5)"


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture(autouse=True)
def _anew() -> Iterator[None]:
    without_network.cache_clear()
    yield
    without_network.cache_clear()


def connects(port: int, *before: str) -> bool:
    words = [*before, sys.executable, "-c", PROBE, str(port)]
    return subprocess.run(words, capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="other systems cannot")
def test_the_command_reaches_nothing(port: int) -> None:
    assert connects(port)
    if not without_network():
        pytest.skip("this system cannot cut the network off")
    assert not connects(port, *without_network())


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6"])
def test_each_isolation_method_cuts_off_the_network(port: int, way: str, family: str) -> None:
    other = next(one for one in WAYS if one != way)
    script = (
        f"import sys; sys.path.insert(0, {os.fspath(WORKER.parent)!r}); import isolation_worker\n"
        f"isolation_worker.{other} = lambda system: False\nisolation_worker.main(sys.argv[1:])"
    )
    before = (sys.executable, "-c", script)
    if subprocess.run(before, check=False).returncode == 125:
        pytest.skip("this system does not allow it")
    assert not connects(port, *before)
    address = "::1" if family == "AF_INET6" else "127.0.0.1"
    code = f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM).connect(({address!r}, 9))"
    assert subprocess.run([*before, sys.executable, "-c", code], capture_output=True, check=False).returncode == 1
    done = subprocess.run([*before, "/bin/sh", "-c", "echo $0; exit 3"], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (3, b"/bin/sh\n")


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
@pytest.mark.parametrize(
    "broken",
    [
        "_enter_namespace = lambda s: False; isolation_worker._deny_sockets = lambda s: False",
        "_enter_namespace = lambda s: True",
    ],
)
def test_nothing_runs_without_isolation(broken: str, tmp_path: Path) -> None:
    script = (
        f"import sys; sys.path.insert(0, {os.fspath(WORKER.parent)!r}); import isolation_worker\n"
        f"isolation_worker.{broken}\nisolation_worker.main(['/bin/touch', {os.fspath(tmp_path / 'ran')!r}])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, (tmp_path / "ran").exists()) == (125, False)
    assert b"isolate it from the network" in done.stderr


def test_where_the_system_cannot_there_are_no_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(isolation, "_WORKER", tmp_path / "missing.py")
    monkeypatch.setattr(isolation, "_SANDBOX", os.fspath(tmp_path / "missing"))
    assert without_network() == ()
    without_network.cache_clear()
    monkeypatch.setattr(sys, "platform", "win32")
    assert without_network() == ()
