"""Texts that people read are plain, current English: words that must not occur in them, each with what to write.

The style is described in CONTRIBUTING.md. `texts` collects every page, help text, message and description; code, URLs
and console blocks are left out, because they are not prose or are printed by the program.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from svclint.cli.command import root
from svclint.cli.fast_args import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
# Generated from rules, catalogue and docstrings, which are not checked yet; and records, which are not rewritten.
NOT_YET = ("docs/decisions/",)

# Rules whose title, why and fix are not rewritten yet; their messages are checked.
NOT_YET_RULES = ()

# A regular expression for whole words, in any case, and what to write instead.
BANNED = {
    r"tell(?:s|ing)?|told": "report, show, state",
    r"mend(?:s|ed|ing)?": "fix",
    r"stand(?:s|ing)?(?! for a terminal)|stood": "is, is located, is written",
    r"speaks?|spoke|spoken|speaking": "report, describe, apply to",
    r"now and then|every so often": "intermittently",
    r"alone": "only",
    r"beside": "besides, next to, in addition to",
    r"anew(?! if)": "again",
    r"at stake": "affected",
    r"(?:what|all that) (?:is|was|were) found": "findings",
    r"hand(?:s|ed|ing)? out": "assign",
    r"(?:is|are|was|were|be|been) given": "gets, is assigned, is set",
    r"(?<!you )ask(?:s|ed|ing)? for": "request",
    r"refuses?": "reject",
    r"(?:has|have) to be": "must be",
    r"(?<!there )(?:is|are) no (?:rule|name|list|file|commit|address|base64|configuration|repository|failure|gap)s?": (
        "is not a, is not valid"
    ),
    r"(?:because|from|of|what) who": "name the subject",
    r"(?:says?|said) (?:nothing )?of|sa(?:y|ys|id) otherwise|nothing is said": "state about, report",
    r"(?:one|two|file|files|entry|line|paragraph) a (?:line|rule|file|finding|project|cluster|level|step)": "per",
    r"(?:take|takes|took|taken|taking) \w+ up|(?:is|was|were) taken up": "adopt",
    r"tak(?:e|es|en) for": "assume, treat as",
    r"(?:what )?(?:comes|becomes|became) of": "the result, what happens to",
    r"concerned": "affected",
    r"a fault of|faults? of (?:its|our)": "an internal error",
    r"minds|minding": "honour, respect, check",
    r"have parted|has parted": "differ",
    r"(?:if|where|when|unless|though|as) nobody (?:says|said|knows)": "if unknown",
    r"came into being": "was created",
    r"(?:what|traffic) is meant for": "traffic for",
    r"nothing deploys": "is not deployed",
    r"somebody|somebody's": "name who",
    r"passed over|left alone|leaves? \w+ alone": "skip, do not change",
    r"a person is looking|people chose": "check for a terminal; suppressed",
    r"exclude each other": "cannot be used together",
    r"(?:can|may) be given repeatedly": "(repeatable)",
    r"goes round|go round": "loop",
    r"lets? (?:these|those|them|it) rest": "accept",
    r"whilst|henceforth|thereof|wherein|lest|hither|thither|ere|nought|oft": "a current word",
    r"but for what": "except",
    r"(?:do|does) without": "do not use",
    r"hangs? (?:together|on)": "is connected, depends on",
    r"sees? less|cannot speak": "is less precise, is disabled",
    r"leads? nowhere": "does not resolve, does not exist",
    r"by way of": "through",
    r"rules? of your own": "custom rules",
}

# Sentences of earlier versions: the list has to catch each of them.
OLD = (
    "no inventory: checked what the manifests say of each other",
    "To be stated if there are any. Concerned: 5 values",
    "Cannot speak: unknown-pool",
    "Nothing deploys Service web/web now: examples/ is for what is not deployed, by its name.",
    "Of what only people know nothing is said.",
    "`--write-baseline FILE` lets these rest, and tells what is new.",
    "what was found is listed in the baseline, as known from now on.",
    "Run these rules only, and tell what cannot be read",
    "auto minds NO_COLOR, FORCE_COLOR and whether a person is looking.",
    "the name stands for no address",
    "what svclint says of the effects of addresses",
    "other machines are refused now\nand then",
    "nobody announces it, because who should cannot reach the API",
    "The key 'traits' stands twice in this mapping",
    "Mend the file at the place shown.",
    "nope is no commit that is here",
    "Rules of your own, beside svclint's.",
    "the Service has 443/TCP alone",
    "a Service may be given it",
    "Files and folders to check, one a line.",
    "Findings that were there when svclint was taken up",
)

FENCE = re.compile(r"^( *)(```+|~~~+).*?^\1\2\s*$", re.MULTILINE | re.DOTALL)
NO_PROSE = re.compile(r"`[^`\n]+`|\]\([^)]*\)|<?https?://\S+|<!--.*?-->", re.DOTALL)
INSTEAD_OF = re.compile(r"(?<=\| --- \| --- \|\n)(?:\| .*\n)+")


ANY_BANNED = re.compile(rf"(?<![\w-])(?:{'|'.join(BANNED)})(?![\w-])", re.IGNORECASE)


def unwanted(text: str) -> list[str]:
    """The banned words of a text, each with what to write."""
    flat = " ".join(text.split())
    if not ANY_BANNED.search(flat):
        return []
    return [
        f"{match[0]!r} in {flat[max(match.start() - 40, 0) : match.end() + 20]!r}: write {better!r}"
        for words, better in BANNED.items()
        for match in re.finditer(rf"(?<![\w-])(?:{words})(?![\w-])", flat, re.IGNORECASE)
    ]


def texts() -> Iterator[tuple[str, str]]:
    """Every text that people read, with where it is from."""
    yield from (*pages(), *help_texts(), *literals(), *rule_texts(), *descriptions(), *action())


def pages() -> Iterator[tuple[str, str]]:
    """The prose of the Markdown pages; of the style table only the column of good examples."""
    for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("examples/**/*.md")]):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(NOT_YET):
            continue
        text = FENCE.sub("", path.read_text(encoding="utf-8"))
        before, heading, table = text.partition("| Instead of | Write |\n")
        if heading:
            rows, _, after = table.partition("\n\n")
            text = "\n".join([before, *(row.split("|")[2] for row in rows.splitlines()), after])
        for number, part in enumerate(text.split("\n\n"), 1):
            yield f"{name}, paragraph {number}", NO_PROSE.sub(" ", part)


def help_texts() -> Iterator[tuple[str, str]]:
    """What `--help` prints for each command."""
    todo: list[tuple[str, click.Command | None]] = [("svclint", root)]
    todo += [(name, root.get_command(click.Context(root), name)) for name in COMMANDS]
    while todo:
        name, command = todo.pop()
        assert command is not None
        yield f"svclint {name} --help", command.get_help(click.Context(command, info_name=name))
        if isinstance(command, click.Group) and command is not root:
            context = click.Context(command)
            todo += [
                (f"{name} {below}", command.get_command(context, below)) for below in command.list_commands(context)
            ]


def literals() -> Iterator[tuple[str, str]]:
    """The strings of the code that hold words; not docstrings, nor strings that only document an assignment."""
    for path in sorted([*ROOT.glob("svclint/**/*.py"), *ROOT.glob("scripts/*.py")]):
        nodes = [*ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
        skipped = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
        skipped |= {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
        for node in nodes:
            text = ""
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
                text = node.value
            elif isinstance(node, ast.JoinedStr):
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
            if " " in text.strip() and re.search("[A-Za-z]{2}", text):
                yield f"{path.relative_to(ROOT).as_posix()}:{node.lineno}", text  # type: ignore[attr-defined]


def rule_texts() -> Iterator[tuple[str, str]]:
    """The title, why and fix of every rule, paragraph by paragraph, and `message` and `related`."""
    for path in sorted(ROOT.glob("rules/**/*.yaml")):
        name = path.relative_to(ROOT).as_posix()
        rule = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for key in () if name.startswith(NOT_YET_RULES) else ("title", "why", "fix"):
            for text in FENCE.sub("", rule[key]).split("\n\n"):
                yield f"{name}, {key}", NO_PROSE.sub(" ", text)
        for part in (rule["policy"], *rule["policy"].get("cases", ())):
            for key in ("message", "related"):
                if isinstance(part.get(key), str):
                    yield f"{name}, {key}", part[key]


def descriptions() -> Iterator[tuple[str, str]]:
    """The descriptions and messages of the JSON Schemas."""
    for path in sorted(ROOT.glob("svclint/schemas/*.json")):
        todo: list[Any] = [json.loads(path.read_text(encoding="utf-8"))]
        while todo:
            node = todo.pop()
            todo += node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
            for key in ("description", "patternErrorMessage") if isinstance(node, dict) else ():
                if isinstance(node.get(key), str):
                    yield f"{path.relative_to(ROOT).as_posix()}, {key}", node[key]


def action() -> Iterator[tuple[str, str]]:
    """The descriptions of the GitHub Action and of the pre-commit hooks."""
    for name in ("action.yml", ".pre-commit-hooks.yaml"):
        for line, text in re.findall(
            r"^( *description: *)((?:.*\n)(?:(?!\1)\1? {6}.*\n)*)", (ROOT / name).read_text(), re.M
        ):
            yield f"{name}, {line.strip()}", text


def test_texts_are_plain_english() -> None:
    found = [f"{place}: {one}" for place, text in texts() for one in unwanted(text)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize("sentence", OLD)
def test_sentences_of_earlier_versions_are_caught(sentence: str) -> None:
    assert unwanted(sentence)


@pytest.mark.parametrize("sentence", ["standard output, recommended, a standing-by node, --tell-me, foretold"])
def test_only_whole_words_are_banned(sentence: str) -> None:
    assert unwanted(sentence) == []


@pytest.mark.parametrize(
    ("source", "least", "sample"),
    [
        (pages, 300, "unused suppressions"),
        (help_texts, 13, "Minimum severity"),
        (literals, 400, "Unused suppression"),
        (rule_texts, 200, "requests"),
        (descriptions, 150, "Minimum severity"),
        (action, 12, "per line"),
    ],
)
def test_every_kind_of_text_is_looked_at(source: Any, least: int, sample: str) -> None:
    found = list(source())
    assert len(found) >= least
    assert any(sample in text for _, text in found)
