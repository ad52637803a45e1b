"""A selector expression of Calico → the text of an equal label selector; `?` for the parts that have none."""

from __future__ import annotations

from collections.abc import Iterator

from svclint.claims.label_selectors import NAME_LABEL, UNKNOWN, Requirement, readable, text_of
from svclint.lazy_re import regex

# https://github.com/projectcalico/calico/blob/v3.30.0/libcalico-go/lib/selector/parser/parser.go
_TERM = regex(
    r"\s*(?:(?P<all>all\(\)|global\(\))|(?P<not>!)?\s*has\(\s*(?P<has>[\w./-]+)\s*\)"
    r"|(?P<key>[\w./-]+)\s*(?:(?P<equal>==|!=)\s*(?P<quote>['\"])(?P<value>[^'\"]*)(?P=quote)"
    r"|(?P<in>in|not\s+in)\s*\{(?P<values>[^{}]*)\}))\s*"
)
_VALUE = regex(r"['\"]([^'\"]*)['\"]")
_NAMESPACE = "projectcalico.org/name"


def selector_text(expression: str) -> str:
    """The text of the label selector that is equal to an expression of terms joined by `&&`."""
    return text_of(_requirements(expression)) if expression.strip() else ""


def _requirements(expression: str) -> Iterator[Requirement]:
    for text in expression.split("&&"):
        term = _TERM.fullmatch(text)
        if term is None:
            yield Requirement("", UNKNOWN)
        elif term["has"]:
            yield readable(Requirement(term["has"], "DoesNotExist" if term["not"] else "Exists"))
        elif term["key"]:
            key = NAME_LABEL if term["key"] == _NAMESPACE else term["key"]
            if term["equal"]:
                yield readable(Requirement(key, "In" if term["equal"] == "==" else "NotIn", frozenset({term["value"]})))
            else:
                values = frozenset(_VALUE.findall(term["values"]))
                yield readable(Requirement(key, "In" if term["in"] == "in" else "NotIn", values))
