"""What exceeds a limit is left out, and a finding says so; a pull request cannot raise a limit."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from svclint import Result, lint
from svclint.api import Request, examine, options
from svclint.limits import NAMES, Limits
from svclint.schema import load
from tests.support.sandbox import ROOT, clean_environment

SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata: {{name: w{0}}}\nspec: {{ports: [{{port: 80}}], externalIPs: [{1}]}}\n"
)
FLUX = """apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: k, namespace: flux-system}
spec: {path: ./a, sourceRef: {kind: GitRepository, name: flux-system}}
"""


def services(*addresses: str) -> str:
    return "---\n".join(SERVICE.format(number, address) for number, address in enumerate(addresses))


def run(root: Path, **limits: int) -> Result:
    request = Request(limits=limits, use_config=False)
    return examine([str(root)], request, options([str(root)], request)).result


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    return tmp_path


def reached(result: Result) -> list[tuple[str, int, str]]:
    """Place and message of what was left out."""
    return [
        (finding.location.file, finding.location.span.line, finding.message)
        for finding in result.findings
        if finding.rule == "limit-reached"
    ]


SAME = services(*["203.0.113.9"] * 5)
BAD = services(*["203.0.113.999"] * 5)
CASES = {
    "documents": (services("203.0.113.1", "203.0.113.999"), 1, 5, "This file has more than 1 documents; the rest"),
    "claims": (services("203.0.113.1", "203.0.113.2"), 2, 9, "The run has more than 2 claims; the rest, from this one"),
    "findings": (BAD, 2, 14, "Rule invalid-address has more than 2 findings; the rest is not reported."),
    "steps": (SAME, 3, 1, "compares more than 3 pairs of claims, and was stopped."),
    "expansions": (FLUX, 1, 1, "expand to more objects than svclint follows"),
}


@pytest.mark.parametrize("name", CASES)
def test_a_finding_says_what_was_left_out(root: Path, name: str) -> None:
    text, limit, line, message = CASES[name]
    (root / "a").mkdir()
    (root / "a/s.yaml").write_text(text)
    assert reached(run(root)) == []

    found = reached(run(root, **{NAMES[name]: limit}))

    assert found, name
    assert message in found[0][2]
    assert f"--limit {name}=NUMBER" in found[0][2]
    assert found[0][:2] == ("a/s.yaml", line) or name == "steps"


@pytest.mark.parametrize(
    ("name", "limit", "text", "rule"),
    [
        ("file_size", 1, services("203.0.113.999") + "#" * (1 << 20), "unreadable-file"),
        ("values", 10, services("203.0.113.999"), "invalid-yaml"),
        ("levels", 2, services("203.0.113.999"), "invalid-yaml"),
    ],
)
def test_a_file_that_is_too_large_is_not_read(root: Path, name: str, limit: int, text: str, rule: str) -> None:
    (root / "s.yaml").write_text(text)
    assert [finding.rule for finding in run(root).findings] == ["invalid-address"]
    assert [finding.rule for finding in run(root, **{name: limit}).findings] == [rule]


def test_duplicate_keys_are_bounded_in_each_file(root: Path) -> None:
    (root / "s.yaml").write_text(services("203.0.113.9") + "".join(f"k: {n}\n" for n in range(50)))
    result = run(root, findings=3)
    assert [finding.rule for finding in result.findings].count("duplicate-key") == 3
    assert reached(result)[0][:2] == ("s.yaml", 9)


def test_what_is_within_the_limits_is_the_same(root: Path) -> None:
    (root / "s.yaml").write_text(BAD)
    first, second = run(root, findings=2), run(root, findings=2)
    assert first.findings == second.findings
    assert len([finding for finding in first.findings if finding.rule == "invalid-address"]) == 2


def test_a_repository_can_lower_limits_and_not_raise_them(root: Path) -> None:
    (root / "s.yaml").write_text(BAD)
    (root / ".svclint.yaml").write_text("limits: {findings: 2, claims: 1000000, seconds: 86400}\n")

    request = Request()
    limits = options([str(root)], request).limits
    assert (limits.findings, limits.claims, limits.seconds) == (2, Limits().claims, Limits().seconds)
    result = lint(root, root=root)
    assert len(reached(result)) == 1
    assert [note for note in result.notes if "limits" in note] == [
        f".svclint.yaml: `limits.{name}` cannot exceed the default in a configuration file that svclint discovers "
        "itself. To raise it, pass --limit or --config."
        for name in ("claims", "seconds")
    ]

    named = Request(config=str(root / ".svclint.yaml"), limits={"findings": 7})
    limits = options([str(root)], named).limits
    assert (limits.findings, limits.claims) == (7, 1_000_000)


def test_the_schema_has_the_defaults() -> None:
    schema = load("config")["properties"]["limits"]["properties"]
    assert {NAMES[name]: entry["default"] for name, entry in schema.items()} == {
        name: getattr(Limits(), name) for name in NAMES.values()
    }


@pytest.mark.parametrize("pair", ["x=1", "claims", "claims=", "claims=0", "claims=-1", "claims=1e3", "claims=²"])
def test_a_limit_is_a_name_and_a_number(root: Path, pair: str, capsys: pytest.CaptureFixture[str]) -> None:
    from svclint.cli import main

    assert main(["--limit", pair, str(root)]) == 2
    assert "is not NAME=NUMBER with a name of fileSize, documents" in capsys.readouterr().err


def test_time_is_the_last_limit_of_a_run(root: Path) -> None:
    """A pipe that stays open keeps a run waiting; so would any loop."""
    command = [sys.executable, "-c", SLOW, "--limit", "seconds=1", "."]
    environment = clean_environment(root.parent / "home", PYTHONPATH=str(ROOT))
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("svclint: error: the run exceeded its time limit of 1 s; no report was written.")


SLOW = """
import svclint.cli, svclint.cli.check

def examine(*_):
    while True:
        try:
            sum(range(1000))
        except Exception:
            pass

svclint.cli.check.examine = examine
svclint.cli.command()
"""
