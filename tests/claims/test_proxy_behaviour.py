"""Every effect of a service proxy has exactly one fact, and every fact a source that can be opened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from svclint.claims.cluster_settings import PROXY_MODES
from svclint.claims.effects import behaviour_of
from svclint.claims.proxy_behaviour import BEHAVIOURS, EXEMPTIONS

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/how-it-works/proxy-modes.md"
ROLES = ("external-ip", "load-balancer-status", "load-balancer-request", "cluster-ip", "node-port", "host-port")
VERSIONS = (None, *range(20, 45))
# A file at a tag or a commit, a pull request or an issue, a versioned page of the documentation.
SOURCE = re.compile(
    r"https://github\.com/[\w.-]+/[\w.-]+/(blob/(?:v\d[\w.]*|[0-9a-f]{40})/[\w./-]+|pull/\d+|issues/\d+)|https://docs\.[\w./-]+"
)
SOURCES = [*(behaviour.sources for behaviour in BEHAVIOURS), *(exemption.sources for exemption in EXEMPTIONS.values())]
MINOR = re.compile(r"\b1\.(\d\d)\b")


@pytest.mark.parametrize("proxy", sorted(PROXY_MODES))
@pytest.mark.parametrize("role", ROLES)
def test_each_proxy_field_and_version_has_one_behaviour(proxy: str, role: str) -> None:
    for version in VERSIONS:
        applying = [behaviour for behaviour in BEHAVIOURS if behaviour.applies(proxy, role, version)]
        assert applying == [behaviour_of(proxy, role, version)]


@pytest.mark.parametrize("source", sorted({source for sources in SOURCES for source in sources}))
def test_each_source_is_a_file_at_a_tag_or_a_test(source: str) -> None:
    assert (ROOT / source).is_file() if source.startswith("tests/") else SOURCE.fullmatch(source)


def test_each_fact_has_a_source() -> None:
    assert all(SOURCES)


def test_the_page_names_the_versions_that_conditions_compare() -> None:
    compared = {version for behaviour in BEHAVIOURS for version in (behaviour.since, behaviour.until)}
    compared |= {exemption.since or None for exemption in EXEMPTIONS.values()}
    stated = {int(minor) for minor in MINOR.findall(PAGE.read_text(encoding="utf-8"))}
    assert {version for version in compared if version is not None} <= stated


@pytest.mark.parametrize("path", sorted((ROOT / "rules").rglob("*.yaml")), ids=lambda path: path.stem)
def test_a_rule_states_the_versions_that_it_compares(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    policy = text.partition("\npolicy:")[2].partition("\nexamples:")[0]
    compared = re.findall(r"cluster\.version (?:<|<=|>|>=|==) (\d\d)\b", policy)
    stated = MINOR.findall(text.partition("\npolicy:")[0])
    assert set(compared) <= set(stated)
