"""What the user asked for of rendering: plain values, from the configuration and the command line."""

from __future__ import annotations

from svclint.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What to render, and how far it may go.

    `folders` are globs relative to the root, of the folders of kustomizations and charts; none means all. `seconds`
    is what one rendering may take. `network`: what is remote may be fetched. The programs are paths, empty for what
    is on PATH.
    """

    kustomize: bool = True
    helm: bool = True
    folders: tuple[str, ...] = ()
    seconds: float = 30.0
    network: bool = False
    kustomize_program: str = ""
    helm_program: str = ""
