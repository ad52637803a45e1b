"""A path or the bytes of a file → the name of a source of manifests that svclint does not evaluate.

Helmfile, Jsonnet, CUE and cdk8s generate manifests from programs or templates; SOPS encrypts values. The summary counts
such files by name, so that nobody takes them for checked.
"""

from __future__ import annotations

ENDINGS = (".jsonnet", ".libsonnet", ".cue", ".yaml.gotmpl", ".yml.gotmpl")
"""The endings of sources that are not manifests by their name."""

HELMFILE = "Helmfile"
"""The name of Helmfile's files among these sources."""

_BY_ENDING = {".jsonnet": "Jsonnet file", ".libsonnet": "Jsonnet file", ".cue": "CUE file"}
_BY_NAME = {"cdk8s.yaml": "cdk8s project"}
_HELMFILES = ("helmfile.yaml", "helmfile.yml", "helmfile.yaml.gotmpl", "helmfile.yml.gotmpl")
# The beginning of a value that SOPS encrypted (getsops/sops, aes/cipher.go).
_SOPS_VALUE = b"ENC[AES256_GCM,data:"


def generator_of(path: str) -> str:
    """What generates manifests from the file, as a singular noun; empty if svclint reads the file itself."""
    folder, _, name = path.rpartition("/")
    if name in _HELMFILES or folder.rpartition("/")[2] == "helmfile.d":
        return HELMFILE
    return _BY_NAME.get(name) or _BY_ENDING.get(name[name.rfind(".") :], "")


def encrypted(data: bytes) -> bool:
    """Whether SOPS encrypted values of the file."""
    return _SOPS_VALUE in data
