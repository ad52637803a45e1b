"""Scalar typing against what Kubernetes' own parser gives (`../facts/conventions.md` 6.3, goyaml.v2 `resolve.go`)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.documents.scalars import NUMBER_ENDS, NUMBER_STARTS, WORDS, Value, resolve

TAG = "tag:yaml.org,2002:"

KUBERNETES: list[tuple[str, Value]] = [
    ("yes", True), ("no", False), ("on", True), ("off", False), ("y", True), ("n", False), ("Y", True), ("NO", False),
    ("true", True), ("TRUE", True), ("tRue", "tRue"), ("oN", "oN"),
    ("", None), ("~", None), ("null", None), ("nULL", "nULL"),
    ("0644", 420), ("010", 8), ("0o644", 420), ("0O17", 15), ("08", 8), ("0b11", 3), ("-0b11", -3), ("0B1", 1),
    ("0x1F", 31), ("-0xf", -15), ("1_000", 1000), ("1__0_", 10), ("+5", 5), ("-5", -5), ("-", "-"), ("+", "+"),
    ("12:30:45", "12:30:45"), ("22:22", "22:22"), ("1:20", "1:20"), ("2001-12-14", "2001-12-14"),
    ("1e3", 1000), ("1.5", 1.5), ("1.", 1), (".5", 0.5), ("._5", "._5"), (".", "."), ("1.2.3", "1.2.3"),
    ("99999999999999999999", 1e20), ("18446744073709551615", 18446744073709551615), ("-9223372036854775808", -(2**63)),
    ("1e999", "1e999"), ("0x" + "f" * 17, "0x" + "f" * 17), ("9" * 5000, "9" * 5000), ("1e", "1e"),
    ("10.0.0.1", "10.0.0.1"), ("::1", "::1"), ("fe80::1", "fe80::1"), ("10:10:10:10", "10:10:10:10"),
    ("10.0.0.0/8", "10.0.0.0/8"),
    ("0.0.0.0", "0.0.0.0"), ("1e3.", "1e3."), ("0x", "0x"), ("0b12", "0b12"), ("09.5", 9.5), ("-.5", -0.5),
    ("٣", "٣"), ("1٣", "1٣"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), KUBERNETES, ids=lambda value: str(value)[:24])
def test_a_plain_scalar_is_what_kubernetes_takes_it_for(text: str, expected: Value) -> None:
    value = resolve(text, None)

    assert value == expected
    assert type(expected) is type(value)


@pytest.mark.parametrize("text", [".inf", "-.Inf", "+.INF", ".nan", ".NaN"])
def test_what_json_cannot_carry_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="JSON"):
        resolve(text, None)


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        ("5", TAG + "str", "5"),
        ("yes", TAG + "str", "yes"),
        (".inf", TAG + "str", ".inf"),
        ("5", TAG + "int", 5),
        ("0644", TAG + "int", 420),
        ("5", TAG + "float", 5),
        ("y", TAG + "bool", True),
        ("", TAG + "null", None),
        ("2001-12-14", TAG + "timestamp", "2001-12-14"),
        ("5", "!vault", "5"),
        ("aGk=", TAG + "binary", "hi"),
        ("aG\r\nk=", TAG + "binary", "hi"),
        ("aGl=", TAG + "binary", "hi"),
        ("", TAG + "binary", ""),
        ("MQ==", TAG + "binary", "1"),
        ("dHJ1ZQ==", TAG + "binary", "true"),
        ("/+8=", TAG + "binary", "\ufffd\ufffd"),
        ("1", "!", "1"),
        ("yes", "!", "yes"),
        ("", "!", ""),
        ("1", TAG + "map", "1"),
        ("2001-1-2 10:00:00", TAG + "timestamp", "2001-1-2 10:00:00"),
        ("2001-12-14T10:00:00.5Z", TAG + "timestamp", "2001-12-14T10:00:00.5Z"),
        ("18446744073709551615", TAG + "int", 18446744073709551615),
        ("5", TAG + "python/object/apply:os.system", "5"),
    ],
)
def test_a_tag_decides(text: str, tag: str, expected: Value) -> None:
    assert resolve(text, tag) == expected


@pytest.mark.parametrize(("text", "tag"), [
        ("a", "int"), ("1", "bool"), ("a", "float"), ("x", "null"), ("true", "int"),
        ("1.0", "int"), ("1e3", "int"), ("09", "int"), ("18446744073709551616", "int"), ("", "int"), ("1\n", "int"),
        ("aGk", "binary"), ("aG k=", "binary"), (" aGk=", "binary"), ("a===", "binary"), ("-_8=", "binary"),
        ("aGk==", "binary"), ("x", "timestamp"), ("2001-99-99", "timestamp"), ("2001-12-14x", "timestamp"),
        ("2001-12-14 10:00:00 +02:00", "timestamp"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_its_tag_is_refused(text: str, tag: str) -> None:
    with pytest.raises(ValueError, match=f"!!{tag}"):
        resolve(text, TAG + tag)


@given(st.text("0123456789+-._eExXoObBaAfFiInNkKmG:/", min_size=1, max_size=8))
def test_texts_that_cannot_be_numbers_stay_texts(text: str) -> None:
    if text not in WORDS and not (text[0] in NUMBER_STARTS and text[-1] in NUMBER_ENDS):
        assert resolve(text, None) == text
