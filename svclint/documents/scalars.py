"""A plain or tagged scalar's text and tag → its value, as Kubernetes' own parser reads it.

The rules are those of sigs.k8s.io/yaml, which goes through goyaml.v2 (`resolve.go`) and then through JSON.
"""

from __future__ import annotations

import re

from svclint.lazy_re import regex

Value = str | int | float | bool | None
_INFINITE = float("inf")

_TAG = "tag:yaml.org,2002:"
BINARY, MERGE_TAG = _TAG + "binary", _TAG + "merge"
_NAMES = {_TAG + name: name for name in ("bool", "int", "float", "null", "timestamp")}

WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("y", "Y", "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"), True),
    **dict.fromkeys(("n", "N", "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"), False),
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
}
_NOT_JSON = frozenset(sign + dot for sign in ("", "+", "-") for dot in (".inf", ".Inf", ".INF")) | frozenset(
    (".nan", ".NaN", ".NAN")
)

_FLOAT = regex(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_INT = regex(r"([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|([1-9][0-9]*|0))", re.ASCII)
_BASES = (0, 0, 16, 2, 8, 10)
_BASE64 = regex(r"(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", re.ASCII)
_TIME = r"[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}(?:\.[0-9]+)?"
_TIMESTAMP = regex(
    rf"[0-9]{{4}}-(?:0?[1-9]|1[0-2])-(?:0?[1-9]|[12][0-9]|3[01])"
    rf"(?:[Tt]{_TIME}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})| +{_TIME})?",
    re.ASCII,
)
NUMBER_STARTS = frozenset("0123456789+-.")
NUMBER_ENDS = frozenset("0123456789._abcdefABCDEFnN")
"""The first and last characters of a plain scalar that may be a number, `.inf` or `.nan`. Any other plain scalar is a
string, unless it is one of `WORDS`."""
_LONGEST_NUMBER = 400
"""Characters; a longer number usually exceeds a float (1.8e308). It stays text, and is not passed to `int()`."""


def resolve(text: str, tag: str | None) -> Value:
    """The value of a plain or tagged scalar. Raises ValueError with the reason if Kubernetes' parser fails.

    A float without a fraction becomes an int, because the API server reads JSON, which does not distinguish them. Dates
    and `12:30:45` are strings; so is the decoded text of `!!binary`. Any other tag, including `!`, makes the text a
    string.
    """
    if tag is None:
        if text in WORDS:
            return WORDS[text]
        if text[0] in NUMBER_STARTS:
            return _number(text)
        return text
    if tag == BINARY:
        return _decoded(text)
    if tag not in _NAMES:
        return text
    value = resolve(text, None)
    _check(value, text, _NAMES[tag])
    return value


def _decoded(text: str) -> str:
    """The decoded base64 text, by the rules of Go's decoder: it ignores line breaks, but not other white space."""
    plain = text.replace("\n", "").replace("\r", "")
    if _BASE64.fullmatch(plain) is None:
        raise ValueError("the value does not match its tag !!binary: it is not base64")
    from binascii import a2b_base64

    return a2b_base64(plain).decode(errors="replace")


def _check(value: Value, text: str, kind: str) -> None:
    kinds: dict[str, bool] = {
        "null": value is None,
        "bool": isinstance(value, bool),
        "int": isinstance(value, int) and _INT.fullmatch(text.replace("_", "")) is not None,
        # goyaml converts only integers of 64 bits with a sign.
        "float": isinstance(value, (int, float)) and not isinstance(value, bool) and not _is_unsigned(value),
        "timestamp": isinstance(value, str) and _TIMESTAMP.fullmatch(text) is not None,
    }
    if not kinds[kind]:
        raise ValueError(f"the value does not match its tag !!{kind}")


def _is_unsigned(value: float) -> bool:
    return isinstance(value, int) and value >= 2**63


def _number(text: str) -> Value:
    """The number that a text with a first digit, sign or point represents, or the text itself. Raises ValueError."""
    if text in _NOT_JSON:
        raise ValueError("infinity and not-a-number values are not supported: Kubernetes converts YAML to JSON")
    if len(text) > _LONGEST_NUMBER or text.count(".") > 1:  # an address
        return text
    if text[0] != "0" and text.isascii() and text.isdecimal() and (value := int(text)) < 2**64:
        return value
    plain = text if text[0] == "." else text.replace("_", "")
    match = _INT.fullmatch(plain)
    if match is not None and match.lastindex is not None and match.lastindex > 1:
        value = int(match[1] + match[match.lastindex], _BASES[match.lastindex])
        if -(2**63) <= value < 2**64:
            return value
    if _FLOAT.fullmatch(plain) is None:
        return text
    number = float(plain)
    if number in (_INFINITE, -_INFINITE):
        return text
    return int(number) if number.is_integer() and abs(number) < 2**63 else number
