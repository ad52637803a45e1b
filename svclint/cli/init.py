"""`svclint init`: what is in a repository, and the files that svclint needs there, written when somebody agrees."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from svclint.cli.output import check_target, say, show, write
from svclint.errors import UsageError

if TYPE_CHECKING:
    from svclint.init.first_look import ClusterSummary, FirstLook
    from svclint.init.proposals import InitPlan, Proposal
    from svclint.model import Location

HELP = """Set up svclint in a repository.

PATH is the repository; the default is the repository of the current folder. The command shows what it detects: clusters
and where their deployment starts, control planes, proxy mode, pools, and the findings of a check. It then proposes an
inventory built from the files, a pre-commit hook, a workflow if the repository is on GitHub, and a configuration if one
is needed.

In a terminal, it asks before it writes each file. Otherwise it prints the files and writes nothing unless you pass
--yes.
"""
_FEW = 4
_WIDTH = 80


def run(*, path: str, yes: bool, dry_run: bool) -> int:
    """Look, tell, ask, write. Raises UsageError."""
    from svclint.api import Request, options
    from svclint.init.proposals import plan, wanted

    if yes and dry_run:
        raise UsageError("--yes and --dry-run cannot be used together")
    if not os.path.isdir(path):
        raise UsageError(f"no such folder: {path}")
    run_options = options([path], Request())
    made = plan(run_options)
    show(_told(made, run_options.root))
    asks = _asks(yes=yes, dry_run=dry_run)
    todo = wanted(made.proposals)
    if not todo:
        show("\nNothing to write.\n")
        return 0
    written = [one for one in todo if _agreed(one, yes=yes, asks=asks)]
    targets = [_target(one, run_options.root) for one in written]  # all of them can be written, or none is
    for one, target in zip(written, targets, strict=True):
        _write(one, target)
    if not written and not asks:
        files = "this file" if len(todo) == 1 else f"these {len(todo)} files"
        show(f"\nNothing was written. Run `svclint init --yes` to write {files}.\n")
    return 0


def _asks(*, yes: bool, dry_run: bool) -> bool:
    """Whether somebody is there who can answer, and is wanted to."""
    return not yes and not dry_run and sys.stdin.isatty() and sys.stdout.isatty()


def _agreed(one: Proposal, *, yes: bool, asks: bool) -> bool:
    """Whether to write it: asked where somebody can answer, and shown where nobody can."""
    from svclint.reports.escape import unforgeable, visible

    heading = f"\n{_verb(one)} {visible(one.path)}: {one.why}\n"
    if yes:
        return True
    show(unforgeable(heading + "".join(f"  {line}\n" for line in _shown(one, whole=not asks))))
    return asks and click.confirm(f"Write {visible(one.path)}?", default=True)


def _verb(one: Proposal) -> str:
    return "Would write" if one.before is None else "Would change"


def _shown(one: Proposal, *, whole: bool) -> Iterator[str]:
    """The text of a new file, and of a file that is there the lines that change."""
    import difflib

    from svclint.reports.escape import visible

    after = (one.after or "").splitlines()
    if one.before is None:
        most = len(after) if whole or len(after) <= 60 else 40
        yield from (visible(line) for line in after[:most])
        if most < len(after):
            yield f"… and {len(after) - most} more lines"
        return
    for line in difflib.unified_diff(one.before.splitlines(), after, lineterm="", n=2):
        if not line.startswith(("---", "+++")):
            yield visible(line)


def _target(one: Proposal, root: Path) -> str:
    """Where the file goes, from the working directory. Raises UsageError where it must not be written."""
    target = root / one.path
    if not target.parent.resolve().is_relative_to(root):
        raise UsageError(f"cannot write {one.path}: its folder is outside the repository")
    shown = os.path.relpath(target)
    if target.parent.is_dir():
        check_target(shown)
    if one.before is None and target.exists():
        raise UsageError(f"cannot write {one.path}: it has been created in the meantime")
    return shown


def _write(one: Proposal, target: str) -> None:
    """The file, whole or not at all. Raises UsageError."""
    os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
    write(target, one.after or "")
    say(f"{target}: written")


def _told(made: InitPlan, root: Path) -> str:
    """What was found, and what is not proposed and why."""
    from svclint.reports.escape import unforgeable, visible
    from svclint.reports.terminal import wrap

    lines = [*_found(made.found, root, known=not made.proposals[0].missing)]
    said = [f"{visible(one.path)} {one.why}." for one in made.proposals if not one.wanted]
    notes = [visible(one.text) + "." for one in made.imported.notes]
    if len(notes) > _FEW:
        notes = [*notes[:_FEW], f"And {len(notes) - _FEW} more; run `svclint inventory import` to see all of them."]
    wrapped = [part for one in (*said, *notes) for part in wrap(one, _WIDTH, indent=2)]
    return unforgeable("\n".join((*lines, *([""] if wrapped else []), *wrapped)) + "\n")


def _found(found: FirstLook, root: Path, *, known: bool) -> Iterator[str]:
    from svclint.reports import summary
    from svclint.reports.escape import visible

    yield f"{visible(root.name)}: {summary.amount(found.seen, 'file')}, {_tools(found)}"
    for one in found.clusters:
        if one.files.name or len(found.clusters) == 1:
            yield ""
            yield from _cluster(one)
    yield ""
    levels = ", ".join(summary.amount(number, str(level)) for level, number in found.levels)
    yield f"Current findings{' with this inventory' if known else ''}: {levels}."
    if any(number for _, number in found.levels):
        yield "Run `svclint --write-baseline FILE` to accept these and report only new findings."


def _tools(found: FirstLook) -> str:
    return f"deployed by {' and '.join(found.tools)}" if found.tools else "no GitOps tool detected"


def _cluster(one: ClusterSummary) -> Iterator[str]:
    from svclint.reports import summary
    from svclint.reports.escape import visible
    from svclint.reports.terminal import wrap

    files = one.files
    amounts = f"{summary.amount(files.files, 'file')} with addresses, {summary.amount(files.objects, 'object')}"
    yield f"cluster {visible(files.name)}: {amounts}" if files.name else f"the cluster: {amounts}"
    place = f" ({_spot(one.proxy_place)})" if one.proxy_place else ""
    rows = {
        "starts at": _few(files.begins),
        "deployers": str(len(files.deployers) or ""),
        "control plane": _few(one.control_plane) or "unknown",
        "nodes": str(one.nodes or "unknown"),
        "proxy mode": visible(one.proxy_mode) + place if one.proxy_mode else "unknown",
        "pools": _few(one.pools) or "none",
        "not deployed": f"{summary.amount(len(files.idle), 'file')}; run `svclint clusters` for the reasons"
        if files.idle
        else "",
    }
    for name, text in rows.items():
        if text:
            first, *others = wrap(text, _WIDTH, used=17, indent=17)
            yield f"  {name:<13}  {first}"
            yield from others


def _few(texts: tuple[str, ...]) -> str:
    from svclint.reports.escape import visible

    more = [f"and {len(texts) - _FEW} more"] if len(texts) > _FEW else []
    return ", ".join((*map(visible, texts[:_FEW]), *more))


def _spot(place: Location) -> str:
    from svclint.reports.escape import visible

    return f"{visible(Path(place.file).name if os.path.isabs(place.file) else place.file)}:{place.span.line}"


command = click.Command(
    "init",
    help=HELP,
    params=[
        click.Argument(["path"], default=".", metavar="[PATH]", type=click.Path()),
        click.Option(["--yes", "-y"], is_flag=True, help="Write all proposed files without asking."),
        click.Option(["--dry-run"], is_flag=True, help="Print the proposed files without writing them."),
    ],
    callback=run,
)
