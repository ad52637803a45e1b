"""Proposals → those that work, and the files with them: each change is checked in memory before anything is written.

A change works if its finding is gone, and no new one appears. All proposals are tried together; if that fails, in
halves, so that a few that do not work cost a few checks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from svclint.documents.file_bytes import Instead
from svclint.documents.rewritable import RewriteError
from svclint.documents.rewrite_at import PositionRewriter
from svclint.edits.comparison import objection
from svclint.edits.files import FileText, NotChangedError, text_of
from svclint.edits.proposal import ACTIONS, Proposal
from svclint.edits.proposals import Proposals
from svclint.errors import UsageError
from svclint.findings.rulebook import Rulebook
from svclint.lazy_dataclasses import dataclass, field
from svclint.model import Finding
from svclint.pipeline import Checked
from svclint.reading import RunOptions

MOST_CHECKS = 40
"""The most checks of one run: with many changes that do not work, the rest is left for people."""
MOST_ROUNDS = 5
"""The most times that changes are looked for again, after others were made."""
UNSAFE = "the fix is unsafe"
_TOO_MANY = "too many other changes failed; run svclint again"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The state after the changes.

    `files` maps paths to the bytes before and after, `made` are the proposals in it, by rounds, `refused` maps findings
    to the reasons why they are not changed, `checked` is the check of the files with the changes.
    """

    checked: Checked
    files: Mapping[str, tuple[bytes, bytes]] = field(default_factory=dict)
    made: tuple[tuple[Proposal, ...], ...] = ()
    refused: Mapping[Finding, str] = field(default_factory=dict)


class Trial:
    """Tries changes. `check` checks the files of the run, which is `options`; `unsafe` also tries unsafe changes."""

    def __init__(
        self, check: Callable[[], Checked], first: Checked, book: Rulebook, options: RunOptions, *, unsafe: bool
    ) -> None:
        self._check, self._book, self._options, self._unsafe = check, book, options, unsafe
        self._checked, self._left = first, MOST_CHECKS
        self._before: dict[str, bytes] = {}
        self._now: dict[str, bytes] = {}
        self._base: dict[str, FileText] = {}
        self._accepted: list[Proposal] = []
        self._refused: dict[Finding, str] = {}
        self._failed: set[str] = set()

    def run(self, rounds: int = MOST_ROUNDS) -> Outcome:
        """Try the proposals of the check, then those of the changed files, until there are no more."""
        made: list[tuple[Proposal, ...]] = []
        for _ in range(rounds):
            with Instead(self._options.root, self._now):
                accepted = self._round()
            if not accepted:
                break
            made.append(accepted)
        files = {file: (self._before[file], data) for file, data in sorted(self._now.items())}
        return Outcome(self._checked, files, tuple(made), self._refused)

    def _round(self) -> tuple[Proposal, ...]:
        proposals = Proposals(self._checked, self._book, self._options)
        wanted = [proposal for proposal in proposals.of(self._checked.result.findings) if not self._known(proposal)]
        self._refused |= proposals.refused
        self._base, self._accepted = {}, []
        for safe in (True, False):
            group = [proposal for proposal in wanted if proposal.safe == safe]
            if group and (safe or self._unsafe):
                self._try(group)
            else:
                self._refused |= {finding: UNSAFE for proposal in group for finding in proposal.findings}
        return tuple(self._accepted)

    def _known(self, proposal: Proposal) -> bool:
        return any(finding.fingerprint in self._failed for finding in proposal.findings)

    def _try(self, group: Sequence[Proposal]) -> None:
        """Accept the proposals of a group that work, together or, if they do not, in halves."""
        groups = [list(group)]
        while groups:
            group = groups.pop()
            if not (reason := self._attempt(group)):
                self._accepted += group
            elif len(group) > 1:
                middle = len(group) // 2
                groups += [group[middle:], group[:middle]]
            else:
                finding = group[0].findings[0]
                self._failed.add(finding.fingerprint)
                self._refused |= dict.fromkeys(group[0].findings, reason)

    def _attempt(self, group: Sequence[Proposal]) -> str:
        """Why a group does not work together with what was accepted; empty if it does."""
        try:
            files = self._files([*self._accepted, *group])
        except (RewriteError, NotChangedError) as error:
            return str(error)
        if not self._left:
            return _TOO_MANY
        self._left -= 1
        try:
            with Instead(self._options.root, self._now | files):
                after = self._check()
        except UsageError as error:
            return str(error)
        reason = objection(self._checked, after, group)
        if not reason:
            self._checked = after
            self._now |= files
            for file in files:
                self._before.setdefault(file, self._base[file].data)
        return reason

    def _files(self, proposals: Sequence[Proposal]) -> dict[str, bytes]:
        """The bytes of the files with proposals. Raises RewriteError and NotChangedError."""
        of_file: dict[str, list[Proposal]] = defaultdict(list)
        for proposal in proposals:
            of_file[proposal.change.file].append(proposal)
        files = {}
        for file, changes in of_file.items():
            if file not in self._base:
                self._base[file] = text_of(self._options.root, file)
            files[file] = self._base[file].changed(changed_text(self._base[file].text, changes))
        return files


def changed_text(text: str, proposals: Sequence[Proposal]) -> str:
    """The text of a file with the changes of proposals. Raises RewriteError."""
    rewriter = PositionRewriter(text)
    for proposal in proposals:
        ACTIONS[proposal.change.action](rewriter, proposal.change)
    return rewriter.text()
