"""An error of jsonschema → a sentence; every keyword in svclint's schemas has its own."""

from __future__ import annotations

from collections.abc import Sequence

from svclint.light_typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import ValidationError

# Plain data at the edge: what JSON can say, as a schema sees it.
Plain = Any

_SHOWN = 80  # characters of a value in a message
_TYPES = {
    "array": "a list",
    "boolean": "true or false",
    "integer": "a whole number",
    "null": "nothing",
    "number": "a number",
    "object": "a mapping",
    "string": "text",
}


_LIMITS = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
}
_SIZES = {
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
    "minProperties": ("at least", "key"),
    "maxProperties": ("at most", "key"),
}
_FORMATS = {"regex": "a regular expression"}


def sentence(error: ValidationError, schema: Plain, what: str) -> str:
    """The problem as a sentence without a full stop; `what`, the subject, is its first part."""
    expected: Plain = error.validator_value
    if error.validator == "type":
        kinds = [expected] if isinstance(expected, str) else [kind for kind in expected if kind != "null"]
        hint = ""
        if "string" in kinds and isinstance(error.instance, dict) and list(error.instance.values()) == [None]:
            hint = "; quote it, because YAML reads the trailing colon as a mapping"
        fitting = " or ".join(_TYPES.get(kind, kind) for kind in kinds)
        return f"{what} must be {fitting}, not {_kind(error.instance)}{hint}"
    if error.validator in ("enum", "const"):
        # The YAML of Kubernetes reads `off` as false: a schema that lists both means the word.
        values = expected if error.validator == "enum" else [expected]
        choices = [value for value in values if isinstance(value, str)] or [str(value) for value in values]
        listed = f"one of {', '.join(choices)}" if len(choices) > 1 else choices[0]
        return f"{what} must be {listed}, not {_shown(error.instance)}{guess(str(error.instance), choices)}"
    if error.validator == "pattern":
        rule = schema.get("patternErrorMessage") or f"must match {expected}"
        return f"{what} {rule}, not {_shown(error.instance)}"
    if error.validator in _LIMITS:
        return f"{what} must be {_LIMITS[error.validator]} {expected}, not {_shown(error.instance)}"
    if error.validator in _SIZES:
        size: Plain = error.instance
        limit, item = _SIZES[error.validator]
        if (limit, expected) == ("at least", 1):
            return f"{what} must not be empty"
        return f"{what} must have {limit} {expected} {item}{'' if expected == 1 else 's'}, not {len(size)}"
    if error.validator == "uniqueItems":
        items: Plain = error.instance
        return f"{what} lists {_shown(next(item for number, item in enumerate(items) if item in items[:number]))} twice"
    if error.validator == "format":
        return f"{what} must be {_FORMATS.get(expected, expected)}, not {_shown(error.instance)}"
    if error.validator in ("anyOf", "oneOf"):
        return f"{what} {_alternatives(expected, error.instance)}"
    return f"{what} is not valid here"


def _alternatives(forms: Sequence[Plain], instance: Plain) -> str:
    """The requirement of several alternative forms, none of which matches."""
    keys = [f"'{key}'" for form in forms for key in form.get("required", ())]
    if len(keys) == len(forms):
        return f"needs one of the keys {' or '.join(keys)}"
    kinds = [form.get("type", ()) for form in forms]
    allowed = dict.fromkeys(_TYPES[name] for kind in kinds for name in ([kind] if isinstance(kind, str) else kind))
    if allowed and _kind(instance) not in allowed:
        return f"must be {' or '.join(allowed)}, not {_kind(instance)}"
    return "matches none of the allowed forms"


def noun(schema: Plain) -> str:
    """What a schema describes, with an article."""
    title = str(schema.get("title", ""))
    return f"{'an' if title[0] in 'aeiou' else 'a'} {title}" if title else "this mapping"


def guess(text: str, known: Sequence[str]) -> str:
    """A question with the most similar of the known words; empty if none is similar."""
    import difflib

    close = difflib.get_close_matches(text, known, 1) or [word for word in known if word.lower() == text.lower()]
    return f"; did you mean '{close[0]}'?" if close else ""


def quoted(text: str) -> str:
    """The text in quotes, shortened if it is long."""
    return f"'{text[:_SHOWN]}…'" if len(text) > _SHOWN else f"'{text}'"


def _shown(value: Plain) -> str:
    if isinstance(value, str):
        return quoted(value)
    return (
        str(value).lower()
        if isinstance(value, bool)
        else str(value)[:_SHOWN]
        if isinstance(value, int | float)
        else _kind(value)
    )


def _kind(value: Plain) -> str:
    kinds = ((bool, "boolean"), (str, "string"), (int, "integer"), (float, "number"), (dict, "object"), (list, "array"))
    return next((_TYPES[name] for kind, name in kinds if isinstance(value, kind)), "nothing")
