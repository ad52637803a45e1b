"""Raw input text → text that is safe in one context of one format: terminal, log, Markdown, SARIF, JSON.

Reports pass every string from a manifest, a path or a rule through one of these functions.
"""

from __future__ import annotations

import re

from svclint.lazy_re import regex
from svclint.light_typing import Any

# Invisible characters: controls (C0, DEL, C1), line and paragraph separators, zero-width characters, direction
# controls, variation selectors, interlinear marks, tags and lone surrogates.
_UNSEEN = regex(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# Besides controls and surrogates, which are not visible either.
_NOT_XML = regex("[\ufffe\uffff]")
_SURROGATE = regex("[\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Log commands of CI runners. Runners obey the old form of GitHub and Azure anywhere in a line, the new form only at its
# start. IPv6 addresses do not match: a command name has a hyphen or a letter after `f`.
# Source: actions/runner, ActionCommand.cs.
_OLD_COMMAND = regex(r"##(?=(?:vso)?\[)", re.IGNORECASE)
_COMMAND = regex(r"^([^\S\n]*):(?=:[a-f]*[g-z-][a-z-]*(?:\s|::|$))", re.IGNORECASE | re.MULTILINE)

_SARIF = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})
_BACKTICKS = regex("`+")


def visible(text: str) -> str:
    """One line with invisible characters escaped: `\\n`, `\\x1b`, `\\u202e`. Idempotent."""
    return _UNSEEN.sub(_escape, text)


def visible_source(line: str) -> str:
    """Like `visible`, but keeps tabs: a line of a file."""
    return "\t".join(map(visible, line.split("\t")))


def visible_lines(text: str) -> str:
    """Like `visible`, but keeps line feeds. For svclint's own texts and the texts of rules."""
    return "\n".join(visible(line) for line in text.replace("\r\n", "\n").split("\n"))


def _escape(match: re.Match[str]) -> str:
    char = match.group()
    code = ord(char)
    if char in _SHORT:
        return _SHORT[char]
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def shorten(text: str, limit: int) -> str:
    """The text in at most `limit` characters; an ellipsis marks a cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def unforgeable(report: str) -> str:
    """A finished plain-text report without text that a CI runner takes for a command.

    It escapes intended commands too: use `no_old_commands` for a report that contains some.
    """
    return no_old_commands(_COMMAND.sub(r"\1\\x3a", report) if "::" in report else report)


def no_old_commands(report: str) -> str:
    """The report with `##[` and `##vso[` escaped, which runners obey anywhere in a line."""
    return _OLD_COMMAND.sub(r"#\\x23", report) if "##" in report else report


def github_data(text: str) -> str:
    """The message of a workflow command, which may have several lines. Source: actions/toolkit, command.ts."""
    return visible_lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """The value of a property of a workflow command. Source: actions/toolkit, command.ts."""
    return github_data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def markdown_code(text: str) -> str:
    """A code span that shows the text. It is safe inside a table too.

    A pipe after a backslash becomes `\\x7c`, because renderers disagree about which of the two escapes the other.
    """
    shown = visible(text).replace("\\|", "\\\\x7c").replace("|", "\\|") or " "
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(shown)), default=0) + 1)
    padding = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def sarif_text(text: str) -> str:
    """Plain text for a SARIF message, without links and placeholders (SARIF 2.1.0 §3.11.5, §3.11.6)."""
    return visible(text).translate(_SARIF)


def sarif_link(text: str, target: int) -> str:
    """A link in a SARIF message to the related location whose ID is `target`."""
    return f"[{sarif_text(text)}]({target})"


def json_text(value: Any) -> str:
    """The value as ASCII JSON, ending in a line feed, without text that a CI runner takes for a command."""
    import json

    text = json.dumps(value, ensure_ascii=True, indent=2, allow_nan=False)
    return _OLD_COMMAND.sub(r"#\\u0023", text) + "\n"


def json_line(value: Any) -> str:
    """The value as ASCII JSON in one line, without text that a CI runner takes for a command."""
    import json

    text = json.dumps(value, ensure_ascii=True, allow_nan=False)
    return _OLD_COMMAND.sub(r"#\\u0023", text) + "\n"


def xml_text(text: str) -> str:
    """One line of text for an element or an attribute of XML, in ASCII: other characters are references."""
    shown = _NOT_XML.sub(_escape, visible(text))
    for char, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        shown = shown.replace(char, reference)
    return shown.encode("ascii", "xmlcharrefreplace").decode()


def no_surrogates(text: str) -> str:
    """The text with lone surrogates escaped as `\\udcff`. They represent the bytes of a path that are not UTF-8."""
    return _SURROGATE.sub(_escape, text)
