import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.documents.read import SourceFile, read
from svclint.documents.scan import Scanner
from svclint.findings.suppress import Ignore, apply, comments_of, current, ignores_of, suppression_flaws
from svclint.model import Finding, Location, Owner, Reading, Related, Severity, Span

KNOWN = frozenset({"external-ip-is-control-plane", "duplicate-address", "unused-ignore"})


def service(text: str, name="web.yaml") -> SourceFile:
    return read(name, text.encode(), Scanner([(frozenset(), frozenset({"externalIPs"}))]))


def finding(line, rule="duplicate-address", file="web.yaml", *, last=0, owner=None, related=()) -> Finding:
    owner = owner or Owner("prod", "", "Service", "demo", "web")
    place = Location(file, Span(line, 1, last or line, 9), owner, "/spec/externalIPs/0")
    return Finding(place, rule, Severity.ERROR, "taken", related)


def comments(text: str) -> tuple[Ignore, ...]:
    return tuple(comments_of("web.yaml", text))


def run(findings, ignores, ran=KNOWN) -> list[Finding]:
    return apply(findings, ignores, KNOWN, ran=ran, unused=Severity.WARNING)


@pytest.mark.parametrize(
    ("text", "rules", "reason", "line"),
    [
        ("a: 1 # svclint: ignore[duplicate-address] on purpose", ("duplicate-address",), "on purpose", 1),
        ("a: 1\t#svclint:ignore[x, y ,x]", ("x", "y"), "", 1),
        ("a: 1\n# svclint: ignore[x] see #12\nb: 2", ("x",), "see #12", 3),
        ("a: |\n  # svclint: ignore[x] in a block text\n  b: 2", ("x",), "in a block text", 3),
        ("# svclint: ignore[x] why\r\n# and more\r\na: 1\r\n", ("x",), "why", 3),
        ("# svclint: ignore[x] at the end", ("x",), "at the end", 1),
        ("a: 1 # svclint: ignore all of it", (), "all of it", 1),
        ("a: 1 # svclint: ignore[x", (), "[x", 1),
    ],
)
def test_a_comment_names_rules_and_a_reason_and_speaks_of_a_line(text: str, rules, reason, line) -> None:
    [one] = comments(text)
    assert (rules, reason, line) == (one.rules, one.reason, one.line)


@pytest.mark.parametrize(
    "text", ["a: b#svclint: ignore[x]", "# svclint: ignored[x]", "# svclint: ignore-file", "svclint: ignore[x]"]
)
def test_text_that_only_looks_like_a_comment_is_none(text: str) -> None:
    assert comments(text) == ()


def test_comments_may_share_a_line_or_stand_above_each_other() -> None:
    above = "# svclint: ignore[x] one # svclint: ignore[y] two\n  # svclint: ignore[z] three\n"
    text = above + "a: 1 # svclint: ignore[w] four\nb: 2"
    assert [(*one.rules, one.reason, one.line) for one in comments(text)] == [
        ("x", "one", 3),
        ("y", "two", 3),
        ("z", "three", 3),
        ("w", "four", 3),
    ]
    assert [(one.location.span.line, one.location.span.column) for one in comments(text)] == [
        (1, 1),
        (1, 26),
        (2, 3),
        (3, 6),
    ]


def test_the_span_is_that_of_the_comment() -> None:
    [one] = comments("a: 1  # svclint: ignore[x] why  \n")
    assert one.location.span == Span(1, 7, 1, 31)


def test_a_finding_on_the_line_gets_the_reason_and_others_are_unchanged() -> None:
    ignores = comments("\n\na: 1 # svclint: ignore[duplicate-address] on purpose")
    hit, other, below = finding(3), finding(3, "external-ip-is-control-plane"), finding(4)
    result = run([below, other, hit], ignores)
    assert [
        one.suppressed
        for one in sorted(result, key=lambda one: (one.location.span.line, one.rule != "external-ip-is-control-plane"))
    ] == [None, "on purpose", None]
    assert len(result) == 3


def test_without_a_reason_it_says_so() -> None:
    [one] = run([finding(1)], comments("a: 1 # svclint: ignore[duplicate-address]"))
    assert one.suppressed == "no reason given"


def test_a_comment_does_not_cover_another_file() -> None:
    one, unused = run([finding(1, file="other.yaml")], comments("a: 1 # svclint: ignore[duplicate-address]"))
    assert (one.suppressed, unused.rule) == (None, "unused-ignore")


def test_a_value_of_several_lines_is_met_anywhere_in_it() -> None:
    ignores = comments("a:\n  b\n  c # svclint: ignore[duplicate-address] why")
    assert [one.suppressed for one in run([finding(2, last=3)], ignores)] == ["why"]


def test_an_ignore_at_either_participant_silences_the_whole_finding() -> None:
    there = Location("shop.yaml", Span(7, 1, 7, 9), Owner("prod", "", "Service", "shop", "shop"), "/spec/externalIPs/0")
    ignores = tuple(comments_of("shop.yaml", "\n" * 6 + "a: 1 # svclint: ignore[duplicate-address] shared"))
    [both] = run([finding(3, related=(Related(there, "also here", participant=True),))], ignores)
    assert both.suppressed == "shared"
    unused, seen = run([finding(3, related=(Related(there, "declared here"),))], ignores)
    assert [seen.rule, unused.rule] == ["duplicate-address", "unused-ignore"]
    assert seen.suppressed is None


MANIFEST = """\
apiVersion: v1
kind: Service
metadata:
  name: web
  namespace: demo
  annotations:
    {annotation}
spec:
  externalIPs: [192.0.2.1]
"""


@pytest.mark.parametrize(
    ("annotation", "reason"),
    [
        ("svclint.dev/ignore.duplicate-address: agreed with ops", "agreed with ops"),
        ('svclint.dev/ignore: "other-rule,duplicate-address: agreed: with ops"', "agreed: with ops"),
        ("svclint.dev/ignore: duplicate-address", "no reason given"),
        ('svclint.dev/ignore.duplicate-address: ""', "no reason given"),
    ],
)
def test_an_annotation_covers_its_object_in_every_cluster(annotation, reason) -> None:
    ignores = ignores_of(service(MANIFEST.format(annotation=annotation)))
    other = Owner("prod", "", "Service", "demo", "other")
    result = run([finding(9), finding(9, owner=other)], ignores, ran=KNOWN - {"unused-ignore"})
    assert [one.suppressed for one in result] == [reason, None]


@pytest.mark.parametrize(
    "annotation", ["svclint.dev/ignored: duplicate-address", "svclint.dev/ignore: [duplicate-address]"]
)
def test_other_annotations_are_not_ours(annotation) -> None:
    assert ignores_of(service(MANIFEST.format(annotation=annotation))) == ()


def test_comments_and_annotations_come_in_the_order_written() -> None:
    text = MANIFEST.format(annotation="svclint.dev/ignore.duplicate-address: a") + "# svclint: ignore[x] b\n"
    assert [one.reason for one in ignores_of(service("# svclint\n" + text))] == ["a", "b"]


def test_an_unused_ignore_is_found_at_the_comment() -> None:
    [one] = run([], comments("\na: 1 # svclint: ignore[duplicate-address] why"))
    assert (one.rule, one.severity, one.suppressed) == ("unused-ignore", Severity.WARNING, None)
    assert one.message == "Unused suppression: duplicate-address reports nothing on line 2."
    assert one.location.span == Span(2, 6, 2, 46)
    assert one.fingerprint


def test_each_rule_of_a_comment_is_looked_at_by_itself() -> None:
    ignores = comments("a: 1 # svclint: ignore[duplicate-address, external-ip-is-control-plane] why")
    result = run([finding(1)], ignores)
    assert [one.suppressed for one in result] == ["why", None]
    assert result[1].message == "Unused suppression: external-ip-is-control-plane reports nothing on line 1."


def test_a_comment_for_a_rule_that_did_not_run_is_not_unused() -> None:
    assert run([], comments("a: 1 # svclint: ignore[duplicate-address] why"), ran=frozenset({"unused-ignore"})) == []


def test_unused_comments_are_reported_only_if_that_rule_runs() -> None:
    ignores = comments("a: 1 # svclint: ignore[duplicate-addres] why")
    assert run([], ignores, ran=KNOWN - {"unused-ignore"}) == []


def test_an_unknown_rule_is_told_with_the_nearest_one() -> None:
    near, far = run([], comments("a: 1 # svclint: ignore[duplicate-adress, zzz] why"))
    assert near.message == "Unused suppression: unknown rule duplicate-adress; did you mean duplicate-address?"
    assert far.message == "Unused suppression: unknown rule zzz."


def test_an_ignore_without_rules_is_told_so() -> None:
    [one] = run([finding(1, file="b.yaml")], comments("a: 1 # svclint: ignore because"))[1:]
    assert one.message == "Suppression without a rule: write `ignore[rule-id] reason`."


def test_an_ignore_may_allow_itself_to_be_unused() -> None:
    ignores = comments("a: 1 # svclint: ignore[duplicate-address, unused-ignore] in some clusters only")
    assert [one.suppressed for one in run([], ignores)] == ["in some clusters only"]
    [unused] = run([finding(1)], ignores)[1:]
    assert (unused.message, unused.suppressed) == ("Unused suppression: unused-ignore reports nothing on line 1.", None)


def test_comments_in_an_unread_file_are_not_reported_as_unused() -> None:
    text = "externalIPs: [1] # svclint: ignore[duplicate-address] x\n---\nexternalIPs: {{ x }}: {{ y }}\n"
    source = service(text)
    assert source.reading == Reading.TEMPLATE
    [ignore] = ignores_of(source)
    assert not ignore.judged
    assert run([], [ignore]) == []


def test_a_file_that_does_not_speak_of_us_is_not_looked_at() -> None:
    assert ignores_of(service("externalIPs: []\n# ignore[x]\n")) == ()


@given(st.text("# \tsvclint:ignore[],x\n\r", max_size=200))
def test_any_text_gives_comments_within_it(text: str) -> None:
    count = text.replace("\r\n", "\n").replace("\r", "\n").count("\n") + 1
    for one in comments(text):
        assert 1 <= one.location.span.line <= one.line <= count


@pytest.mark.parametrize(
    "text",
    [
        "# svclint: ignore[x] y\n" * 20_000,
        "# svclint: ignore[" * 20_000,
        " " * 200_000 + "# svclint: ignore[x] " * 10_000,
    ],
    ids=["stacked", "unclosed", "one-line"],
)
def test_hostile_texts_cost_no_more_than_they_are_long(text: str) -> None:
    start = time.monotonic()
    run([finding(1)], comments(text), ran=frozenset())
    assert time.monotonic() - start < 5


def test_an_expired_comment_suppresses_nothing_and_is_not_unused() -> None:
    ignores = comments("a: 1 # svclint: ignore[duplicate-address] until 2026-12-31: moving")
    assert [one.suppressed for one in run([finding(1)], current(ignores, "2026-12-31"))] == ["until 2026-12-31: moving"]
    assert [one.suppressed for one in run([finding(1)], current(ignores, "2027-01-01"))] == [None]
    [flaw] = suppression_flaws(ignores, "2027-01-01")
    assert (flaw.rule, flaw.location.span.column) == ("expired-ignore", 6)


def test_comments_in_an_unread_file_are_not_reported_as_expired() -> None:
    [ignore] = comments_of("web.yaml", "a: 1 # svclint: ignore[x] until 2020-01-01", judged=False)
    assert list(suppression_flaws([ignore], "2027-01-01")) == []
