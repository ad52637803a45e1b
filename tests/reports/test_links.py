from __future__ import annotations

from typing import Any

import pytest

from svclint.model import RuleText, Severity
from svclint.reports.links import encode_path, rule_uri


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("apps/a.yaml", "apps/a.yaml"),
        ("a b#c?d%e[f].yaml", "a%20b%23c%3Fd%25e%5Bf%5D.yaml"),
        ("a:b/c.yaml", "a%3Ab/c.yaml"),
        ("ü\n\\.yaml", "%C3%BC%0A%5C.yaml"),
        ("\udcff.yaml", "%FF.yaml"),
        ("\ud800.yaml", "%5Cud800.yaml"),
    ],
)
def test_paths_are_percent_encoded(path: str, expected: str) -> None:
    assert encode_path(path) == expected


def test_a_rule_has_a_page() -> None:
    assert rule_uri(rule("a-b")) == "https://svclint.dev/rules/a-b/"
    assert rule_uri(rule("../\0")) == "https://svclint.dev/rules/..%2F%5Cx00/"


def test_a_private_rule_has_no_page_but_may_have_a_reference() -> None:
    assert rule_uri(rule("a-b", private=True)) == ""
    references = ("http://wiki.example/a", "https://wiki.example/b\x1b")
    assert rule_uri(rule("a-b", private=True, references=references)) == "https://wiki.example/b\\x1b"


def rule(name: str, **more: Any) -> RuleText:
    return RuleText(name, "Title", Severity.ERROR, "Why.", "Fix.", **more)
