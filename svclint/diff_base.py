"""What a run found, and what was there before → the same result with the known findings marked.

Before is the tree of a revision, looked at in a private folder as the working tree is, with its own configuration and
inventory; or a baseline file.
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
from svclint.pipeline import Checked, RunOptions, check

# What makes git, which svclint asks for files, look for a repository no further: the folder is none.
_NO_REPOSITORY = "no repository: the files of one revision\n"


@dataclass(frozen=True, slots=True)
class BaseTree:
    """Where the files of the work tree's root `top` lie for the moment, as they were."""

    top: Path
    now: Path

    def path(self, path: str | os.PathLike[str]) -> Path:
        """The same path in the other tree; one outside of the repository stays as it is."""
        head, tail = os.path.split(os.path.abspath(path))
        full = Path(os.path.realpath(path) if os.path.isdir(path) else os.path.join(os.path.realpath(head), tail))
        return self.now / full.relative_to(self.top) if full.is_relative_to(self.top) else full

    def outside(self, path: str | os.PathLike[str]) -> bool:
        """Is it no part of the repository?"""
        return not self.path(path).is_relative_to(self.now)


# Looks at the other tree with its own settings.
Look = Callable[[Sequence[str], BaseTree], Checked]


def adopted(checked: Checked) -> tuple[Checked, tuple[KnownFindings, ...]]:
    """The result with all findings known, and what a baseline file says of them."""
    known = known_of(checked.result.findings)
    return _with(checked, tell_apart(checked.result.findings, known, checked.rules)[0]), known


def since_baseline(checked: Checked, path: Path, options: RunOptions) -> Checked:
    """The findings of a baseline file marked, with a note of what occurs no more. Raises UsageError."""
    findings, rest = tell_apart(checked.result.findings, read_known(path, options.root), checked.rules)
    judged = checked.whole and not options.cluster
    gone = sum(one.rule in checked.rules and one.severity >= options.least for one in rest) if judged else 0
    if not gone:
        return _with(checked, findings)
    entries, occur, them = ("1 entry", "occurs", "it") if gone == 1 else (f"{gone:,} entries", "occur", "them")
    text = f"{entries} of the baseline no longer {occur}; run --write-baseline again to remove {them}."
    return _with(checked, findings, text)


def since_revision(checked: Checked, paths: Sequence[str], options: RunOptions, revision: str, look: Look) -> Checked:
    """The findings that the revision has too marked; a new one stands at the side that is new. Raises UsageError."""
    base = find_base(options.root, revision)
    notes = [f"Compared with {base.words}."]
    if not any(one.counted for one in checked.result.findings):
        return _with(checked, checked.result.findings, *notes)
    with TemporaryDirectory(prefix="svclint-") as folder:
        # The name tells the tree from its surroundings in reports, as that of the work tree does.
        moved = BaseTree(base.top, Path(os.path.realpath(folder), "base", base.top.name or "root"))
        moved.now.mkdir(parents=True)
        own = (moved.path(one) for one in (*options.inventories, *options.config.files))
        inside = [one.relative_to(moved.now) for one in own if one.is_relative_to(moved.now)]
        write_tree(base, moved.now, {one.as_posix() for one in inside})
        (moved.now / ".git").write_text(_NO_REPOSITORY)
        before = _look(paths, options, moved, look, base, notes)
        old = before.result.findings if before else ()
        findings, _ = tell_apart(checked.result.findings, known_of(one for one in old if one.counted), checked.rules)
        sides = _Sides(checked, before, options.root, moved.path(options.root))
        return _with(checked, [one if one.known else sides.at_the_new_one(one) for one in findings], *notes)


def _look(
    paths: Sequence[str], options: RunOptions, moved: BaseTree, look: Look, base: Base, notes: list[str]
) -> Checked | None:
    """The other tree, looked at; None where none of the paths was there."""
    there = [str(path) for path in map(moved.path, paths) if os.path.exists(path)]
    if not there:
        return None
    try:
        return look(there, moved)
    except UsageError as error:
        reason = str(error).split("\n", 1)[0]
        notes.append(f"Cannot use the configuration of {base.words}, so the current one was used: {reason}")
    for own in (*options.inventories, *options.config.files):
        if not moved.outside(own):
            moved.path(own).unlink(missing_ok=True)  # else it were a manifest
    return check(there, replace(options, root=moved.path(options.root), stdin=None, tracked_only=False))


def _with(checked: Checked, findings: Iterable[Finding], *notes: str) -> Checked:
    result = checked.result
    kept = tuple(sorted(findings, key=lambda one: one.order))
    return replace(checked, result=replace(result, findings=kept, notes=(*result.notes, *notes), compared=True))


class _Sides:
    """Tells which of a finding's places are new: a claim that was not there, else a file that has changed."""

    def __init__(self, checked: Checked, before: Checked | None, root: Path, base: Path) -> None:
        self._now = _claims(checked)
        self._before = {one for marks in _claims(before).values() for one in marks} if before else set[str]()
        self._root, self._base = root, base

    def at_the_new_one(self, finding: Finding) -> Finding:
        """The finding at the newest of the places that carry it; its own, where that is as new as any."""
        places = [one.location for one in finding.related if one.participant and one.location]
        best = max([finding.location, *places], key=self._newness) if places else finding.location
        if best is finding.location:
            return finding
        origin = Related(finding.location, str(finding.location.owner) or "the other location", participant=True)
        others = (one for one in finding.related if one.location is not best)
        return replace(finding, location=best, related=(origin, *others))

    def _newness(self, place: Location) -> int:
        if any(one not in self._before for one in self._now.get(place, ())):
            return 2
        return int(self._changed(place.file))

    def _changed(self, file: str) -> bool:
        try:
            return load(self._root, file) != load(self._base, file)
        except LoadError:
            return True


def _claims(checked: Checked) -> Mapping[Location, list[str]]:
    """The claims of each place, by their marks."""
    found: dict[Location, list[str]] = {}
    for one in checked.claim_index.claims:
        found.setdefault(one.location, []).append(mark(one.role, one.location, one.text))
    return found
