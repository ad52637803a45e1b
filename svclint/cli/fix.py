"""The fixes of a check: files changed, or the changes as a diff, and messages about what was fixed and what is left."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence

from svclint.api import Request, examine
from svclint.cli.output import STANDARD_OUTPUT, colored, say, show, write
from svclint.edits import files
from svclint.edits.suggestions import with_fixes
from svclint.edits.trial import MOST_ROUNDS, UNSAFE, Outcome, Trial
from svclint.errors import UsageError
from svclint.lazy_dataclasses import dataclass
from svclint.light_typing import TYPE_CHECKING
from svclint.model import Finding
from svclint.pipeline import Checked, load
from svclint.reading import RunOptions
from svclint.reports.diff import exact_diff, shown_diff
from svclint.reports.summary import amount

if TYPE_CHECKING:
    from svclint.cli.check import CheckOptions

_MOST_LISTED = 50


def looked_for(
    checked: Checked, places: Sequence[str], request: Request, run_options: RunOptions, *, unsafe: bool, once: bool
) -> Fixes:
    """The fixes that work; `once`: only those of the present files. Raises UsageError."""
    book = load(run_options.rule_folders).book
    trial = Trial(lambda: examine(places, request, run_options), checked, book, run_options, unsafe=unsafe)
    return Fixes(checked, trial.run(1 if once else MOST_ROUNDS), run_options)


@dataclass(frozen=True, slots=True)
class Fixes:
    """The check of the files as they are, and the outcome of the changes."""

    checked: Checked
    outcome: Outcome
    options: RunOptions

    def show_diff(self, args: CheckOptions) -> int:
        """Print the changes, or write them as a patch to the file of `--output`; 1 if there are any."""
        changes = self._texts()
        if args.output == STANDARD_OUTPUT:
            color = colored(args.color, os.environ, terminal=sys.stdout.isatty())
            show(shown_diff(changes, color=color))
        else:
            write(args.output, exact_diff(changes))
        if not args.quiet:
            self._say("would fix", self.checked)
        return int(bool(changes))

    def applied(self, args: CheckOptions) -> Checked:
        """With `--fix`, change the files, and return their check; else the first check, with the fixes of findings."""
        if not args.fix:
            return with_fixes(self.checked, self.outcome)
        self._write()
        if not args.quiet:
            self._say("fixed", self.outcome.checked)
        return self.outcome.checked

    def _write(self) -> None:
        """Change all files, or none. Raises UsageError."""
        root, done = self.options.root, list[str]()
        try:
            for file, (before, after) in self.outcome.files.items():
                files.write(root, file, before, after)
                done.append(file)
        except UsageError:
            for file in done:
                before, after = self.outcome.files[file]
                files.write(root, file, after, before)
            raise

    def _texts(self) -> Mapping[str, tuple[str, str]]:
        return {file: (before.decode(), after.decode()) for file, (before, after) in self.outcome.files.items()}

    def _say(self, verb: str, checked: Checked) -> None:
        """Say what was fixed, and why the other findings with a fix are left."""
        made = [proposal for proposals in self.outcome.made for proposal in proposals]
        for proposal in made[:_MOST_LISTED]:
            say(f"{verb} {_spot(proposal.findings[0])}: {proposal.title}{'' if proposal.safe else ' (unsafe)'}")
        _rest(len(made))
        fixed = {finding.fingerprint for proposal in made for finding in proposal.findings}
        present = {finding.fingerprint for finding in checked.result.findings if finding.counted} - fixed
        left = {finding.fingerprint: (finding, reason) for finding, reason in self.outcome.refused.items()}
        refused = [entry for fingerprint, entry in left.items() if fingerprint in present]
        failed = [(finding, reason) for finding, reason in refused if reason != UNSAFE]
        for finding, reason in failed[:_MOST_LISTED]:
            say(f"not fixed {_spot(finding)}: {reason}")
        _rest(len(failed))
        unsafe = len(refused) - len(failed)
        hint = f"; {amount(unsafe, 'more finding')} can be fixed with --unsafe-fixes" if unsafe else ""
        say(f"{verb} {amount(len(fixed), 'finding')} in {amount(len(self.outcome.files), 'file')}{hint}")


def _rest(number: int) -> None:
    if number > _MOST_LISTED:
        say(f"and {number - _MOST_LISTED:,} more")


def _spot(finding: Finding) -> str:
    return f"{finding.location.file}:{finding.location.span.line} [{finding.rule}]"
