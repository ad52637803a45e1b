"""Raw text of the input → text that is safe in one place of one format: terminal, log, Markdown, SARIF, JSON.

Every string that a report takes from a manifest, a path or a rule passes one of these functions.
"""

from __future__ import annotations

import re
from typing import Any

from svclint.lazy_re import regex

# Controls (C0, DEL, C1), line and paragraph separators, what has no width, what turns the writing direction,
# variation selectors, interlinear marks, tags, lone surrogates: all that a person cannot see.
_UNSEEN = regex(
    "[\x00-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_SURROGATE = regex("[\ud800-\udfff]")
_SHORT = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

# Log commands of CI runners. GitHub's and Azure's old form counts anywhere in a line, the new one at its start. No IPv6
# address is broken: every command's name has a letter beyond `f` or a hyphen (actions/runner, ActionCommand.cs).
_OLD_COMMAND = regex(r"##(?=(?:vso)?\[)", re.IGNORECASE)
_COMMAND = regex(r"^([^\S\n]*):(?=:[a-f]*[g-z-][a-z-]*(?:\s|::|$))", re.IGNORECASE | re.MULTILINE)

_SARIF = str.maketrans({"\\": "\\\\", "[": "\\[", "]": "\\]", "{": "{{", "}": "}}"})
_BACKTICKS = regex("`+")


def visible(text: str) -> str:
    """One line in which everything can be seen: `\\n`, `\\x1b`, `\\u202e`. Applying it twice changes nothing."""
    return _UNSEEN.sub(_escape, text)


def visible_lines(text: str) -> str:
    """As `visible`, keeping the line feeds: for texts of our own making and of rules."""
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
    """At most `limit` characters, the last an ellipsis where something is missing."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def unforgeable(report: str) -> str:
    """A finished plain-text report in which no CI runner finds a command but those at the start of our own lines.

    A line that is to be a command must not pass here; only its `##[` may, see `no_old_commands`.
    """
    return no_old_commands(_COMMAND.sub(r"\1\\x3a", report))


def no_old_commands(report: str) -> str:
    """A report without `##[` and `##vso[`, which runners obey anywhere in a line."""
    return _OLD_COMMAND.sub(r"#\\x23", report)


def github_data(text: str) -> str:
    """The message of a workflow command; its line feeds are the writer's own (actions/toolkit, command.ts)."""
    return visible_lines(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """A property's value of a workflow command (actions/toolkit, command.ts)."""
    return github_data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def markdown_code(text: str) -> str:
    """A code span that shows the text, safe in a table too.

    A pipe after a backslash is written as `\\x7c`: renderers disagree about which of the two escapes which.
    """
    shown = visible(text).replace("\\|", "\\\\x7c").replace("|", "\\|") or " "
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(shown)), default=0) + 1)
    padding = " " if shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def sarif_text(text: str) -> str:
    """Plain text for a SARIF message: no link, no placeholder (SARIF 2.1.0 §3.11.5, §3.11.6)."""
    return visible(text).translate(_SARIF)


def sarif_link(text: str, target: int) -> str:
    """A link in a SARIF message to the related location with that id."""
    return f"[{sarif_text(text)}]({target})"


def json_text(value: Any) -> str:
    """JSON in plain ASCII, with lone surrogates spelled out, so that every reader takes it and no runner obeys it."""
    import json

    text = json.dumps(value, ensure_ascii=True, indent=2, allow_nan=False)
    return _OLD_COMMAND.sub(r"#\\u0023", text) + "\n"


def no_surrogates(text: str) -> str:
    """The text with lone surrogates (bytes of a path that are not UTF-8) written as `\\udcff`."""
    return _SURROGATE.sub(_escape, text)
