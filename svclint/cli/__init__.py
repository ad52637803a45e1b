"""Arguments → what a run prints and its exit status; every mistake ends here as one message on standard error."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

# Exit statuses beside 0 (nothing found) and 1 (findings at or above --fail-on).
MISTAKE = 2
FAULT = 3
INTERRUPTED = 130
# What a shell reports for a program that SIGPIPE ended: nobody reads our output any more.
PIPE_CLOSED = 141


def command() -> NoReturn:
    """The program `svclint`: `main`, and the end of the process.

    All is written by then, so the process ends at once: to take 200 modules apart again is 9 ms, an eighth of a run.
    """
    status = main()
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        sys.exit(status)  # the interpreter says what could not be written
    os._exit(status)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line (`sys.argv` unless given) and return the exit status; nothing is raised."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if sys.stdin is None or sys.stdout is None or sys.stderr is None:
        _open_streams()
    try:
        status = _run(list(words))
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        abandon_output()
        return PIPE_CLOSED
    except Exception as error:  # noqa: BLE001 - the last door: whatever comes here is a fault of ours
        from svclint.cli.error_messages import explain

        return explain(error, words)
    return status


def abandon_output() -> None:
    """Nothing more can be written: the interpreter, which flushes once more at its end, would complain then."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_streams() -> None:
    """What the caller closed leads nowhere: a file that is opened later must not become standard output."""
    while os.open(os.devnull, os.O_RDWR) < 2:
        pass
    sys.stdin = sys.stdin or open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for the rest of the run
    sys.stdout = sys.stdout or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the rest of the run
    sys.stderr = sys.stderr or open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115 - for the rest of the run


def _run(words: list[str]) -> int:
    from svclint.cli.fast_args import plain

    if (found := plain(words, os.environ)) is not None:
        from svclint.cli.check import CheckOptions, run

        paths, flags = found
        return run(paths, CheckOptions(**dict.fromkeys(flags, True)))  # type: ignore[arg-type]  # flags are its own
    from svclint.cli.command import root

    instruction = os.environ.get("_SVCLINT_COMPLETE")
    if instruction and (instruction.endswith("_source") or "COMP_WORDS" in os.environ):
        from click.shell_completion import shell_complete

        return shell_complete(root, {}, "svclint", "_SVCLINT_COMPLETE", instruction)
    return root.run(words)
