"""A result, and a revision or a baseline file → the same result with the known findings marked.

The tree of a revision is written to a private folder and checked like the working tree, with its own configuration and
inventory.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from svclint.documents.file_bytes import LoadError, load
from svclint.documents.revisions import Base, find_base, write_tree
from svclint.errors import UsageError
from svclint.findings.baseline import KnownFindings, known_of, read_known, tell_apart
from svclint.findings.fingerprints import mark
from svclint.lazy_dataclasses import dataclass, replace
from svclint.model import Finding, Location, Related
from svclint.pipeline import Checked, check
from svclint.reading import RunOptions

# The content of a `.git` file with which git stops the search for a repository at the folder.
_NO_REPOSITORY = "no repository: the files of one revision\n"


@dataclass(frozen=True, slots=True)
class BaseTree:
    """A copy of the work tree `top` as of another revision, in the temporary folder `copy`."""

    top: Path
    copy: Path

    def path(self, path: str | os.PathLike[str]) -> Path:
        """The same path in the copy, absolute; a path outside of the repository is unchanged."""
        head, tail = os.path.split(os.path.abspath(path))
        resolved = Path(os.path.realpath(path) if os.path.isdir(path) else os.path.join(os.path.realpath(head), tail))
        return self.copy / resolved.relative_to(self.top) if resolved.is_relative_to(self.top) else resolved

    def outside(self, path: str | os.PathLike[str]) -> bool:
        """Whether the path is outside of the repository."""
        return not self.path(path).is_relative_to(self.copy)


# Checks the paths in the copy with its own configuration and inventory.
CheckTree = Callable[[Sequence[str], BaseTree], Checked]


def adopted(checked: Checked) -> tuple[Checked, tuple[KnownFindings, ...]]:
    """The result with all findings marked as known, and the entries of a baseline file for them."""
    known = known_of(checked.result.findings)
    return _with(checked, tell_apart(checked.result.findings, known, checked.rules)[0]), known


def since_baseline(checked: Checked, path: Path, options: RunOptions) -> Checked:
    """Mark the findings of a baseline file, and add a note if entries no longer occur. Raises UsageError."""
    findings, rest = tell_apart(checked.result.findings, read_known(path, options.root), checked.rules)
    judged = checked.whole and not options.cluster
    gone = sum(entry.rule in checked.rules and entry.severity >= options.least for entry in rest) if judged else 0
    if not gone:
        return _with(checked, findings)
    entries, occur, them = ("1 entry", "occurs", "it") if gone == 1 else (f"{gone:,} entries", "occur", "them")
    text = f"{entries} of the baseline no longer {occur}; run --write-baseline again to remove {them}."
    return _with(checked, findings, text)


def since_revision(
    checked: Checked, paths: Sequence[str], options: RunOptions, revision: str, check_tree: CheckTree
) -> Checked:
    """Mark the findings of a revision, and locate the new ones at their new side. Raises UsageError."""
    base = find_base(options.root, revision)
    notes = [f"Compared with {base.words}."]
    if not any(finding.counted for finding in checked.result.findings):
        return _with(checked, checked.result.findings, *notes)
    with TemporaryDirectory(prefix="svclint-") as folder:
        # The copy has the name of the work tree, so that texts with the name of the folder are equal in both runs.
        tree = BaseTree(base.top, Path(os.path.realpath(folder), "base", base.top.name or "root"))
        tree.copy.mkdir(parents=True)
        settings = (tree.path(file) for file in (*options.inventories, *options.config.files))
        inside = [file.relative_to(tree.copy) for file in settings if file.is_relative_to(tree.copy)]
        write_tree(base, tree.copy, {file.as_posix() for file in inside})
        (tree.copy / ".git").write_text(_NO_REPOSITORY)
        before = _check_base(paths, options, tree, check_tree, base, notes)
        old = [finding for finding in before.result.findings if finding.counted] if before else []
        findings, _ = tell_apart(checked.result.findings, known_of(old), checked.rules)
        sides = _Sides(checked, before, options.root, tree.path(options.root))
        located = [finding if finding.known else sides.at_new_side(finding) for finding in findings]
        return _with(checked, located, *notes)


def _check_base(
    paths: Sequence[str], options: RunOptions, tree: BaseTree, check_tree: CheckTree, base: Base, notes: list[str]
) -> Checked | None:
    """Check the copy, with the current settings if its own cannot be used; None if none of the paths existed."""
    existing = [str(path) for path in map(tree.path, paths) if os.path.exists(path)]
    if not existing:
        return None
    try:
        return check_tree(existing, tree)
    except UsageError as error:
        reason = str(error).split("\n", 1)[0]
        notes.append(f"Cannot use the configuration of {base.words}, so the current one was used: {reason}")
    for file in (*options.inventories, *options.config.files):
        if not tree.outside(file):
            tree.path(file).unlink(missing_ok=True)  # it would be read as a manifest
    return check(existing, replace(options, root=tree.path(options.root), stdin=None, tracked_only=False))


def _with(checked: Checked, findings: Iterable[Finding], *notes: str) -> Checked:
    result = checked.result
    ordered = tuple(sorted(findings, key=lambda finding: finding.order))
    return replace(checked, result=replace(result, findings=ordered, notes=(*result.notes, *notes), compared=True))


class _Sides:
    """Decides which location of a finding is newest: one with a new claim, else one in a changed file."""

    def __init__(self, checked: Checked, before: Checked | None, root: Path, base_root: Path) -> None:
        self._now = _claims(checked)
        self._before = {claim for marks in _claims(before).values() for claim in marks} if before else set[str]()
        self._root, self._base = root, base_root

    def at_new_side(self, finding: Finding) -> Finding:
        """The finding at the newest of its own location and those of its participants; its own wins a tie."""
        participants = [related.location for related in finding.related if related.participant and related.location]
        newest = max([finding.location, *participants], key=self._newness) if participants else finding.location
        if newest is finding.location:
            return finding
        origin = Related(finding.location, str(finding.location.owner) or "the other location", participant=True)
        others = (related for related in finding.related if related.location is not newest)
        return replace(finding, location=newest, related=(origin, *others))

    def _newness(self, location: Location) -> int:
        if any(claim not in self._before for claim in self._now.get(location, ())):
            return 2
        return int(self._changed(location.file))

    def _changed(self, file: str) -> bool:
        try:
            return load(self._root, file) != load(self._base, file)
        except LoadError:
            return True


def _claims(checked: Checked) -> Mapping[Location, list[str]]:
    """The marks of the claims at each location."""
    marks: dict[Location, list[str]] = {}
    for claim in checked.claim_index.claims:
        marks.setdefault(claim.location, []).append(mark(claim.role, claim.location, claim.text))
    return marks
