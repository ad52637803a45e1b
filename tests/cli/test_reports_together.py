"""All formats in one run, with a baseline and with a base revision: each has what is new, and says what is known."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from svclint.reports import FORMATS
from tests.support.cli_samples import BAD, RULE, Run

ONLY = f"--select={RULE}"
NEW = BAD.replace("name: web", "name: new")


def is_new(item: dict[str, Any]) -> bool:
    return item.get("baselineState") in (None, "new")


def in_sarif(text: str) -> list[str]:
    results = json.loads(text)["runs"][0]["results"]
    places = [one["locations"][0]["physicalLocation"] for one in results if is_new(one)]
    return [place["artifactLocation"]["uri"] for place in places]


def in_json_lines(text: str) -> list[str]:
    lines = map(json.loads, text.splitlines())
    return [one["file"] for one in lines if one["type"] == "finding" and is_new(one)]


def failures(text: str) -> list[str]:
    cases = ET.fromstring(text).iter("testcase")
    return [case.attrib["file"] for case in cases if case.find("failure") is not None]


# The files of the new findings in a report.
READERS: dict[str, Callable[[str], list[str]]] = {
    "json": lambda text: [one["file"] for one in json.loads(text)["findings"] if is_new(one)],
    "jsonl": in_json_lines,
    "sarif": in_sarif,
    "gitlab": lambda text: [one["location"]["path"] for one in json.loads(text)],
    "rdjson": lambda text: [one["location"]["path"] for one in json.loads(text)["diagnostics"]],
    "junit": failures,
    "github": lambda text: re.findall(r"(?m)^::error file=([^,]+),", text),
    "concise": lambda text: re.findall(r"(?m)^([^:]+):\d+:\d+ error\[", text),
    "text": lambda text: re.findall(r"(?m)^ *--> ((?:bad|new)\.yaml):", text),
    "markdown": lambda text: re.findall(r"((?:bad|new)\.yaml):\d+", text),
}


def reports(svclint: Run, folder: Path, *words: str) -> tuple[int, dict[str, str]]:
    """The status and the text of each format, written in one run."""
    paths = [f"--format={form}" for form in FORMATS] + [f"--output={form}.out" for form in FORMATS]
    ran = svclint(ONLY, *paths, *words, ".")
    assert ran.out == ""
    return ran.status, {form: (folder / f"{form}.out").read_text() for form in FORMATS}


def test_every_format_has_a_reader() -> None:
    assert set(READERS) == set(FORMATS)


def test_all_formats_have_the_same_findings(svclint: Run, repository: Path) -> None:
    status, texts = reports(svclint, repository)
    assert status == 1
    assert {form: set(READERS[form](text)) for form, text in texts.items()} == {form: {"bad.yaml"} for form in FORMATS}


@pytest.mark.parametrize("known", ["baseline", "diff-base"])
def test_known_findings_are_in_no_format(svclint: Run, repository: Path, known: str) -> None:
    def git(*words: str) -> None:
        identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
        subprocess.run(["git", *identity, *words], cwd=repository, check=True, capture_output=True)

    git("init", "-q", ".")
    git("add", "bad.yaml", "svclint-inventory.yaml")
    git("commit", "-qm", "known")
    words = ("--diff-base=HEAD",)
    if known == "baseline":
        assert svclint(ONLY, "--write-baseline", "svclint-baseline.yaml", "bad.yaml").status == 0
        words = ("--baseline=svclint-baseline.yaml",)
    status, texts = reports(svclint, repository, *words)
    assert status == 0
    assert {form: READERS[form](text) for form, text in texts.items()} == {form: [] for form in FORMATS}
    (repository / "new.yaml").write_text(NEW)
    status, texts = reports(svclint, repository, *words)
    assert status == 1
    assert {form: set(READERS[form](text)) for form, text in texts.items()} == {form: {"new.yaml"} for form in FORMATS}


@pytest.mark.parametrize(
    ("words", "given"),
    [
        (("--format=text", "--format=sarif", "-o", "a"), "2 formats, but 1 output"),
        (("-o", "a", "-o", "b"), "1 format, but 2 outputs"),
        (("--format=text", "--format=sarif"), "2 formats, but 0 outputs"),
    ],
)
def test_each_format_has_its_output(svclint: Run, words: tuple[str, ...], given: str) -> None:
    ran = svclint(*words, "bad.yaml")
    assert (ran.status, ran.out, f"{given}: pass an --output for each --format" in ran.err) == (2, "", True)
