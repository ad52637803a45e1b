"""Which objects label selectors may select."""

from __future__ import annotations

import pytest

from svclint.findings.selectors import Selectors


@pytest.mark.parametrize(
    ("selector", "labels", "selected"),
    [
        ("", {}, True),
        ("pool=lan", {"pool": "lan"}, True),
        ("pool=lan", {"pool": "dmz"}, False),
        ("pool=lan", {}, False),
        ("pool in (dmz lan)", {"pool": "lan"}, True),
        ("pool in (dmz lan)", {"pool": "lab"}, False),
        ("pool notin (dmz)", {}, True),
        ("pool notin (dmz)", {"pool": "dmz"}, False),
        ("pool", {"pool": "any"}, True),
        ("pool", {}, False),
        ("!pool", {}, True),
        ("!pool", {"pool": "lan"}, False),
        ("pool=lan,tier=web", {"pool": "lan"}, False),
        ("pool=lan,tier=web", {"pool": "lan", "tier": "web"}, True),
    ],
)
def test_a_selector_is_compared_with_the_labels_that_an_object_states(
    selector: str, labels: dict[str, str], selected: bool
) -> None:
    assert Selectors([selector], ()).may_select(labels) is selected


@pytest.mark.parametrize("selector", ["pool=lan", "pool", "pool in (lan)", "tier=web,pool=lan"])
def test_a_deployer_may_add_the_label(selector: str) -> None:
    assert Selectors([selector], ["pool"]).may_select({"tier": "web"})


def test_an_added_label_does_not_change_one_that_is_stated() -> None:
    assert not Selectors(["pool=lan"], ["pool"]).may_select({"pool": "dmz"})


def test_no_selector_selects_nothing() -> None:
    assert not Selectors([], ["pool"]).may_select({})
