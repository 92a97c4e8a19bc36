"""The program's entry: reads the words, runs the command, and ends with the right status."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, NoReturn

from tui.errors import OutriderError, UsageError

if TYPE_CHECKING:
    import argparse

INTERRUPTED = 130
TERMINATED = 143
BROKEN = 70

_OUTPUT_TROUBLE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})

_MODULES = {
    "send": "tui.cli.send_command",
    "token": "tui.cli.token_command",
    "environments": "tui.cli.list_commands",
    "requests": "tui.cli.list_commands",
    "check": "tui.cli.check_command",
    "init": "tui.cli.workspace_commands",
    "trust": "tui.cli.workspace_commands",
    "demo": "tui.cli.demo_command",
    "completion": "tui.cli.completion_command",
}
"""Where each command lives: only the one that was asked for is imported."""


class Terminated(BaseException):
    """SIGTERM or SIGHUP arrived."""


def run() -> NoReturn:
    """Runs the words of this process and leaves it."""
    status = main(sys.argv[1:])
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:
        # Whoever read us went away; the interpreter must not complain when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        if not isinstance(error, BrokenPipeError):
            status = _unwritable(error)
    sys.exit(status)


def main(argv: Sequence[str]) -> int:
    """Runs one command.

    Returns:
        The exit status.
    """
    from tui.cli.errors_view import show_error

    _utf8()
    previous = signal.signal(signal.SIGTERM, _terminate)
    try:
        return _dispatch(argv)
    except OutriderError as error:
        show_error(error, sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        _say("Interrupted.")
        return INTERRUPTED
    except Terminated:
        _say("Terminated.")
        return TERMINATED
    except BrokenPipeError:
        return 0
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    except Exception as fault:
        return _crashed(fault)
    finally:
        signal.signal(signal.SIGTERM, previous)


def _dispatch(argv: Sequence[str]) -> int:
    from tui.cli.arguments import is_workbench_call, parser

    if is_workbench_call(argv):
        return _workbench(argv)
    arguments = parser().parse_args(argv)
    command: Callable[[argparse.Namespace], int] = import_module(
        _MODULES[arguments.command]
    ).command
    return command(arguments)


def _workbench(argv: Sequence[str]) -> int:
    """The screen is not there yet; a mistyped command is more likely than a folder."""
    from difflib import get_close_matches
    from pathlib import Path

    from tui.cli.arguments import command_names, first_word, parser

    first = first_word(argv)
    if first and not Path(first).is_dir():
        near = get_close_matches(first, command_names(), 1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(
            f"{first!r} is neither a command nor a folder.",
            advice=f"{hint}Commands: {', '.join(command_names())}.",
        )
    if not argv:
        parser().print_help(sys.stderr)
        return 2
    raise UsageError(
        "This version has no screen yet: it works by its commands.",
        code="no_screen",
        advice="Try outrider send REQUEST, or outrider --help.",
    )


def _crashed(fault: Exception) -> int:
    if isinstance(fault, OSError) and fault.errno in _OUTPUT_TROUBLE and fault.filename is None:
        return _unwritable(fault)
    from tui.cli.crash import report

    with suppress(OSError):
        report(fault, sys.stderr)
    return BROKEN


def _unwritable(error: OSError) -> int:
    """Says why the result could not be written."""
    _say(f"error: The output could not be written: {error.strerror}.")
    return UsageError.exit_code


def _say(text: str) -> None:
    """Writes a line to whoever is still there."""
    with suppress(OSError):
        sys.stderr.write(text + "\n")


def _utf8() -> None:
    """Texts are UTF-8, whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def _terminate(_number: int, _frame: object) -> None:
    raise Terminated
