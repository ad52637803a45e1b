"""The user's machine → the programs that render, and their environment."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from svclint.documents.programs import on_path
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
# The proxy for programs without network access: nothing listens there.
_NO_PROXY = "http://127.0.0.1:9"
_WORKER = Path(__file__).with_name("helm_worker.py")


@dataclass(frozen=True, slots=True)
class Tool:
    """A program with its first arguments; `kind` is `kustomize`, `helm` or `sdk` (helm-python-sdk in this Python)."""

    kind: str
    words: tuple[str, ...]


def find_kustomize(named: str = "") -> Tool | None:
    """`kustomize build` or `kubectl kustomize`: the program `named`, or else one on PATH; None if there is none.

    Raises UsageError if `named` is not an executable program.
    """
    path = _named(named, "--kustomize") if named else on_path("kustomize") or on_path("kubectl")
    if not path:
        return None
    word = "kustomize" if Path(path).name.startswith("kubectl") else "build"
    return Tool("kustomize", (path, word))


def find_helm(named: str = "") -> Tool | None:
    """`helm template`: the program `named`, or else one on PATH, or else helm-python-sdk; None if there is none.

    Raises UsageError if `named` is not an executable program.
    """
    path = _named(named, "--helm") if named else on_path("helm")
    if path:
        return Tool("helm", (path, "template"))
    from importlib.util import find_spec

    if find_spec("helm_python") is None:
        return None
    return Tool("sdk", (sys.executable, "-I", os.fspath(_WORKER)))


def environment(home: Path, *, network: bool) -> Mapping[str, str]:
    """The environment of a tool: an empty home, no plugins, no cluster; without `network`, no git and no proxy.

    Kustomize fetches by running git, which is not on an empty PATH. All other requests of kustomize and Helm go through
    the proxy in HTTPS_PROXY.
    """
    place = os.fspath(home)
    variables = {
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
        inherited = ("PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy")
        variables.update(
            {name: os.environ[name] for name in (*inherited, "SSL_CERT_FILE", "SSL_CERT_DIR") if name in os.environ}
        )
        return {**variables, "GIT_TERMINAL_PROMPT": "0", "GIT_CONFIG_NOSYSTEM": "1"}
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"), _NO_PROXY)
    return {**variables, "PATH": os.path.join(place, "bin"), **proxies}


def _named(path: str, option: str) -> str:
    program = shutil.which(os.path.abspath(path))
    if program is None:
        raise UsageError(f"{option}: not an executable program: {path}")
    return program
