"""Programs in a clean environment: a home of their own, a git without configuration, the packages of this machine."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent

# Where the packages come from is the machine's business, and is handed on; nothing else of the caller's is.
HANDED_ON = ("PIP_", "UV_", "SSL_", "REQUESTS_CA", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "LANG", "TMPDIR")


def clean_environment(home: Path, **more: str) -> dict[str, str]:
    """An environment with a home of its own and a git that reads nobody's configuration."""
    kept = {name: value for name, value in os.environ.items() if name.upper().startswith(HANDED_ON)}
    home.mkdir(parents=True, exist_ok=True)
    return {
        **pip_settings(),
        **kept,
        "PATH": f"{BIN}{os.pathsep}{os.defpath}{os.pathsep}/usr/local/bin",
        "HOME": str(home),
        "GIT_CONFIG_GLOBAL": str(home / "gitconfig"),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org",
        **more,
    }  # fmt: skip


def pip_settings() -> dict[str, str]:
    """The user's own pip configuration and cache, which a new HOME would hide."""
    home = Path.home()
    files = [home / ".config/pip/pip.conf", home / ".pip/pip.conf"]
    found = next((str(path) for path in files if path.exists()), None)
    return {"PIP_CACHE_DIR": str(home / ".cache/pip"), **({"PIP_CONFIG_FILE": found} if found else {})}


def run(
    *command: str | Path, cwd: Path, env: Mapping[str, str], check: bool = True
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; when `check`, a failure shows what it said."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, env=dict(env), text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300, check=False,
    )  # fmt: skip
    if check:
        assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout}"
    return done
