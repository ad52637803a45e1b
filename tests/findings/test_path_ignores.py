"""`perPathIgnores` in a run: which findings are suppressed, and what is reported about the entries themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from svclint.api import Request, options
from svclint.errors import UsageError
from svclint.model import Finding
from svclint.pipeline import check

ALIAS = (
    "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\nspec: {{type: ExternalName, externalName: 10.1.1.1}}\n"
)
SHARED = (
    "apiVersion: v1\nkind: Service\nmetadata: {{name: {name}}}\n"
    "spec: {{ports: [{{port: 80}}], externalIPs: [203.0.113.7]}}\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    for name in ("lab/a.yaml", "prod/b.yaml"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(ALIAS.format(name=name[0]))
    return tmp_path


def run(root: Path, entry: str, today: str = "", **request: object) -> list[Finding]:
    (root / ".svclint.yaml").write_text(f"version: 1\nperPathIgnores:\n  - {entry}\n")
    place = [str(root)]
    return list(check(place, options(place, Request(today=today, **request))).result.findings)  # type: ignore[arg-type]


def aliases(findings: list[Finding]) -> list[tuple[str, str | None]]:
    found = [(one.location.file, one.suppressed) for one in findings if one.rule == "external-name-is-address"]
    return sorted(found)


def test_findings_in_the_paths_get_the_reason(root: Path) -> None:
    findings = run(root, "{paths: lab/, rules: external-name-, reason: rebuilt every week}")
    assert aliases(findings) == [("lab/a.yaml", "rebuilt every week"), ("prod/b.yaml", None)]


@pytest.mark.parametrize("rules", ["external-name-is-localhost", "pool-", "ports/*"])
def test_other_rules_are_reported(root: Path, rules: str) -> None:
    assert aliases(run(root, f"{{paths: '**', rules: {rules}}}")) == [("lab/a.yaml", None), ("prod/b.yaml", None)]


def test_a_finding_that_also_concerns_another_file_is_reported(root: Path) -> None:
    for name in ("lab/a.yaml", "prod/b.yaml"):
        (root / name).write_text(SHARED.format(name=name[0]))
    rule = "duplicate-service-address"
    for paths, suppressed in (("lab/", None), ("[lab/, prod/]", "on purpose")):
        findings = run(root, f"{{paths: {paths}, rules: {rule}, reason: on purpose}}")
        assert [one.suppressed for one in findings if one.rule == rule] == [suppressed]


def test_an_expired_entry_suppresses_nothing_and_is_reported(root: Path) -> None:
    entry = "{paths: '**', rules: external-name-is-address, until: 2026-12-31}"
    assert aliases(run(root, entry, "2026-12-31")) == [
        ("lab/a.yaml", "no reason given"),
        ("prod/b.yaml", "no reason given"),
    ]
    findings = run(root, entry, "2027-01-01")
    assert aliases(findings) == [("lab/a.yaml", None), ("prod/b.yaml", None)]
    [expired] = [one for one in findings if one.rule == "expired-ignore"]
    assert (expired.location.file, expired.location.span.line) == (".svclint.yaml", 3)
    assert expired.message == (
        "Suppression of external-name-is-address expired on 2026-12-31, so its findings are reported again."
    )


def test_a_date_that_the_calendar_lacks_is_reported(root: Path) -> None:
    findings = run(root, "{paths: '**', rules: external-name-is-address, until: 2026-02-30}", "2026-01-01")
    assert aliases(findings) == [("lab/a.yaml", None), ("prod/b.yaml", None)]
    assert any(one.rule == "expired-ignore" and "invalid date, 2026-02-30" in one.message for one in findings)


def test_an_entry_without_a_reason_is_reported_on_request(root: Path) -> None:
    entry = "{paths: lab/, rules: external-name-is-address}"
    rule = "ignore-without-reason"
    assert not any(one.rule == rule for one in run(root, entry))
    [finding] = [one for one in run(root, entry, select=(rule,)) if one.rule == rule]
    assert (finding.location.file, finding.location.span.column) == (".svclint.yaml", 26)


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{paths: a, rules: no-such-rule}", "unknown rule: no-such-rule"),
        ("{paths: '!', rules: duplicate-key}", "not a valid .gitignore pattern"),
    ],
)
def test_a_mistake_has_a_place(root: Path, entry: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        run(root, entry)
    assert (caught.value.file, caught.value.line) == (".svclint.yaml", 3)
