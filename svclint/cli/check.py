"""`svclint PATH...`, the check: paths and options → the requested reports and the exit status."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence, Set

from svclint import limits
from svclint.api import Request, examine, options
from svclint.cli.inputs import separate
from svclint.cli.interruptions import limit_time
from svclint.cli.output import (
    PLAIN_WIDTH,
    STANDARD_OUTPUT,
    check_target,
    colored,
    links_work,
    output_width,
    say,
    show,
    write,
)
from svclint.cli.progress import progress
from svclint.cli.requests import requested
from svclint.errors import UsageError
from svclint.findings.evaluate import worst
from svclint.findings.folding import folded_result
from svclint.lazy_dataclasses import dataclass, replace
from svclint.light_typing import TYPE_CHECKING, Any
from svclint.limits import Limits
from svclint.model import Result, Severity
from svclint.pipeline import Checked
from svclint.reports import FORMATS, STATISTICS, SUGGESTING, DisplayOptions, render

if TYPE_CHECKING:
    from svclint.cli.fix import Fixes
    from svclint.reading import RunOptions


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What the command line says: the request to the API, and what to print of the result, in click's names."""

    request: Request = Request()
    format: str = "text"
    output: str = STANDARD_OUTPUT
    report: tuple[str, ...] = ()
    fail_on: str | None = None
    exit_zero: bool = False
    allow_empty: bool = False
    show_ignored: bool = False
    show_known: bool = False
    statistics: bool = False
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False
    fix: bool = False
    diff: bool = False
    unsafe_fixes: bool = False


def check_options(values: Mapping[str, Any]) -> CheckOptions:
    """The options of the command, by click's names for them; one that is left out has its default."""
    own = {name: values[name] for name in CheckOptions.__match_args__ if name in values}
    (own["format"], own["output"]), *further = _paired(own.get("format", ()), own.get("output", ()))
    own["report"] = (*(f"{form}={path}" for form, path in further), *own.get("report", ()))
    return CheckOptions(request=requested(values), **own)


def _paired(formats: Sequence[str], outputs: Sequence[str]) -> list[tuple[str, str]]:
    """Each `--format` with its `--output`, in order. Raises UsageError if one of several formats has none."""
    formats = formats or ("text",)
    if len(outputs) != len(formats) and (len(formats) > 1 or len(outputs) > 1):
        from svclint.reports.summary import amount

        given = f"{amount(len(formats), 'format')}, but {amount(len(outputs), 'output')}"
        raise UsageError(f"{given}: pass an --output for each --format, in the same order; - is standard output")
    return list(zip(formats, outputs or (STANDARD_OUTPUT,), strict=True))


def run(paths: Sequence[str], args: CheckOptions) -> int:
    """Check, write the reports, and return 0 or 1. Raises UsageError. Writes nothing until all reports are rendered."""
    targets = list(_targets(args))
    with limits.applied(replace(Limits(), **args.request.limits)):
        places, stdin = separate(paths)
    if stdin is not None and (args.fix or args.diff):
        raise UsageError(f"{'--diff' if args.diff else '--fix'} cannot change standard input: name the files")
    request = replace(args.request, stdin=stdin)
    run_options = options(places, request)
    limit_time(run_options.limits.seconds)
    if stdin is not None and not stdin.strip() and not args.allow_empty:
        raise UsageError("nothing to check: standard input is empty (pass --allow-empty to accept this)")
    with progress(shown=not args.quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb") as began:
        run_options = replace(run_options, began=began)
        checked = examine(places, request, run_options)
        fixes = _fixes(checked, places, request, run_options, args, {form for form, _ in targets})
    if not checked.result.counts.seen and not args.allow_empty:
        raise UsageError(_nothing_to_check(places, args))
    if fixes is not None:
        if args.diff:
            return fixes.show_diff(args)
        checked = fixes.applied(args)
    baseline = ""
    if args.request.write_baseline:
        checked, baseline = _adopted(checked)
    checked = replace(checked, result=folded_result(checked.result))
    fail_on = _fail_on(args, run_options.config.fail_on)
    base = str(run_options.root)
    texts = [(path, _render(checked, form, path, args, base=base, fail_on=fail_on)) for form, path in targets]
    for path, text in texts:
        if path != STANDARD_OUTPUT:
            write(path, text)
    if args.request.write_baseline:
        write(args.request.write_baseline, baseline)
    for path, text in texts:
        if path == STANDARD_OUTPUT:
            show(text)
    _print_notes(checked.result, args)
    severity = worst(checked.result.findings)
    return int(fail_on is not None and severity is not None and severity >= fail_on)


def _fixes(
    checked: Checked,
    places: Sequence[str],
    request: Request,
    run_options: RunOptions,
    args: CheckOptions,
    forms: Set[str],
) -> Fixes | None:
    """The fixes of the findings, if the command line asks for them, or a report that contains them."""
    if not (args.fix or args.diff or forms & SUGGESTING):
        return None
    from svclint.cli.fix import looked_for

    return looked_for(checked, places, request, run_options, unsafe=args.unsafe_fixes, once=not (args.fix or args.diff))


def _adopted(checked: Checked) -> tuple[Checked, str]:
    """The result with all findings marked as known, and the text of the baseline that lists them."""
    from svclint.diff_base import adopted
    from svclint.reports.baseline_file import render as render_baseline

    checked, known = adopted(checked)
    return checked, render_baseline(known)


def _targets(args: CheckOptions) -> Iterator[tuple[str, str]]:
    """Yield the format and target of each report, the main one first. Raises UsageError for an unusable target."""
    seen: set[str] = set()
    if args.request.write_baseline:
        if args.request.diff_base or args.request.baseline:
            other = "--diff-base" if args.request.diff_base else "--baseline"
            raise UsageError(f"--write-baseline and {other} cannot be used together")
        check_target(args.request.write_baseline)
        seen.add(os.path.abspath(args.request.write_baseline))
    main = (args.format, args.output)
    if (args.fix or args.diff) and args.request.write_baseline:
        raise UsageError(f"{'--diff' if args.diff else '--fix'} and --write-baseline cannot be used together")
    if args.unsafe_fixes and not (args.fix or args.diff or _suggests(args)):
        raise UsageError("--unsafe-fixes needs --fix, --diff, or a report with fixes: " + ", ".join(sorted(SUGGESTING)))
    if args.statistics and args.format not in ("text", "concise"):
        raise UsageError(f"--statistics is text: it cannot be used with --format {args.format}")
    for form, path in (main, *(_pair(text) for text in args.report)):
        if path != STANDARD_OUTPUT:
            check_target(path)
        if os.path.abspath(path) in seen:
            raise UsageError(
                f"two reports have the same target: {'standard output' if path == STANDARD_OUTPUT else path}"
            )
        seen.add(os.path.abspath(path))
        yield form, path


def _suggests(args: CheckOptions) -> bool:
    return any(form in SUGGESTING for form in (args.format, *(text.partition("=")[0] for text in args.report)))


def _pair(text: str) -> tuple[str, str]:
    form, equals, path = text.partition("=")
    if not equals or not path:
        raise UsageError(f"--report must be FORMAT=FILE, not {text}")
    if form not in FORMATS:
        raise UsageError(f"--report: unknown format {form}; choose from {', '.join(FORMATS)}")
    return form, path


def _nothing_to_check(places: Sequence[str], args: CheckOptions) -> str:
    from svclint.documents.discover import EXTENSIONS

    patterns = " ".join(f"*{extension}" for extension in EXTENSIONS)
    tracked = " tracked by git" if args.request.tracked_only else ""
    return f"nothing to check: no {patterns} files{tracked} in {', '.join(places)} (pass --allow-empty to accept this)"


def _render(checked: Checked, form: str, path: str, args: CheckOptions, *, base: str, fail_on: Severity | None) -> str:
    terminal = path == STANDARD_OUTPUT and sys.stdout.isatty()
    color = colored(args.color, os.environ, terminal=terminal)
    settings = DisplayOptions(
        color=color,
        width=output_width() if path == STANDARD_OUTPUT else PLAIN_WIDTH,
        show_ignored=args.show_ignored,
        # Code hosts compare by themselves, and would report a missing finding as fixed.
        show_known=args.show_known or (form == "sarif" and bool(args.request.diff_base)),
        verbose=args.verbose,
        quiet=args.quiet,
        base=base,
        fail_on=fail_on,
        links=terminal and color and links_work(os.environ),
        picture=_picture(checked) if form == "markdown" else "",
    )
    if args.statistics and path == args.output:
        form = STATISTICS
    return render(form, checked.result, checked.rules, settings)


def _picture(checked: Checked) -> str:
    if not checked.result.findings:
        return ""
    from svclint.reports.picture import collision

    return collision(checked.result.findings)


def _print_notes(result: Result, args: CheckOptions) -> None:
    """Print notes and, with --verbose, the unresolved values that the report on standard output does not contain."""
    if args.quiet:
        return
    for note in result.notes:
        say(f"note: {note}")
    if args.request.write_baseline:
        from svclint.reports.summary import amount, known

        written = amount(known(result), "finding")
        say(f"note: wrote {written} to {args.request.write_baseline}; runs with --baseline treat them as known.")
    if args.verbose and args.format != "text":
        for value in result.unresolved:
            span = value.location.span
            say(f"unresolved: {value.location.file}:{span.line}:{span.column}: {value.text} ({value.reason})")


def _fail_on(args: CheckOptions, configured: str) -> Severity | None:
    """The least severity that fails the run; None if no finding does."""
    level = args.fail_on or configured
    return None if args.exit_zero or level == "never" else Severity[level.upper()]
