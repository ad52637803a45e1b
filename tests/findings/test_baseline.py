"""Which findings are old: by what they hang on, as often as before, and no worse."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.errors import UsageError
from svclint.findings.baseline import KnownFindings, known_of, read_known, tell_apart
from svclint.lazy_dataclasses import replace
from svclint.model import Finding, Location, Owner, Severity, Span

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


def finding(*marks: str, file: str = "a.yaml", line: int = 1, severity: Severity = ERROR, rule: str = "r") -> Finding:
    place = Location(file, Span(line, 1, line, 2), Owner("prod", "", "Service", "", "web"), "/spec")
    return Finding(place, rule, severity, "said", marks=marks)


def new(now: list[Finding], before: list[Finding]) -> list[Finding]:
    return [one for one in tell_apart(now, known_of(before))[0] if not one.known]


def test_a_line_and_a_file_tell_nothing_apart() -> None:
    assert new([finding("x", file="b.yaml", line=9)], [finding("x")]) == []


@pytest.mark.parametrize("other", [finding("y"), finding("x", rule="s"), finding("x", severity=WARNING)])
def test_another_value_another_rule_or_a_higher_severity_makes_a_finding_new(other: Finding) -> None:
    assert new([finding("x")], [other]) == [finding("x")]


def test_a_finding_that_was_more_severe_before_is_known() -> None:
    assert new([finding("x", severity=WARNING)], [finding("x")]) == []


def test_as_many_findings_are_known_as_before_those_in_the_same_file_first() -> None:
    now = [finding("x", file="a.yaml"), finding("x", file="b.yaml"), finding("x", file="c.yaml")]
    assert new(now, [finding("x", file="c.yaml"), finding("x", file="b.yaml", line=7)]) == [now[0]]


def test_the_most_severe_of_equal_findings_are_matched_with_each_other() -> None:
    now = [finding("x", severity=WARNING), finding("x", line=2)]
    assert new(now, [finding("x"), finding("x", severity=WARNING)]) == []
    assert new(now, [finding("x")]) == [now[0]]


def test_a_group_is_old_as_far_as_its_members_hung_together() -> None:
    before = [finding("a", "b", "c", "d")]
    assert new([finding("a", "c")], before) == []
    assert new([finding("a", "b"), finding("c", "d")], before) == []
    assert new([finding("a", "e")], before) == [finding("a", "e")]
    assert new([finding("a", "b"), finding("b", "d")], before) == [finding("b", "d")]
    assert new([finding("a", "a")], before) == [finding("a", "a")]


def test_suppressed_findings_are_neither_known_nor_added_to_a_baseline() -> None:
    ignored = replace(finding("x"), suppressed="on purpose")
    assert tell_apart([ignored], known_of([finding("x")])) == ((ignored,), known_of([finding("x")]))
    assert known_of([ignored]) == ()


def test_baseline_entries_that_no_longer_occur_are_reported() -> None:
    before = known_of([finding("x"), finding("x"), finding("y"), finding("a", "b")])
    _, rest = tell_apart([finding("x"), finding("a", "b")], before)
    assert [one.marks for one in rest] == [("x",), ("y",)]


def test_findings_without_marks_have_their_fingerprint() -> None:
    assert [one.marks for one in known_of([replace(finding(), fingerprint="0f")])] == [("0f",)]


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3)))
def test_nothing_is_new_against_itself_and_nothing_is_left(groups: list[list[str]]) -> None:
    found = [finding(*marks, line=line) for line, marks in enumerate(groups, 1)]
    marked, rest = tell_apart(found, known_of(found))
    assert (tuple(one.known for one in marked), rest) == ((True,) * len(found), ())
    assert sum(one.count for one in known_of(found)) == len(found)


@given(*2 * [st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(list(Severity))), max_size=8)])
def test_single_marks_are_matched_as_well_as_can_be(
    now: list[tuple[str, Severity]], before: list[tuple[str, Severity]]
) -> None:
    fresh = Counter(
        one.marks[0]
        for one in new(
            [finding(mark, severity=severity) for mark, severity in now],
            [finding(mark, severity=severity) for mark, severity in before],
        )
    )
    for mark in "abcd":
        wanted = sorted((severity for name, severity in now if name == mark), reverse=True)
        there = sorted((severity for name, severity in before if name == mark), reverse=True)
        matched = 0
        for severity in wanted:
            matched += matched < len(there) and there[matched] >= severity
        assert len(wanted) - matched == fresh[mark]


def test_a_file_is_read_with_what_counts(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(
        "version: 1\nfindings:\n- {rule: r, severity: note, file: a, message: m, count: 2, fingerprints: [b, a]}\n"
    )
    assert read_known(tmp_path / "b.yaml", tmp_path) == (KnownFindings("r", NOTE, "a", "m", ("a", "b"), 2),)
    (tmp_path / "b.yaml").write_text("version: 1\nfindings:\n")
    assert read_known(tmp_path / "b.yaml", tmp_path) == ()


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("version: 2\nfindings: []\n", "b.yaml:1:10", "'version' must be 1, not 2"),
        (
            "version: 1\nfindings:\n- rule: r\n",
            "b.yaml:3:3",
            "missing key 'severity' in an entry of the baseline",
        ),
        ("version: 1\nfindings: x\n", "b.yaml:2:11", "'findings' must be a list"),
        ("version: [\n", "b.yaml:", "invalid YAML"),
        ("a", "b.yaml:1:1", "must be a mapping"),
    ],
)
def test_a_file_that_is_no_baseline_has_a_place(tmp_path: Path, text: str, place: str, said: str) -> None:
    (tmp_path / "b.yaml").write_text(text)
    with pytest.raises(UsageError) as caught:
        read_known(tmp_path / "b.yaml", tmp_path)
    assert str(caught.value).startswith(place)
    assert said in str(caught.value)
