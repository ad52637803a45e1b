"""The vectors of the line hash are those of github/codeql-action, src/fingerprints.test.ts (MIT licence)."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from svclint.reports.fingerprints import line_hashes, own_fingerprint
from tests.support.report_samples import DUPLICATE, SHOP_AT, WEB_AT

HELLO = (
    "e9496ae3ebfced30:1",
    "fb7c023a8b9ccb3f:1",
    "ce8ba1a563dcdaca:1",
    "e20e36e16fcb0cc8:1",
    "b3edc88f2938467e:1",
    "c8e28b0b4002a3a0:1",
    "c129715d7a2bc9a3:1",
)
LOREM = (
    *(f"a7f2ff13bc495cf2:{count}" for count in range(1, 7)),
    "a7f2ff1481e87703:1",
    "a9cf91f7bbf1862b:1",
    "55ec222b86bcae53:1",
    "cc97dc7b1d7d8f7b:1",
    "c129715d7a2bc9a3:1",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("c129715d7a2bc9a3:1",)),
        (" a\nb\n  \t\tc\n d", ("271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1")),
        (
            " hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End",
            (
                "8b7cf3e952e7aeb2:1",
                "b1ae1287ec4718d9:1",
                "bff680108adb0fcc:1",
                "c6805c5e1288b612:1",
                "b86d3392aea1be30:1",
                "e6ceba753e1a442:1",
            ),
        ),
        (" hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n", HELLO),
        (" hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r", HELLO),
        (" hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n", HELLO),
        (" hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n", HELLO),
        ("Lorem ipsum dolor sit amet.\n" * 10, LOREM),
    ],
)
def test_line_hashes_are_those_of_codeql_action(text: str, expected: tuple[str, ...]) -> None:
    assert line_hashes(text) == expected


def rolling(text: str) -> list[str]:
    """The definition, character by character, as the original goes about it."""
    window, numbers = [0] * 100, [-1] * 100
    total, index, number, start, after_cr = 0, 0, 0, True, False
    found: list[str] = []
    counts: dict[int, int] = {}

    def put_out() -> None:
        counts[total] = counts.get(total, 0) + 1
        found.append(f"{total:x}:{counts[total]}")
        numbers[index] = -1

    def push(unit: int) -> None:
        nonlocal total, index
        total = (37 * total + unit - pow(37, 100) * window[index]) % 2**64
        window[index] = unit
        index = (index + 1) % 100

    data = text.encode("utf-16-le", "surrogatepass")
    for unit in [*(int.from_bytes(data[i : i + 2], "little") for i in range(0, len(data), 2)), 65535]:
        if unit in (32, 9) or (after_cr and unit == 10):
            after_cr = False
            continue
        after_cr = unit == 13
        unit = 10 if unit == 13 else unit
        if numbers[index] != -1:
            put_out()
        if start:
            start, number = False, number + 1
            numbers[index] = number
        start = unit == 10
        push(unit)
    for _ in range(100):
        if numbers[index] != -1:
            put_out()
        push(0)
    return found


@given(st.text(st.sampled_from("ab \t\r\n漢👍\udc00")) | st.text().map(lambda text: (text + "\n") * 9))
def test_line_hashes_are_the_rolling_hash(text: str) -> None:
    assert rolling(text) == list(line_hashes(text))


def test_a_participant_has_a_fingerprint_of_its_own() -> None:
    assert own_fingerprint(DUPLICATE) == DUPLICATE.fingerprint
    assert len({own_fingerprint(DUPLICATE, place) for place in (None, WEB_AT, SHOP_AT)}) == 3


def test_a_fingerprint_does_not_hold_lines_or_list_indexes() -> None:
    moved = dataclasses.replace(WEB_AT, span=SHOP_AT.span, file="other.yaml", pointer="/a/0/b")
    again = dataclasses.replace(WEB_AT, pointer="/a/17/b")
    assert own_fingerprint(DUPLICATE, moved) == own_fingerprint(DUPLICATE, again)


def test_a_finding_without_a_fingerprint_gets_one_of_its_words() -> None:
    bare = dataclasses.replace(DUPLICATE, fingerprint="")
    assert own_fingerprint(bare) == own_fingerprint(dataclasses.replace(bare, related=()))
    assert own_fingerprint(bare) != own_fingerprint(dataclasses.replace(bare, message="another"))


def test_a_hash_is_that_of_the_text_from_its_line_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is worked through in stretches; where one ends makes no difference."""
    text = "".join(f"{number:x}\n" * (number % 3) for number in range(300))
    whole = line_hashes(text)
    monkeypatch.setattr("svclint.reports.fingerprints._STRETCH", 32)
    assert line_hashes(text) == whole
