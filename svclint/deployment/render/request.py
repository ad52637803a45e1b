"""Options of rendering from the configuration and the command line, as plain values."""

from __future__ import annotations

from svclint.lazy_dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """What to render, and within which limits.

    `folders` are globs, relative to the root, for the folders of kustomizations and charts; empty means all. `seconds`
    is the time limit of one rendering, `total` that of all renderings of a run. `network`: remote sources may be
    fetched. The programs are paths; if empty, the program on PATH is used.
    """

    kustomize: bool = True
    helm: bool = True
    folders: tuple[str, ...] = ()
    seconds: float = 30.0
    total: float = 300.0
    network: bool = False
    kustomize_program: str = ""
    helm_program: str = ""
