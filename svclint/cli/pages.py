"""The Markdown of a rule → plain text that fits a terminal."""

from __future__ import annotations

import re

from svclint.reports.terminal import wrap

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_STRESS = re.compile(r"(?<![\w*])\*(\w[^*`]*)\*(?![\w*])")
_CODE = re.compile(r"`([^`]+)`")
_ITEM = re.compile(r"^(\s*(?:[-*]|\d+\.)\s+)(.*)$")


def wrapped(text: str, width: int, indent: str = "") -> str:
    """Paragraphs and list items, wrapped at `width` columns; indented or fenced code blocks are unchanged."""
    return "\n".join(_lines(text, width, indent))


def _lines(text: str, width: int, indent: str) -> list[str]:
    lines: list[str] = []
    paragraph: list[str] = []
    lead = ""
    fenced = False

    def finish() -> None:
        if paragraph:
            words = " ".join(_plain(" ".join(paragraph)).split())
            filled = wrap(words, width - len(indent), used=len(lead), indent=len(lead))
            lines.extend(indent + line for line in (lead + filled[0], *filled[1:]))
            paragraph.clear()

    for line in text.strip("\n").splitlines():
        item = _ITEM.match(line)
        if line.strip().startswith("```"):
            finish()
            fenced, lead = not fenced, ""
        elif fenced or (not paragraph and not item and line.startswith("    ")):
            lines.append((indent if not fenced else indent + "    ") + line.rstrip())
        elif item:
            finish()
            lead = item[1]
            paragraph.append(item[2].strip())
        elif line.strip():
            paragraph.append(line.strip())
        else:
            finish()
            lead = ""
            lines.append("")
    finish()
    return lines


def _plain(text: str) -> str:
    """A paragraph without Markdown: emphasis is dropped, and code of several words is quoted."""
    text = _STRESS.sub(r"\1", _BOLD.sub(r"\1", text))
    return _CODE.sub(lambda match: f"'{match[1]}'" if " " in match[1] else match[1], text)
