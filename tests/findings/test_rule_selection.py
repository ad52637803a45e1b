"""Which rules run: IDs, groups and previews, on the command line and in the configuration."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from svclint.config import Config
from svclint.errors import UsageError
from svclint.findings.rule import Rule, build
from svclint.findings.rule_selection import levels_of, selected_rules
from svclint.findings.rulebook import Rulebook

ADDRESS: dict[str, object] = {"id": "address", "group": "services"}
PORT: dict[str, object] = {"id": "port", "group": "ports"}
YOUNG: dict[str, object] = {"id": "young-port", "group": "ports", "preview": True}
STYLE: dict[str, object] = {"id": "port-style", "group": "ports", "enabled": False}
OLD: dict[str, object] = {"id": "renamed-port", "group": "ports", "formerly": ["old-port"]}


def rule(settings: Mapping[str, object]) -> Rule:
    texts = {"title": "t", "severity": "warning", "why": "w", "fix": "f", "references": [], "examples": []}
    raw = {**texts, "policy": {"for": "claim", "claim": ["external-ip"]}, **settings}
    return build(raw, "rule.yaml", str(settings["group"]))


SETTINGS: list[dict[str, object]] = [ADDRESS, PORT, YOUNG, STYLE, OLD]
BOOK = Rulebook(map(rule, SETTINGS), {})


def running(*select: str, ignore: tuple[str, ...] = (), preview: bool = False, **config: object) -> list[str]:
    rules = selected_rules(BOOK, Config(**config), select, ignore, preview=preview)  # type: ignore[arg-type]  # settings
    return [rule.id for rule in rules]


def test_enabled_rules_run_by_default_without_previews() -> None:
    assert running() == ["address", "port", "renamed-port"]


@pytest.mark.parametrize("settings", [{"preview": True}, {"config": {"preview": True}}])
def test_previews_run_on_request(settings: dict[str, bool | dict[str, bool]]) -> None:
    config = Config(**settings.get("config", {}))  # type: ignore[arg-type]  # plain settings
    rules = selected_rules(BOOK, config, (), (), preview=settings.get("preview") is True)
    assert [rule.id for rule in rules] == ["address", "port", "renamed-port", "young-port"]


def test_a_group_selects_its_enabled_rules() -> None:
    assert running("ports/*") == ["port", "renamed-port"]
    assert running("ports/*", preview=True) == ["port", "renamed-port", "young-port"]
    assert running(select=("ports/*",)) == ["port", "renamed-port"]


def test_a_rule_named_by_its_id_runs_in_any_case() -> None:
    assert running("young-port") == ["young-port"]
    assert running("port-style", "services/*") == ["address", "port-style"]
    assert running(rules={"young-port": "note"}) == ["address", "port", "renamed-port", "young-port"]


def test_a_group_is_ignored() -> None:
    assert running(ignore=("ports/*",)) == ["address"]
    assert running("port", "address", ignore=("ports/*",)) == ["address"]


def test_a_prefix_selects_the_enabled_rules_whose_ids_begin_with_it() -> None:
    assert running("port-") == []
    assert running("renamed-") == ["renamed-port"]
    assert running("young-", preview=True) == ["young-port"]
    assert running(ignore=("renamed-", "address")) == ["port"]


def test_a_longer_prefix_overrides_a_shorter_one_and_both_override_the_group() -> None:
    book = Rulebook([rule({"id": "host-port-taken", "group": "ports"})], {})
    levels = {"host-port-taken": "note", "host-port-": "warning", "host-": "error", "ports/*": "off"}
    applied = []
    while levels:
        applied.append(levels_of(book, Config(rules=levels))["host-port-taken"])
        del levels[next(iter(levels))]
    assert applied == ["note", "warning", "error", "off"]


def test_the_level_of_a_group_applies_to_rules_without_their_own() -> None:
    levels = {"ports/*": "off", "port": "error", "old-port": "note"}
    assert {name: levels_of(BOOK, Config(rules=levels))[name] for name in ("port", "renamed-port", "young-port")} == {
        "port": "error",
        "renamed-port": "note",
        "young-port": "off",
    }
    assert running(rules=levels) == ["address", "port", "renamed-port"]


def test_the_level_of_a_group_does_not_start_rules_that_are_off() -> None:
    assert running(rules={"ports/*": "error"}) == ["address", "port", "renamed-port"]


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("port/*", "did you mean ports/*?"),
        ("prot", "did you mean port?"),
        ("/*", "svclint rules"),
        ("renamd-", "did you mean renamed-?"),
        ("renamed", "did you mean renamed-?"),
        ("-", "svclint rules"),
    ],
)
def test_an_unknown_name_is_an_error_with_a_hint(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match="unknown rule") as error:
        running(name)
    assert hint in str(error.value)
