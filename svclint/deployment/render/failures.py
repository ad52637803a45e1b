"""A rendering that failed, or must not be tried → the flaw that says so, in the tool's own words."""

from __future__ import annotations

import os
import re
from pathlib import Path

from svclint import redact
from svclint.deployment.render.inputs import KustomizationInputs
from svclint.deployment.render.process import Ran
from svclint.deployment.render.releases import leads_out
from svclint.deployment.render.tools import Tool
from svclint.deployment.source_tree import SourceTree
from svclint.documents.node import MapNode
from svclint.lazy_re import regex
from svclint.model import Flaw, Location, Owner, Span, flaw
from svclint.rule_ids import RENDER_FAILED

# What a tool says of a place must not make it another flaw when lines are added above.
_LINES = regex(r"\blines? [\d, and]*\d")
_LONGEST = 600
_MISSING = "missing in charts/ directory"
# kubectl's own log line around the message has the time and the process in it.
_LOGGED = regex(r'(?s)[EF]\d{4} [^\]\n]*\] "command failed" err=(?:<(.*)\n >|"((?:[^"\\]|\\.)*)")')
# What kustomize says first of every error below the root, which here is a resource of our own kustomization.
_OUTER = regex(
    r"^(?:error: |Error: )?accumulating resources: accumulation err='accumulating resources from '([^']*)': "
    r"'[^']*' must resolve to a file': recursed accumulation of path '[^']*': "
)
# How Go's runtime ends a program that the memory it may have is too little for; all its stacks follow.
_CRASHED = regex(r"(?m)^fatal error: ([^\n]*)")
# Lines that say nothing of what is wrong.
_IDLE = regex(r"(?m)^(?:Use --debug flag .*|# Warning: .*|level=(?:WARN|INFO).*|time=\S+ level=(?:WARN|INFO).*)$")


def forbidden(made: KustomizationInputs, originals: SourceTree, *, network: bool, cut: bool) -> Flaw | None:
    """Why a kustomization is not built: it would leave the repository, or the machine, or nobody knows whether.

    `cut`: the tool will have no network whatever it tries.
    """
    if made.refused:
        path, span, why = made.refused
        return _flaw(path, span, f"Did not render the kustomization {made.root}: {why}.")
    if made.outside:
        file, scalar = made.outside[0]
        message = f"Did not render this kustomization: {scalar.text!r} is outside the repository."
        return _flaw(file, scalar.span, message)
    if made.remote and not network:
        file, scalar = made.remote[0]
        message = (
            f"Did not render the kustomization {made.root}: {_shown(scalar.text)!r} is remote, and svclint fetches "
            "it only with --render-network. Its files were checked as written."
        )
        return _flaw(file, scalar.span, message, lowered=1)
    if made.unsure and not network and not cut:
        file, scalar = made.unsure[0]
        message = (
            f"Did not render the kustomization {made.root}: {_shown(scalar.text)!r} may lead to remote files, "
            "and this system cannot isolate a program from the network. Its files were checked as written."
        )
        return _flaw(file, scalar.span, message, lowered=1)
    for chart in made.charts:
        if wrong := leads_out(chart, originals, schemas=network or cut):
            message = f"Did not render the kustomization {made.root}: {wrong}."
            return _flaw(made.root, _first(made.root, originals), message)
    return None


def failed(path: str, originals: SourceTree, tool: Tool, ran: Ran, scratch: Path, what: str) -> Flaw:
    """What a tool said of the chart or kustomization whose file is `path`."""
    words = ran.stopped or _words(ran, originals, scratch)
    name = "helm-python-sdk" if tool.kind == "sdk" else " ".join((Path(tool.words[0]).name, *tool.words[1:]))
    message = f"Cannot render this {what}, so its files were checked as written. {name}: {words}"
    return _flaw(path, _first(path, originals), message, lowered=int(_MISSING in words))


def _words(ran: Ran, originals: SourceTree, scratch: Path) -> str:
    """The tool's message without the places of this run, the same on every machine, and within a limit."""
    text = _IDLE.sub("", ran.err.decode(errors="replace")).strip()
    if ran.status != 1 and (crashed := _CRASHED.search(text)):
        text = f"it crashed: {crashed[1]}"
    if logged := _LOGGED.search(text):
        text = re.sub(r"\\+([\"'])", r"\1", (logged[1] or logged[2]).replace("\\n", " "))
    real, overlay = os.path.realpath(originals.root), os.path.realpath(scratch)
    inward = os.path.relpath(real, overlay)
    for place, name in ((inward + os.sep, ""), (real + os.sep, ""), (inward, "."), (real, "."), (overlay, "svclint")):
        text = text.replace(place, name)
    text = redact.prose(text)
    text = _OUTER.sub("", re.sub(r"\s+", " ", text).strip()) or f"it exited with status {ran.status}"
    return text if len(text) <= _LONGEST else "…" + text[1 - _LONGEST :]  # the cause stands last


def _shown(text: str) -> str:
    """A URL without the login that it may have."""
    text = redact.endpoint(text)
    return text if len(text) <= 200 else text[:199] + "…"


def _first(path: str, originals: SourceTree) -> Span:
    """The first key of a file, where what concerns all of it is told."""
    trees = originals.trees(path)
    if trees and isinstance(trees[0], MapNode) and trees[0].entries:
        return trees[0].entries[0][0].span
    return Span(1, 1, 1, 1)


def _flaw(file: str, span: Span, words: str, lowered: int = 0) -> Flaw:
    place = Location(file, span, Owner("", "", "File", "", file), "")
    return flaw(place, RENDER_FAILED, words, identity=_LINES.sub("", words), lowered=lowered)
