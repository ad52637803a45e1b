"""Changes of a text below its values → the new text: parts of scalars, keys, repeated keys and comments."""

from __future__ import annotations

from svclint.documents import shape
from svclint.documents.rewritable import Place, RewriteError, place_of, steps, unescaped
from svclint.documents.rewrite import NO_PLACE, Rewriter
from svclint.lazy_re import regex

# Without a meaning of its own in plain and quoted scalars, unlike in a comment or an escape.
_UNQUOTED = regex(r"[A-Za-z0-9./_-][A-Za-z0-9.:/,_-]*")


class TextRewriter(Rewriter):
    """Collects changes of one document; the text is verified as `Rewriter.text` does. All methods raise RewriteError.

    Indexes refer to the whole text, pointers to the document.
    """

    def __init__(self, text: str, document: int = 0) -> None:
        super().__init__(text, document)
        # By pointer of a scalar: the texts in it that are replaced, how many of the same precede, and the new texts.
        self._within: dict[str, list[tuple[str, int, str]]] = {}

    def replace_in(self, pointer: str, start: int, end: int, new: str) -> None:
        """Replace the characters from `start` to `end` of the whole text, which are in the scalar at the pointer.

        `new` is of characters that mean themselves in every style of scalars.
        """
        part = place_of(self._root, pointer).part
        first, last = start - len(self._source.before), end - len(self._source.before)
        if part.kind != "scalar" or not (part.body <= first < last <= part.end) or not _UNQUOTED.fullmatch(new):
            raise RewriteError(NO_PLACE)
        old = self._source.text[first:last]
        number = self._source.text[part.body : first].count(old)
        self._edits.replace(first, last, new)
        self._within.setdefault(pointer, []).append((old, number, new))

    def rename_key(self, pointer: str, key: str) -> None:
        """Give an entry of a mapping another key."""
        place = place_of(self._root, pointer)
        if place.parent is None or place.key is None or place.key.kind != "scalar":
            raise RewriteError(NO_PLACE)
        if any(name.text == key for name, _ in place.parent.part.pairs()):
            raise RewriteError(f"it has the key '{key}' already")
        self._edits.replace(place.key.body, place.key.end, self._inline(place.key, key))
        for mapping in self._shapes(pointer.rpartition("/")[0]):
            shape.rename(mapping, steps(pointer)[-1], key)

    def remove_earlier(self, pointer: str) -> None:
        """Remove all entries of a repeated key except the last, which Kubernetes reads."""
        parent, _, step = pointer.rpartition("/")
        if not parent:
            raise RewriteError("the repeated keys may be those of two documents without a separator")
        mapping = place_of(self._root, parent)
        keys = [
            (2 * number, key) for number, (key, _) in enumerate(mapping.part.pairs()) if key.text == unescaped(step)
        ]
        if mapping.part.kind != "map" or len(keys) < 2:
            raise RewriteError(f"it has no key '{unescaped(step)}' more than once")
        for number, key in keys[:-1]:
            value = mapping.part.members[number + 1]
            if value.kind in ("map", "list") and not value.flow:
                raise RewriteError("the earlier value has parts of its own, which may belong into the later one")
            entry = Place(mapping.part.members[number + 1], mapping, number + 1, key)
            if entry.in_flow:
                self._edits.replace(*self._flow_entry(entry, mapping.part), "")
            else:
                self._remove_block(entry, mapping)

    def remove_comment(self, start: int, end: int) -> None:
        """Remove a comment from `start` to `end` of the whole text, with the blanks before it or its line."""
        first, last = start - len(self._source.before), end - len(self._source.before)
        text, line = self._source.text, self._edits.line_start(first)
        before = text[line:first]
        if text[last : self._edits.line_end(last)].strip():
            self._edits.replace(first, last, "")
        elif before.strip():
            self._edits.replace(line + len(before.rstrip()), last, "")
        else:
            self._edits.replace(line, self._edits.line_end(last, with_break=True), "")

    def replace_comment(self, start: int, end: int, new: str) -> None:
        """Replace a comment from `start` to `end` of the whole text by another one of one line."""
        before = len(self._source.before)
        self._edits.replace(start - before, end - before, new)

    def text(self) -> str:
        """The text with all changes, after reading it again and comparing it with the intended result."""
        self._mean_parts()
        return super().text()

    def _mean_parts(self) -> None:
        """Intend the scalars of which parts are replaced."""
        for pointer, parts in self._within.items():
            parent, step = pointer.rpartition("/")[0], steps(pointer)[-1:]
            for mapping in self._shapes(parent):
                old = shape.member(mapping, step[0]) if step else mapping
                if not isinstance(old, tuple) or not step:
                    raise RewriteError(NO_PLACE)
                shape.put(mapping, step[0], _with_parts(old[1], parts))
        self._within.clear()


def _with_parts(text: str, parts: list[tuple[str, int, str]]) -> str:
    """The text of a scalar with parts of it replaced: (old, number of the same before it, new). Raises RewriteError."""
    spans = []
    for old, number, new in parts:
        start = -1
        for _ in range(number + 1):
            start = text.find(old, start + len(old) if start >= 0 else 0)
            if start < 0:
                raise RewriteError(NO_PLACE)
        spans.append((start, start + len(old), new))
    for start, end, new in sorted(spans, reverse=True):
        text = text[:start] + new + text[end:]
    return text
