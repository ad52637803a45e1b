"""The text of a .pre-commit-config.yaml → the same with svclint's hook; all that stood there still does.

documents/rewrite.py puts the entry into the text at its place, so that comments, quotes and layout cannot change.
"""

from __future__ import annotations

from svclint.documents.node import ListNode, MapNode, ScalarNode, text_at
from svclint.documents.rewrite import RewriteError, Rewriter
from svclint.documents.yaml import YamlError, parse
from svclint.documents.yaml_text import Styled

PATH = ".pre-commit-config.yaml"
REPOSITORY = "https://github.com/svclint/svclint"
_HOOKS = ("svclint", "svclint-always")


def with_hook(text: str, revision: str, remark: str) -> str | None:
    """The text with the hook as its last one, unchanged where it has it; None where it has no safe place for it."""
    tree = _tree(text)
    if tree is None and not _empty(text):
        return None
    if tree is not None and has_hook(tree):
        return text
    listed = tree.get("repos") if tree else None
    hook = {"repo": REPOSITORY, "rev": Styled(revision, remark, gap=1), "hooks": [{"id": "svclint"}]}
    try:
        rewriter = Rewriter(_ended(text))
        if listed is None and (tree is None or tree.key("repos") is None):
            rewriter.insert_key("", "repos", [hook])
        elif isinstance(listed, ListNode) and listed.items and not rewriter.is_flow("/repos"):
            rewriter.insert_item("/repos", hook)
        else:
            return None
        return rewriter.text()
    except RewriteError:
        return None


def _ended(text: str) -> str:
    """The text with a break at the end of its last line."""
    if not text or text.endswith(("\n", "\r")):
        return text
    return text + ("\r\n" if "\r\n" in text else "\n")


def has_hook(tree: MapNode) -> bool:
    """Whether a configuration has one of svclint's hooks already."""
    listed = tree.get("repos")
    for one in listed.items if isinstance(listed, ListNode) else ():
        hooks = one.get("hooks") if isinstance(one, MapNode) else None
        items = hooks.items if isinstance(hooks, ListNode) else ()
        if any(text_at(hook, "id") in _HOOKS for hook in items):
            return True
    return False


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
