"""The text of a .pre-commit-config.yaml → the same text with svclint's hook added.

documents/rewrite.py inserts the entry, so that comments, quotes and layout do not change.
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
    """The text with the hook added at the end, or unchanged if it has the hook; None if there is no safe place for it.

    `revision` is that of svclint's repository, `remark` the comment after it.
    """
    tree = _tree(text)
    if tree is None and not _empty(text):
        return None
    if tree is not None and has_hook(tree):
        return text
    repositories = tree.get("repos") if tree else None
    hook = {"repo": REPOSITORY, "rev": Styled(revision, remark, gap=1), "hooks": [{"id": "svclint"}]}
    try:
        rewriter = Rewriter(_with_line_break(text))
        if repositories is None and (tree is None or tree.key("repos") is None):
            rewriter.insert_key("", "repos", [hook])
        elif isinstance(repositories, ListNode) and repositories.items and not rewriter.is_flow("/repos"):
            rewriter.insert_item("/repos", hook)
        else:
            return None
        return rewriter.text()
    except RewriteError:
        return None


def _with_line_break(text: str) -> str:
    """The text with a line break at the end of its last line."""
    if not text or text.endswith(("\n", "\r")):
        return text
    return text + ("\r\n" if "\r\n" in text else "\n")


def has_hook(tree: MapNode) -> bool:
    """Whether a configuration already has one of svclint's hooks."""
    repositories = tree.get("repos")
    for repository in repositories.items if isinstance(repositories, ListNode) else ():
        hooks = repository.get("hooks") if isinstance(repository, MapNode) else None
        items = hooks.items if isinstance(hooks, ListNode) else ()
        if any(text_at(hook, "id") in _HOOKS for hook in items):
            return True
    return False


def _tree(text: str) -> MapNode | None:
    """The mapping in a file with one document; None for any other content."""
    try:
        nodes = [document.node for document in parse(text)]
    except YamlError:
        return None
    node = nodes[0] if len(nodes) == 1 else None
    return node if isinstance(node, MapNode) else None


def _empty(text: str) -> bool:
    """Whether a file contains only comments."""
    try:
        nodes = [document.node for document in parse(text)]
    except YamlError:
        return False
    return all(node is None or (isinstance(node, ScalarNode) and node.value is None) for node in nodes)
