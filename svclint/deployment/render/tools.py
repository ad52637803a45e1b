"""The user's machine → the programs that render there, and the little that they are told of it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass

NO_KUSTOMIZE = (
    "Neither kustomize nor kubectl was found, so no kustomization was rendered: their files were checked as written. "
    "Install one of them (https://kubectl.docs.kubernetes.io/installation/), or set its path with --kustomize."
)
NO_HELM = (
    "helm was not found, so no chart was rendered: values files were checked as written, templates were not checked. "
    "Install Helm (https://helm.sh/docs/intro/install/) or svclint[helm], or set its path with --helm."
)
# Where requests end if one is tried in spite of all: nothing listens there.
_NOWHERE = "http://127.0.0.1:9"
_WORKER = Path(__file__).with_name("helm_worker.py")


@dataclass(frozen=True, slots=True)
class Tool:
    """A program and its first words; `kind` is `kustomize`, `helm` or `sdk` (helm-python-sdk in our own Python)."""

    kind: str
    words: tuple[str, ...]


def find_kustomize(named: str = "") -> Tool | None:
    """`kustomize build` or `kubectl kustomize`: the one named, else that on PATH; raises UsageError."""
    path = _named(named, "--kustomize") if named else _on_path("kustomize") or _on_path("kubectl")
    if not path:
        return None
    word = "kustomize" if Path(path).name.startswith("kubectl") else "build"
    return Tool("kustomize", (path, word))


def find_helm(named: str = "") -> Tool | None:
    """`helm template`: the program named, else that on PATH, else helm-python-sdk where it is installed."""
    path = _named(named, "--helm") if named else _on_path("helm")
    if path:
        return Tool("helm", (path, "template"))
    from importlib.util import find_spec

    if find_spec("helm_python") is None:
        return None
    return Tool("sdk", (sys.executable, "-I", os.fspath(_WORKER)))


def environment(home: Path, *, network: bool) -> Mapping[str, str]:
    """What a tool is told: an empty home, no plugins, no cluster, and without `network` no way to git or out.

    Kustomize fetches by running git, which an empty PATH has not; what it and Helm fetch themselves goes through the
    proxy that HTTPS_PROXY names.
    """
    place = os.fspath(home)
    told = {
        "HOME": place,
        "TMPDIR": place,
        "XDG_CONFIG_HOME": place,
        "XDG_CACHE_HOME": place,
        "XDG_DATA_HOME": place,
        "HELM_PLUGINS": os.path.join(place, "plugins"),
        "HELM_CONFIG_HOME": os.path.join(place, "helm"),
        "HELM_CACHE_HOME": os.path.join(place, "helm"),
        "HELM_DATA_HOME": os.path.join(place, "helm"),
        "KUBECONFIG": os.path.join(place, "none"),
        "LC_ALL": "C",
    }
    if network:
        wanted = ("PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
        told.update(
            {name: os.environ[name] for name in (*wanted, "SSL_CERT_FILE", "SSL_CERT_DIR") if name in os.environ}
        )
        return {**told, "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1"}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), _NOWHERE)
    return {**told, "PATH": os.path.join(place, "bin"), **proxies}


def _on_path(name: str) -> str:
    """The program's absolute path; folders of PATH that are relative may be the repository's, and are passed over."""
    folders = [one for one in os.environ.get("PATH", "").split(os.pathsep) if os.path.isabs(one)]
    return shutil.which(name, path=os.pathsep.join(folders)) or ""


def _named(path: str, option: str) -> str:
    found = shutil.which(os.path.abspath(path))
    if found is None:
        raise UsageError(f"{option}: not an executable program: {path}")
    return found
