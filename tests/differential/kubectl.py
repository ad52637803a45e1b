"""Files of Kubernetes' YAML → what kubectl reads in them, what svclint reads, and where they differ."""

from __future__ import annotations

import json
import math
import os
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode
from svclint.documents.yaml import YamlError, parse
from tests.differential.yaml_texts import HEAD, KINDS

ROOT = Path(__file__).resolve().parents[2]
KUBECTL = shutil.which("kubectl", path=f"{ROOT / '.venv/bin'}{os.pathsep}{os.environ.get('PATH', '')}")
REFUSED = "refused"
_BATCH = 500
_NUMBER = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?")


KNOWN: dict[str, re.Pattern[str]] = {
    "`.inf` and `.nan` as a key: svclint refuses the file": re.compile(r"(?i)\.(inf|nan)\b"),
    "an integer key beyond 63 bits: kubectl refuses the file": re.compile(r"\d{19,}"),
    "a colon before a flow indicator: libyaml refuses the file": re.compile(r":[]},]"),
    "bytes that are not UTF-8: kubectl writes another number of replacement characters": re.compile(r"!!binary"),
    "a key that is infinite in single precision": re.compile(r"[eE]\+?\d\d"),
    "keys that are equal as numbers: kubectl keeps any of them": re.compile(r"\{[^}]*[.\d][^}]*: 1, [^}]*\d"),
}
"""Differences that are understood. No object of Kubernetes has such keys, and what svclint refuses, it says."""


@dataclass
class Comparison:
    """The texts that both read to the same value, that both refuse, and that they read differently."""

    same: int = 0
    refused: int = 0
    known: Counter[str] = field(default_factory=Counter)
    differing: list[tuple[str, object, object]] = field(default_factory=list)


def compare(kind: str, number: int, folder: Path, seed: int = 15) -> Comparison:
    """Compare generated texts of a kind."""
    random = Random(seed)
    texts = [HEAD.format(name=f"x{index}") + KINDS[kind](random) for index in range(number)]
    read: list[object] = []
    for start in range(0, number, _BATCH):
        read += of_kubectl(texts[start : start + _BATCH], start, folder)
    comparison = Comparison()
    for text, theirs, ours in zip(texts, read, map(of_svclint, texts), strict=True):
        if _equal(theirs, ours):
            comparison.refused += theirs == REFUSED
            comparison.same += theirs != REFUSED
        elif name := next((name for name, pattern in KNOWN.items() if pattern.search(shape(text))), ""):
            comparison.known[name] += 1
        else:
            comparison.differing.append((text, theirs, ours))
    return comparison


def of_kubectl(texts: list[str], start: int, folder: Path) -> list[object]:
    """The `data` of each text according to kubectl, or REFUSED. The texts are named x0, x1 and so on from `start`."""
    folder.mkdir(parents=True)
    for number, text in enumerate(texts, start):
        (folder / f"{number}.yaml").write_text(text)
    command = [str(KUBECTL), "label", "--local", "-f", str(folder), "-o", "json", "a=b"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"HOME": "/none"})
    shutil.rmtree(folder)
    decoder, rest, found = json.JSONDecoder(), done.stdout.lstrip(), {}
    while rest:
        document, end = decoder.raw_decode(rest)
        found[document["metadata"]["name"]] = document.get("data")
        rest = rest[end:].lstrip()
    assert found, done.stderr[:2000]
    return [found.get(f"x{number}", REFUSED) for number in range(start, start + len(texts))]


def of_svclint(text: str) -> object:
    """The `data` of a text according to svclint, or REFUSED."""
    try:
        (document,) = parse(text)
        assert isinstance(document.node, MapNode)
        return _plain(document.node.get("data"))
    except YamlError:
        return REFUSED


def _plain(node: Node | None) -> object:
    match node:
        case MapNode():
            return {_key(key): _plain(value) for key, value in node.entries}
        case ListNode():
            return [_plain(item) for item in node.items]
        case ScalarNode():
            return node.value
    return None


def _key(key: ScalarNode) -> str:
    """The key in JSON, where every key is a string."""
    return key.text if isinstance(key.value, str) else json.dumps(key.value)


def _same_number(key: str) -> str:
    """A number as any other spelling of it: kubectl writes numbers of keys with single precision."""
    return f"{float(key) + 0.0:.6g}" if _NUMBER.fullmatch(key) else key


def _equal(theirs: object, ours: object) -> bool:
    """Equality of JSON: numbers as double precision, as JSON has them, and texts as kubectl writes them."""
    if isinstance(theirs, dict) and isinstance(ours, dict):
        theirs, ours = ({_same_number(key): value for key, value in each.items()} for each in (theirs, ours))
        return theirs.keys() == ours.keys() and all(_equal(theirs[key], ours[key]) for key in theirs)
    if isinstance(theirs, list) and isinstance(ours, list):
        return len(theirs) == len(ours) and all(map(_equal, theirs, ours))
    if type(theirs) in (int, float) and type(ours) in (int, float):
        return math.isclose(float(theirs), float(ours), rel_tol=1e-15)  # type: ignore[arg-type]
    return type(theirs) is type(ours) and theirs == ours


def shape(text: str) -> str:
    """The text without its head, to read a difference."""
    return re.sub(r"^.*?\ndata:\n", "", text, flags=re.DOTALL)
