"""Random YAML as people write it: block and flow, comments, quotes, blank lines, indents, anchors left out."""

from __future__ import annotations

from hypothesis import strategies as st

Draw = st.DrawFn
FLOW_SCALARS = [
    *("10.0.0.1", "a b", "5", "true", "'it''s'", '"q\\n#"', "é漢😀", "fe80::1", "10.0.0.1:80", "~", "12:30", "a#b")
]
SCALARS = ["", *FLOW_SCALARS]
HEADERS = ["|", ">-", "|+", "|-", ">+"]
KEYS = ["a", "b c", "'d'", '"e/f"', "g~h", "10.0.0.1"]
COMMENTS = ["", "", " # c", "   # - x: ['y"]
NOISE = [[], [], [""], ["# at the start - a: b"], ["", "  # deeper", ""]]


@st.composite
def documents(draw: Draw, *, marked: bool = False) -> str:
    """The text of one document, which is a mapping or a list; with `marked` it begins with `---`, and ends a line."""
    lines = draw(st.sampled_from([_mapping, _list]))(draw, 0, draw(st.integers(1, 3)))
    heads = [["---"], ["--- # start"]] if marked else [[], ["# head"], ["---"], ["# head", "", "--- # start"]]
    head = draw(st.sampled_from(heads))
    tail = draw(st.sampled_from([[], [""], ["# end"]]))
    newline = "\n" if marked else draw(st.sampled_from(["\n", "\r\n"]))
    end = newline if marked else draw(st.sampled_from(["", newline]))
    return ("" if marked else draw(st.sampled_from(["", "\ufeff"]))) + newline.join([*head, *lines, *tail]) + end


def _mapping(draw: Draw, indent: int, depth: int) -> list[str]:
    lines: list[str] = []
    for key in draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=3, unique=True)):
        rest, *below = _value(draw, indent, depth, below_key=True)
        lines += [*(draw(st.sampled_from(NOISE)) if lines else []), f"{' ' * indent}{key}:{rest}", *below]
    return lines


def _list(draw: Draw, indent: int, depth: int) -> list[str]:
    lines: list[str] = []
    for _ in range(draw(st.integers(1, 3))):
        lines += draw(st.sampled_from(NOISE)) if lines else []
        if depth and draw(st.booleans()):
            wide = draw(st.integers(1, 3))
            first, *below = draw(st.sampled_from([_mapping, _list]))(draw, indent + 1 + wide, depth - 1)
            lines += [" " * indent + "-" + " " * wide + first.lstrip(), *below]
        else:
            rest, *below = _value(draw, indent, depth, below_key=False)
            lines += [f"{' ' * indent}-{rest}", *below]
    return lines


def _value(draw: Draw, indent: int, depth: int, *, below_key: bool) -> list[str]:
    """What is behind a colon or dash, and the lines below it."""
    comment = draw(st.sampled_from(COMMENTS))
    form = draw(st.sampled_from(["scalar", "flow", "block", "collection"]))
    if form == "collection" and depth:
        kind = draw(st.sampled_from([_mapping, _list]))
        deeper = draw(st.integers(0 if kind is _list and below_key else 1, 4))
        return [comment, *kind(draw, indent + deeper, depth - 1)]
    if form == "block":
        pad = " " * (indent + draw(st.integers(1, 3)))
        return [f" {draw(st.sampled_from(HEADERS))}{comment}", f"{pad}x # no comment", f"{pad}- y"]
    text = _flow(draw, depth) if form == "flow" else draw(st.sampled_from(SCALARS))
    return [(f" {text}" if text else "") + comment]


def _flow(draw: Draw, depth: int) -> str:
    space = draw(st.sampled_from(["", " "]))
    nested = [depth and draw(st.booleans()) for _ in range(draw(st.integers(0, 3)))]
    members = [_flow(draw, depth - 1) if deep else draw(st.sampled_from(FLOW_SCALARS)) for deep in nested]
    if draw(st.booleans()):
        return f"[{space}{', '.join(members)}{space}]"
    pairs = [f"{key}: {member}" for key, member in zip(KEYS, members, strict=False)]
    return f"{{{space}{',  '.join(pairs)}{space}}}"
