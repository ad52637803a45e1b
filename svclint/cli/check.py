"""The check itself: paths and what the options say → reports where they were asked for, and the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence

from svclint.api import Request, examine, options
from svclint.cli.inputs import ids, separate
from svclint.cli.output import STANDARD_OUTPUT, check_target, colored, say, show, write
from svclint.errors import UsageError
from svclint.findings.evaluate import worst
from svclint.lazy_dataclasses import dataclass
from svclint.model import Result, Severity
from svclint.pipeline import Checked
from svclint.reports import FORMATS, DisplayOptions, render

# Columns of a report that is not read in a terminal.
PLAIN_WIDTH = 100


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """The command's options, under their own names and with click's types and defaults."""

    inventory: tuple[str, ...] = ()
    config: str | None = None
    no_config: bool = False
    rules: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    cluster: str = ""
    format: str = "text"
    output: str = STANDARD_OUTPUT
    report: tuple[str, ...] = ()
    severity: str | None = None
    fail_on: str | None = None
    exit_zero: bool = False
    allow_empty: bool = False
    show_ignored: bool = False
    diff_base: str | None = None
    baseline: str | None = None
    write_baseline: str | None = None
    show_known: bool = False
    stdin_filename: str = ""
    hook: bool = False
    color: str = "auto"
    render: bool | None = None
    render_network: bool = False
    kustomize: str = ""
    helm: str = ""
    quiet: bool = False
    verbose: bool = False


def run(paths: Sequence[str], asked: CheckOptions) -> int:
    """Check, report, and return 0 or 1. Raises UsageError; nothing is written unless everything could be rendered."""
    targets = list(_targets(asked))
    places, stdin = separate(paths)
    wish = request(asked, stdin)
    run_options = options(places, wish)
    if stdin is not None and not stdin.strip() and not asked.allow_empty:
        raise UsageError("nothing to check: standard input is empty (pass --allow-empty to accept this)")
    checked = examine(places, wish, run_options)
    if not checked.result.counts.seen and not asked.allow_empty:
        raise UsageError(_empty(places, asked))
    baseline = ""
    if asked.write_baseline:
        checked, baseline = _adopted(checked)
    texts = [(path, _render(checked, form, path, asked, str(run_options.root))) for form, path in targets]
    for path, text in texts:
        if path != STANDARD_OUTPUT:
            write(path, text)
    if asked.write_baseline:
        write(asked.write_baseline, baseline)
    for path, text in texts:
        if path == STANDARD_OUTPUT:
            show(text)
    _remarks(checked.result, asked)
    return _status(checked.result, asked.fail_on or run_options.config.fail_on, exit_zero=asked.exit_zero)


def request(asked: CheckOptions, stdin: bytes | None) -> Request:
    """What the options say of the check, in the API's words."""
    return Request(
        inventory=asked.inventory,
        config=asked.config or "",
        use_config=not asked.no_config,
        select=ids(asked.select),
        ignore=ids(asked.ignore),
        rules=asked.rules,
        cluster=asked.cluster,
        severity=asked.severity or "",
        tracked_only=asked.hook,
        stdin=stdin,
        stdin_filename=asked.stdin_filename,
        diff_base=asked.diff_base or "",
        baseline=asked.baseline or "",
        write_baseline=asked.write_baseline or "",
        render=asked.render,
        render_network=asked.render_network,
        kustomize=asked.kustomize,
        helm=asked.helm,
    )


def _adopted(checked: Checked) -> tuple[Checked, str]:
    """The result with all its findings known, and the text of the baseline that says so."""
    from svclint.diff_base import adopted
    from svclint.reports.baseline_file import render as baseline

    checked, known = adopted(checked)
    return checked, baseline(known)


def _targets(asked: CheckOptions) -> Iterator[tuple[str, str]]:
    """Each report's format and where it goes, the main one first; found wanting before anything is read."""
    seen: set[str] = set()
    if asked.write_baseline:
        if asked.diff_base or asked.baseline:
            other = "--diff-base" if asked.diff_base else "--baseline"
            raise UsageError(f"--write-baseline and {other} cannot be used together")
        check_target(asked.write_baseline)
        seen.add(os.path.abspath(asked.write_baseline))
    main = (asked.format, asked.output)
    for form, path in (main, *(_pair(text) for text in asked.report)):
        if path != STANDARD_OUTPUT:
            check_target(path)
        if os.path.abspath(path) in seen:
            raise UsageError(
                f"two reports have the same target: {'standard output' if path == STANDARD_OUTPUT else path}"
            )
        seen.add(os.path.abspath(path))
        yield form, path


def _pair(text: str) -> tuple[str, str]:
    form, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"--report must be FORMAT=FILE, not {text}")
    if form not in FORMATS:
        raise UsageError(f"--report: unknown format {form}; choose from {', '.join(FORMATS)}")
    return form, path


def _empty(places: Sequence[str], asked: CheckOptions) -> str:
    from svclint.documents.discover import EXTENSIONS

    what = " ".join(f"*{extension}" for extension in EXTENSIONS)
    tracked = " tracked by git" if asked.hook else ""
    return f"nothing to check: no {what} files{tracked} in {', '.join(places)} (pass --allow-empty to accept this)"


def _render(checked: Checked, form: str, path: str, asked: CheckOptions, base: str) -> str:
    terminal = path == STANDARD_OUTPUT and sys.stdout.isatty()
    width = PLAIN_WIDTH
    if terminal:
        import shutil

        width = shutil.get_terminal_size().columns
    settings = DisplayOptions(
        color=colored(asked.color, os.environ, terminal=terminal),
        width=width,
        show_ignored=asked.show_ignored,
        # Code hosts compare on their own, and would take what is missing for mended.
        show_known=asked.show_known or (form == "sarif" and bool(asked.diff_base)),
        verbose=asked.verbose,
        quiet=asked.quiet,
        base=base,
        picture=_picture(checked) if form == "markdown" else "",
    )
    return render(form, checked.result, checked.rules, settings)


def _picture(checked: Checked) -> str:
    if not checked.result.findings:
        return ""
    from svclint.reports.picture import collision

    return collision(checked.result.findings)


def _remarks(result: Result, asked: CheckOptions) -> None:
    """Notes and, when asked, unresolved values that the report on standard output does not hold itself."""
    if asked.quiet:
        return
    for note in result.notes:
        say(f"note: {note}")
    if asked.write_baseline:
        from svclint.reports.summary import amount, known

        written = amount(known(result), "finding")
        say(f"note: wrote {written} to {asked.write_baseline}; runs with --baseline treat them as known.")
    if asked.verbose and asked.format != "text":
        for one in result.unresolved:
            span = one.location.span
            say(f"unresolved: {one.location.file}:{span.line}:{span.column}: {one.text} ({one.reason})")


def _status(result: Result, level: str, *, exit_zero: bool) -> int:
    found = worst(result.findings)
    if exit_zero or level == "never" or found is None:
        return 0
    return int(found >= Severity[level.upper()])
