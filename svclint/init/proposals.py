"""A repository → the files that svclint needs in it, each with its proposed text and the reason."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from svclint.config import INVENTORY_NAMES, NAME, Config
from svclint.documents.decode import decode
from svclint.documents.file_bytes import LoadError, load
from svclint.documents.rewrite import checked
from svclint.documents.yaml_text import Styled, Value, block_text
from svclint.errors import UsageError
from svclint.importing.emit import written
from svclint.importing.imported import Imported
from svclint.importing.importer import imported
from svclint.importing.skeleton import skeleton
from svclint.init import precommit, workflow
from svclint.init.first_look import BASELINE, FirstLook, look
from svclint.init.revision import Revision, installed
from svclint.lazy_dataclasses import dataclass, replace
from svclint.reading import RunOptions
from svclint.user_file import with_mark

INVENTORY = INVENTORY_NAMES[0]
_NO_REVISION = "needs a revision of svclint, which this installation does not state: see {page} in the documentation"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file: its `path` relative to the repository, its current text (None if it does not exist) and the proposed one.

    `after` is None, or equal to `before`, if nothing is proposed. `why` is a clause: the purpose of the file, or the
    reason why nothing is proposed. `to_fill_in`: the proposed text states no facts yet.
    """

    path: str
    before: str | None
    after: str | None
    why: str
    to_fill_in: bool = False

    @property
    def pending(self) -> bool:
        """Whether the file has to be written."""
        return self.after is not None and self.after != self.before


@dataclass(frozen=True, slots=True)
class InitPlan:
    """The summary of the repository, the proposals, and the import of the inventory with its notes."""

    found: FirstLook
    proposals: tuple[Proposal, ...]
    imported: Imported


def plan(options: RunOptions) -> InitPlan:
    """Analyse the repository at `options.root`. Raises UsageError for an invalid configuration or inventory."""
    root = options.root
    import_ = Imported(()) if options.inventories else imported([str(root)], root)
    inventory = _inventory(options, import_)
    found = _first_look(options, inventory)
    revision = installed()
    proposals = (
        inventory,
        _configuration(options.config, root, found),
        _hook(root, revision),
        *_workflow(root, revision),
    )
    return InitPlan(found, proposals, import_)


def _first_look(options: RunOptions, inventory: Proposal) -> FirstLook:
    """The summary of the repository with its inventory, or with the proposed one if it has none."""
    if options.inventories or inventory.after is None or inventory.to_fill_in:
        return look([str(options.root)], options)
    with tempfile.TemporaryDirectory(prefix="svclint-") as folder:
        path = Path(folder) / INVENTORY
        path.write_text(inventory.after, encoding="utf-8")
        return look([str(options.root)], replace(options, inventories=(path,)))


def _inventory(options: RunOptions, import_: Imported) -> Proposal:
    if options.inventories:
        inside = [path for path in options.inventories if path.is_relative_to(options.root)]
        verb = "is the inventory" if len(inside) == 1 else "are the inventories"
        missing = "is missing from it" if len(inside) == 1 else "is missing from one of them"
        return Proposal(
            ", ".join(str(path.relative_to(options.root)) for path in inside),
            None,
            None,
            f"{verb}; run `svclint inventory diff` to see what {missing}",
        )
    if not import_.clusters:
        why = "to fill in, because no file describes a cluster in a supported format"
        return Proposal(INVENTORY, None, skeleton(options.root.name or "cluster"), why, to_fill_in=True)
    number = "1 cluster" if len(import_.clusters) == 1 else f"{len(import_.clusters)} clusters"
    files = "1 file" if import_.files == 1 else f"{import_.files} files"
    return Proposal(INVENTORY, None, written(import_), f"the facts that {files} of the repository state about {number}")


def _configuration(config: Config, root: Path, first_look: FirstLook) -> Proposal:
    if config.files or (root / NAME).exists():
        return Proposal(config.file or NAME, None, None, "already exists")
    settings: dict[str, Value] = {}
    text, purposes = "", []
    if (root / BASELINE).is_file():
        settings["baseline"] = BASELINE
        text += "# Findings that are known and not reported again.\n" + block_text({"baseline": BASELINE})
        purposes.append("uses the existing baseline")
    if first_look.aside:
        settings["exclude"] = [Styled(f"/{path}", style='"') for path in first_look.aside]
        text += "# Folders of samples and archives with unreadable files; they are not deployed.\n"
        text += block_text({"exclude": settings["exclude"]})
        purposes.append("excludes unreadable samples and archives")
    if not settings:
        return Proposal(NAME, None, None, "is not needed: the defaults are sufficient")
    return Proposal(NAME, None, checked(text, settings), " and ".join(purposes))


def _hook(root: Path, revision: Revision | None) -> Proposal:
    before = _text(root, precommit.PATH)
    name, remark = (revision.name, revision.remark) if revision else ("", "")
    after = precommit.with_hook(before or "", name, remark)
    if after is None:
        why = f"has no safe place to insert a hook: add the hook `svclint` of `{precommit.REPOSITORY}` by hand"
        return Proposal(precommit.PATH, before, None, why)
    if after == before:
        return Proposal(precommit.PATH, before, after, "already has the hook")
    if revision is None:
        return Proposal(precommit.PATH, before, None, _NO_REVISION.format(page="pre-commit"))
    why = "checks every commit, with pre-commit" if before is None else "adds a hook that checks every commit"
    return Proposal(precommit.PATH, before, after, why)


def _workflow(root: Path, revision: Revision | None) -> Iterator[Proposal]:
    if not workflow.on_github(root):
        return
    if workflow.runs_already(root):
        yield Proposal(workflow.PATH, None, None, "is not needed: a workflow already uses the action")
    elif (before := _text(root, workflow.PATH)) is not None:
        yield Proposal(workflow.PATH, before, None, "already exists and is not changed")
    elif revision is None:
        yield Proposal(workflow.PATH, None, None, _NO_REVISION.format(page="GitHub Action"))
    else:
        text = workflow.workflow(workflow.default_branch(root), revision.name, revision.remark)
        yield Proposal(workflow.PATH, None, text, "checks every pull request, with GitHub Actions")


def _text(root: Path, path: str) -> str | None:
    """The text of a file of the repository; None if it does not exist. Raises UsageError if it cannot be read."""
    if not (root / path).exists():
        return None
    try:
        decoded = decode(load(root, path))
    except LoadError as error:
        raise UsageError(f"cannot be read: {error}", path) from None
    if decoded.reason:
        raise UsageError(f"cannot be read: {decoded.reason}", path, decoded.line, decoded.column)
    return with_mark(decoded.data.decode(), decoded.encoding, path)


def pending(proposals: Sequence[Proposal]) -> list[Proposal]:
    """The proposals for files that have to be written."""
    return [proposal for proposal in proposals if proposal.pending]
