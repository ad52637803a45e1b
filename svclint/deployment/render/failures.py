"""A failed or forbidden rendering → a flaw, with the tool's own error message."""

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

# Line numbers in a tool's message are not part of the identity of a flaw.
_LINES = regex(r"\blines? [\d, and]*\d")
_LONGEST = 600
_MISSING = "missing in charts/ directory"
# kubectl logs its message with the time and the process ID.
_LOGGED = regex(r'(?s)[EF]\d{4} [^\]\n]*\] "command failed" err=(?:<(.*)\n >|"((?:[^"\\]|\\.)*)")')
# kustomize prefixes every error with this, because the root is a resource of the kustomization in the scratch folder.
_OUTER = regex(
    r"^(?:error: |Error: )?accumulating resources: accumulation err='accumulating resources from '([^']*)': "
    r"'[^']*' must resolve to a file': recursed accumulation of path '[^']*': "
)
# Go's runtime prints this when the memory limit is exceeded; the stacks follow.
_CRASHED = regex(r"(?m)^fatal error: ([^\n]*)")
# Lines that do not describe the error.
_IDLE = regex(r"(?m)^(?:Use --debug flag .*|# Warning: .*|level=(?:WARN|INFO).*|time=\S+ level=(?:WARN|INFO).*)$")


def forbidden(inputs: KustomizationInputs, originals: SourceTree, *, network: bool, cut: bool) -> Flaw | None:
    """A flaw if a kustomization must not be built: it reads files outside the repository or remote ones, or may do so.

    `cut`: the tool is isolated from the network.
    """
    if inputs.refused:
        path, span, why = inputs.refused
        return _flaw(path, span, f"Did not render the kustomization {inputs.root}: {why}.")
    if inputs.outside:
        file, scalar = inputs.outside[0]
        message = f"Did not render this kustomization: {scalar.text!r} is outside the repository."
        return _flaw(file, scalar.span, message)
    if inputs.remote and not network:
        file, scalar = inputs.remote[0]
        message = (
            f"Did not render the kustomization {inputs.root}: {_redacted(scalar.text)!r} is remote, and svclint "
            "fetches it only with --render-network. Its files were checked as written."
        )
        return _flaw(file, scalar.span, message, lowered=1)
    if inputs.unsure and not network and not cut:
        file, scalar = inputs.unsure[0]
        message = (
            f"Did not render the kustomization {inputs.root}: {_redacted(scalar.text)!r} may lead to remote files, "
            "and this system cannot isolate a program from the network. Its files were checked as written."
        )
        return _flaw(file, scalar.span, message, lowered=1)
    for chart in inputs.charts:
        if wrong := leads_out(chart, originals, schemas=network or cut):
            message = f"Did not render the kustomization {inputs.root}: {wrong}."
            return _flaw(inputs.root, _first(inputs.root, originals), message)
    return None


def failed(path: str, originals: SourceTree, tool: Tool, ran: Ran, scratch: Path, what: str) -> Flaw:
    """The flaw for a tool's error on the chart or kustomization with the file `path`; `what` names it."""
    words = ran.stopped or _words(ran, originals, scratch)
    name = "helm-python-sdk" if tool.kind == "sdk" else " ".join((Path(tool.words[0]).name, *tool.words[1:]))
    message = f"Cannot render this {what}, so its files were checked as written. {name}: {words}"
    return _flaw(path, _first(path, originals), message, lowered=int(_MISSING in words))


def _words(ran: Ran, originals: SourceTree, scratch: Path) -> str:
    """The tool's message, shortened, and without paths and other data that differ between runs and machines."""
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
    return text if len(text) <= _LONGEST else "…" + text[1 - _LONGEST :]  # the cause is at the end


def _redacted(text: str) -> str:
    """The scheme and host of a URL, shortened: its path may be a secret as well."""
    text = redact.endpoint(text)
    return text if len(text) <= 200 else text[:199] + "…"


def _first(path: str, originals: SourceTree) -> Span:
    """The first key of a file, at which flaws of the whole file are reported."""
    trees = originals.trees(path)
    if trees and isinstance(trees[0], MapNode) and trees[0].entries:
        return trees[0].entries[0][0].span
    return Span(1, 1, 1, 1)


def _flaw(file: str, span: Span, words: str, lowered: int = 0) -> Flaw:
    place = Location(file, span, Owner("", "", "File", "", file), "")
    return flaw(place, RENDER_FAILED, words, identity=_LINES.sub("", words), lowered=lowered)
