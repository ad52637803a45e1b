"""The text of a .pre-commit-config.yaml → the same with svclint's hook; all that stood there still does.

The entry is put into the text at its place: nothing is written anew, so comments, quotes and layout cannot change.
"""

from __future__ import annotations

from svclint.documents.node import ListNode, MapNode, Node, ScalarNode, scalars, text_at
from svclint.documents.yaml import YamlError, parse
from svclint.lazy_re import regex

PATH = ".pre-commit-config.yaml"
REPOSITORY = "https://github.com/svclint/svclint"
_BREAK = regex("\r\n|\r|\n")
_HOOKS = ("svclint", "svclint-always")


def with_hook(text: str, revision: str, remark: str) -> str | None:
    """The text with the hook as its last one, unchanged where it has it; None where it has no safe place for it."""
    tree = _tree(text)
    if tree is None and not _empty(text):
        return None
    if tree is not None and has_hook(tree):
        return text
    listed = tree.get("repos") if tree else None
    newline = "\r\n" if "\r\n" in text else "\n"
    if listed is None and (tree is None or tree.key("repos") is None):
        lines = ["repos:", *_entry(2, revision, remark)]
        made = text + ("" if not text or text.endswith(("\n", "\r")) else newline) + newline.join(lines) + newline
    elif isinstance(listed, ListNode) and listed.items and not _in_brackets(text, listed):
        last = listed.items[-1].span
        lines = _entry(listed.span.column - 1, revision, remark)
        made = _inserted(
            text, last.end_line if last.end_column > 1 else last.end_line - 1, newline.join(lines), newline
        )
    else:
        return None
    return made if _kept(tree, _tree(made)) else None


def _entry(indent: int, revision: str, remark: str) -> list[str]:
    """The hook as an item of `repos`, its dash `indent` columns in."""
    pad = " " * indent
    return [
        f"{pad}- repo: {REPOSITORY}",
        f"{pad}  rev: {revision} # {remark}",
        f"{pad}  hooks:",
        f"{pad}    - id: svclint",
    ]


def has_hook(tree: MapNode) -> bool:
    """Whether a configuration has one of svclint's hooks already."""
    listed = tree.get("repos")
    for one in listed.items if isinstance(listed, ListNode) else ():
        hooks = one.get("hooks") if isinstance(one, MapNode) else None
        items = hooks.items if isinstance(hooks, ListNode) else ()
        if any(text_at(hook, "id") in _HOOKS for hook in items):
            return True
    return False


def _inserted(text: str, line: int, addition: str, newline: str) -> str:
    """The text with lines put in behind a line of it, from 1."""
    ends = [(one.start(), one.end()) for one in _BREAK.finditer(text)]
    if line - 1 < len(ends):
        _, end = ends[line - 1]
        return text[:end] + addition + newline + text[end:]
    return text + newline + addition + newline


def _in_brackets(text: str, node: ListNode) -> bool:
    lines = _BREAK.split(text)
    return lines[node.span.line - 1][node.span.column - 1 :].startswith("[")


def _kept(before: MapNode | None, after: MapNode | None) -> bool:
    """Whether everything stands as it did, and the hook beside it."""
    if after is None or not has_hook(after):
        return False
    listed = after.get("repos")
    added = list(scalars(listed.items[-1])) if isinstance(listed, ListNode) else []
    if text_at(listed.items[-1] if isinstance(listed, ListNode) else None, "repo") != REPOSITORY:
        return False
    old, new = _texts(before), _texts(after)
    return len(new) - len(old) in (len(added), len(added) + 1) and _within(old, new)


def _texts(node: Node | None) -> list[str]:
    return [one.text for one in scalars(node)] if node is not None else []


def _within(old: list[str], new: list[str]) -> bool:
    rest = iter(new)
    return all(any(text == other for other in rest) for text in old)


def _tree(text: str) -> MapNode | None:
    """The one mapping that a file holds; None where it is something else."""
    try:
        nodes = [one.node for one in parse(text)]
    except YamlError:
        return None
    node = nodes[0] if len(nodes) == 1 else None
    return node if isinstance(node, MapNode) else None


def _empty(text: str) -> bool:
    """Whether a file holds nothing but comments."""
    try:
        nodes = [one.node for one in parse(text)]
    except YamlError:
        return False
    return all(node is None or (isinstance(node, ScalarNode) and node.value is None) for node in nodes)
