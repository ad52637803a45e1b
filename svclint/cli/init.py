"""`svclint init`: a repository → what svclint detects in it, and the files that it needs, written on confirmation."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from svclint.cli.output import check_target, say, show, write
from svclint.errors import UsageError
from svclint.light_typing import TYPE_CHECKING

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
    """Analyse the repository, print the proposals, ask, and write the files. Raises UsageError."""
    from svclint.api import Request, options
    from svclint.init.proposals import pending, plan

    if yes and dry_run:
        raise UsageError("--yes and --dry-run cannot be used together")
    if not os.path.isdir(path):
        raise UsageError(f"no such folder: {path}")
    run_options = options([path], Request())
    init_plan = plan(run_options)
    show(_overview(init_plan, run_options.root))
    interactive = _interactive(yes=yes, dry_run=dry_run)
    proposals = pending(init_plan.proposals)
    if not proposals:
        show("\nNothing to write.\n")
        return 0
    accepted = [proposal for proposal in proposals if _confirmed(proposal, yes=yes, interactive=interactive)]
    targets = [_target(proposal, run_options.root) for proposal in accepted]  # checks all before the first is written
    for proposal, target in zip(accepted, targets, strict=True):
        _write(proposal, target)
    if not accepted and not interactive:
        files = "this file" if len(proposals) == 1 else f"these {len(proposals)} files"
        show(f"\nNothing was written. Run `svclint init --yes` to write {files}.\n")
    return 0


def _interactive(*, yes: bool, dry_run: bool) -> bool:
    """Whether to ask before each file: without --yes and --dry-run, in a terminal."""
    return not yes and not dry_run and sys.stdin.isatty() and sys.stdout.isatty()


def _confirmed(proposal: Proposal, *, yes: bool, interactive: bool) -> bool:
    """Whether to write the file. Without --yes, show it, and ask if `interactive`."""
    from svclint.reports.escape import unforgeable, visible

    heading = f"\n{_verb(proposal)} {visible(proposal.path)}: {proposal.why}\n"
    if yes:
        return True
    show(unforgeable(heading + "".join(f"  {line}\n" for line in _preview(proposal, whole=not interactive))))
    return interactive and click.confirm(f"Write {visible(proposal.path)}?", default=True)


def _verb(proposal: Proposal) -> str:
    return "Would write" if proposal.before is None else "Would change"


def _preview(proposal: Proposal, *, whole: bool) -> Iterator[str]:
    """The lines of a new file (unless `whole`, not all of a long one), or a diff of an existing file."""
    import difflib

    from svclint.reports.escape import visible

    after = (proposal.after or "").splitlines()
    if proposal.before is None:
        most = len(after) if whole or len(after) <= 60 else 40
        yield from (visible(line) for line in after[:most])
        if most < len(after):
            yield f"… and {len(after) - most} more lines"
        return
    for line in difflib.unified_diff(proposal.before.splitlines(), after, lineterm="", n=2):
        if not line.startswith(("---", "+++")):
            yield visible(line)


def _target(proposal: Proposal, root: Path) -> str:
    """The path to write to, relative to the working directory. Raises UsageError if it must not be written."""
    target = root / proposal.path
    if not target.parent.resolve().is_relative_to(root):
        raise UsageError(f"cannot write {proposal.path}: its folder is outside the repository")
    path = os.path.relpath(target)
    if target.parent.is_dir():
        check_target(path)
    if proposal.before is None and target.exists():
        raise UsageError(f"cannot write {proposal.path}: it has been created in the meantime")
    return path


def _write(proposal: Proposal, target: str) -> None:
    """Create or replace the file in one step. Raises UsageError."""
    os.makedirs(os.path.dirname(target) or ".", exist_ok=True)
    write(target, proposal.after or "")
    say(f"{target}: written")


def _overview(init_plan: InitPlan, root: Path) -> str:
    """What the repository contains, and which files are not proposed and why."""
    from svclint.reports.escape import unforgeable, visible
    from svclint.reports.terminal import wrap

    lines = [*_summary(init_plan.found, root, known=not init_plan.proposals[0].to_fill_in)]
    reasons = [f"{visible(proposal.path)} {proposal.why}." for proposal in init_plan.proposals if not proposal.pending]
    notes = [visible(note.text) + "." for note in init_plan.imported.notes]
    if len(notes) > _FEW:
        notes = [*notes[:_FEW], f"And {len(notes) - _FEW} more; run `svclint inventory import` to see all of them."]
    wrapped = [line for text in (*reasons, *notes) for line in wrap(text, _WIDTH, indent=2)]
    return unforgeable("\n".join((*lines, *([""] if wrapped else []), *wrapped)) + "\n")


def _summary(first_look: FirstLook, root: Path, *, known: bool) -> Iterator[str]:
    from svclint.reports import summary
    from svclint.reports.escape import visible

    yield f"{visible(root.name)}: {summary.amount(first_look.seen, 'file')}, {_tools(first_look)}"
    for cluster in first_look.clusters:
        if cluster.files.name or len(first_look.clusters) == 1:
            yield ""
            yield from _cluster(cluster)
    yield ""
    levels = ", ".join(summary.amount(number, str(level)) for level, number in first_look.levels)
    in_baseline = f", and {first_look.known:,} known" if first_look.known else ""
    yield f"Current findings{' with this inventory' if known else ''}: {levels}{in_baseline}."
    if not first_look.known and any(number for _, number in first_look.levels):
        yield "Run `svclint --write-baseline FILE` to accept these and report only new findings."


def _tools(first_look: FirstLook) -> str:
    return f"deployed by {' and '.join(first_look.tools)}" if first_look.tools else "no GitOps tool detected"


def _cluster(cluster: ClusterSummary) -> Iterator[str]:
    from svclint.reports import summary
    from svclint.reports.escape import visible
    from svclint.reports.terminal import wrap

    files = cluster.files
    amounts = f"{summary.amount(files.files, 'file')} with addresses, {summary.amount(files.objects, 'object')}"
    yield f"cluster {visible(files.name)}: {amounts}" if files.name else f"the cluster: {amounts}"
    place = f" ({_file_and_line(cluster.proxy_place)})" if cluster.proxy_place else ""
    rows = {
        "starts at": _few(files.begins),
        "deployers": str(len(files.deployers) or ""),
        "control plane": _few(cluster.control_plane) or "unknown",
        "nodes": str(cluster.nodes or "unknown"),
        "proxy mode": visible(cluster.proxy_mode) + place if cluster.proxy_mode else "unknown",
        "pools": _few(cluster.pools) or "none",
        "not deployed": f"{summary.amount(len(files.idle), 'file')}; run `svclint clusters` for the reasons"
        if files.idle
        else "",
    }
    for name, text in rows.items():
        if text:
            first, *continued = wrap(text, _WIDTH, used=17, indent=17)
            yield f"  {name:<13}  {first}"
            yield from continued


def _few(texts: tuple[str, ...]) -> str:
    from svclint.reports.escape import visible

    more = [f"and {len(texts) - _FEW} more"] if len(texts) > _FEW else []
    return ", ".join((*map(visible, texts[:_FEW]), *more))


def _file_and_line(location: Location) -> str:
    from svclint.reports.escape import visible

    return (
        f"{visible(Path(location.file).name if os.path.isabs(location.file) else location.file)}:{location.span.line}"
    )


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
