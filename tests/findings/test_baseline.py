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
    assert [] == new([finding("x", file="b.yaml", line=9)], [finding("x")])


@pytest.mark.parametrize("other", [finding("y"), finding("x", rule="s"), finding("x", severity=WARNING)])
def test_another_thing_another_rule_and_what_was_less_bad_is_new(other: Finding) -> None:
    assert [finding("x")] == new([finding("x")], [other])


def test_what_was_worse_is_old() -> None:
    assert [] == new([finding("x", severity=WARNING)], [finding("x")])


def test_as_many_are_old_as_there_were_and_in_the_old_file_first() -> None:
    now = [finding("x", file="a.yaml"), finding("x", file="b.yaml"), finding("x", file="c.yaml")]
    assert [now[0]] == new(now, [finding("x", file="c.yaml"), finding("x", file="b.yaml", line=7)])


def test_the_worst_of_several_alike_is_matched_with_the_worst() -> None:
    now = [finding("x", severity=WARNING), finding("x", line=2)]
    assert [] == new(now, [finding("x"), finding("x", severity=WARNING)])
    assert [now[0]] == new(now, [finding("x")])


def test_a_group_is_old_as_far_as_its_members_hung_together() -> None:
    before = [finding("a", "b", "c", "d")]
    assert [] == new([finding("a", "c")], before)
    assert [] == new([finding("a", "b"), finding("c", "d")], before)
    assert [finding("a", "e")] == new([finding("a", "e")], before)
    assert [finding("b", "d")] == new([finding("a", "b"), finding("b", "d")], before)
    assert [finding("a", "a")] == new([finding("a", "a")], before)


def test_what_somebody_ignores_is_neither_old_nor_made_old() -> None:
    ignored = replace(finding("x"), suppressed="on purpose")
    assert ((ignored,), known_of([finding("x")])) == tell_apart([ignored], known_of([finding("x")]))
    assert () == known_of([ignored])


def test_what_occurs_no_more_is_told() -> None:
    before = known_of([finding("x"), finding("x"), finding("y"), finding("a", "b")])
    _, rest = tell_apart([finding("x"), finding("a", "b")], before)
    assert [("x",), ("y",)] == [one.marks for one in rest]


def test_findings_without_marks_have_their_fingerprint() -> None:
    assert [("0f",)] == [one.marks for one in known_of([replace(finding(), fingerprint="0f")])]


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3)))
def test_nothing_is_new_against_itself_and_nothing_is_left(groups: list[list[str]]) -> None:
    found = [finding(*marks, line=line) for line, marks in enumerate(groups, 1)]
    marked, rest = tell_apart(found, known_of(found))
    assert ((True,) * len(found), ()) == (tuple(one.known for one in marked), rest)
    assert len(found) == sum(one.count for one in known_of(found))


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
    assert (KnownFindings("r", NOTE, "a", "m", ("a", "b"), 2),) == read_known(tmp_path / "b.yaml", tmp_path)
    (tmp_path / "b.yaml").write_text("version: 1\nfindings:\n")
    assert () == read_known(tmp_path / "b.yaml", tmp_path)


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
