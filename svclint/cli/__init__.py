"""Arguments → output and exit status; every error is printed here, as one message on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from svclint.errors import Stopped
from svclint.light_typing import NoReturn

# Exit statuses besides 0 (no findings) and 1 (findings at or above --fail-on).
MISTAKE = 2
FAULT = 3
INTERRUPTED = 130
# The status that a shell reports for a program that SIGPIPE ended: the reader of the output has closed it.
PIPE_CLOSED = 141


def command() -> NoReturn:
    """The program `svclint`: run `main`, then end the process with its exit status.

    All output is written by then, so the process ends at once: tearing down 200 modules takes 9 ms, an eighth of a run.
    """
    from svclint.cli.interruptions import watch
    from svclint.documents.libyaml import load_binding

    watch()
    load_binding()
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(status)  # the interpreter reports what could not be written
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (default: `sys.argv`) and return the exit status; never raises."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        _open_streams()
    try:
        status = _run(list(words))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except Stopped as stop:
        if stop.message:
            from svclint.cli.output import say

            say(f"error: {stop.message}")
        return stop.status
    except BrokenPipeError:
        abandon_output()
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the outermost handler: any other exception is an internal error
        from svclint.cli.error_messages import explain

        return explain(error, words)
    return status


def abandon_output() -> None:
    """Redirect standard output to nowhere: the interpreter flushes it again at exit and would report an error."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_streams() -> None:
    """Open streams that the caller closed, so that a file that is opened later does not become standard output."""
    while os.open(os.devnull, os.O_RDWR) < 2:
        pass
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for the rest of the run
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the rest of the run
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the rest of the run


def _run(words: list[str]) -> int:
    from svclint.cli.fast_args import plain

    if (parsed := plain(words, os.environ)) is not None:
        from svclint.cli.check import check_options, run

        paths, flags = parsed
        return run(paths, check_options(dict.fromkeys(flags, True)))
    from svclint.cli.command import root

    instruction = os.environ.get("_SVCLINT_COMPLETE")
    if instruction and (instruction.endswith("_source") or "COMP_WORDS" in os.environ):
        from click.shell_completion import shell_complete

        return shell_complete(root, {}, "svclint", "_SVCLINT_COMPLETE", instruction)
    return root.run(words)
