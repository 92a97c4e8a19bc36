"""The program's entry: reads the words, runs the command, and ends with the right status."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
import warnings
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, NoReturn, TypeAlias

if TYPE_CHECKING:
    import argparse

UNWRITTEN = 5
INTERRUPTED = 130
TERMINATED = 143
BROKEN = 70

_NO_DESCRIPTORS = frozenset({errno.EMFILE, errno.ENFILE})
_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
"""What writing to a standard stream may fail with, and nobody but the user can mend."""

COMMANDS = {
    "send": "outrider.cli.commands.send_command",
    "run": "outrider.cli.commands.run_command",
    "token": "outrider.cli.commands.token_command",
    "tokens": "outrider.cli.commands.tokens_command",
    "exec": "outrider.cli.commands.exec_command",
    "doctor": "outrider.cli.commands.doctor_command",
    "compare": "outrider.cli.commands.compare_command",
    "history": "outrider.cli.commands.history_command",
    "environments": "outrider.cli.commands.list_commands",
    "requests": "outrider.cli.commands.list_commands",
    "check": "outrider.cli.commands.check_command",
    "init": "outrider.cli.commands.init_command",
    "trust": "outrider.cli.commands.workspace_commands",
    "import": "outrider.cli.commands.import_command",
    "export": "outrider.cli.commands.export_command",
    "demo": "outrider.cli.commands.demo_command",
    "keys": "outrider.cli.commands.keys_command",
    "help": "outrider.cli.commands.help_command",
    "schema": "outrider.cli.commands.schema_command",
    "completion": "outrider.cli.commands.completion_command",
}
"""Where each command lives: only the one that was asked for is imported."""

PLAIN = "outrider.cli.plain.plain_workbench"
"""Where the workbench lives that works line by line."""

OpenScreen: TypeAlias = Callable[[str | None, str | None], int]
"""Opens the workbench: folder, environment; returns the exit status."""


class Terminated(BaseException):
    """SIGTERM or SIGHUP arrived.

    Attributes:
        arrived: whether one did. Raised in the middle of an import it may be lost: Python only
            prints what a callback of its own raises.
    """

    arrived: ClassVar[bool] = False


def run_process(screen: OpenScreen | None = None) -> NoReturn:
    """Runs the words of this process and leaves it.

    Args:
        screen: opens the workbench on a folder (``None``: the current one) with an environment.
    """
    from outrider.cli.output.standard_streams import give_up_output, open_streams

    open_streams()
    status = main(sys.argv[1:], screen)
    try:
        sys.stdout.flush()
    except OSError as error:
        if not isinstance(error, BrokenPipeError):
            status = status or _failed(error)
        give_up_output()
    # As it ends, the interpreter looks for garbage among all that was imported: a tenth of a send.
    gc.freeze()
    sys.exit(status)


def main(argv: Sequence[str], screen: OpenScreen | None = None) -> int:
    """Runs one command, or opens the screen; returns the exit status."""
    Terminated.arrived = False
    previous = signal.getsignal(signal.SIGTERM)
    if previous is not signal.SIG_IGN:
        signal.signal(signal.SIGTERM, _terminate)
    try:
        _utf8()
        return _dispatch(argv, screen)
    except KeyboardInterrupt:
        _say("Interrupted.")
        return INTERRUPTED
    except Terminated:
        _say("Terminated.")
        return TERMINATED
    except SystemExit as leave:
        return leave.code if isinstance(leave.code, int) else int(leave.code is not None)
    except Exception as fault:
        return _failed(fault)
    finally:
        signal.signal(signal.SIGTERM, previous)


def _failed(fault: Exception) -> int:
    """Says what ended the command, and gives its exit status."""
    if isinstance(fault, OSError) and fault.errno in _NO_DESCRIPTORS:
        # Nothing is imported here: that would open files. What is half made is left without a word.
        sys.unraisablehook = _silent
        warnings.simplefilter("ignore")
        _say(
            f"error: This process has no file descriptors left: {fault.strerror}.\n"
            "  Raise the limit, such as with ulimit -n 256."
        )
        return UNWRITTEN
    # Imported here: an interrupt while this module is imported would print a traceback.
    from outrider.errors import OutriderError

    if isinstance(fault, OutriderError):
        from outrider.cli.output.error_output import write_error

        write_error(fault, sys.stderr)
        return fault.exit_code
    if isinstance(fault, BrokenPipeError):
        return 0
    if isinstance(fault, OSError) and _is_output(fault):
        sys.stderr.write(
            f"error: The result cannot be written to standard output: {fault.strerror}.\n"
            "  The command may have done its work: check the console above.\n"
        )
        return UNWRITTEN
    tell_fault(fault)
    return BROKEN


def tell_fault(fault: BaseException) -> None:
    """Says where a fault of Outrider's own happened, here and in a file."""
    from outrider.crash_report import save_report, write_report
    from outrider.storage.user_files.user_folders import state_folder
    from outrider.visible_text import visible_line

    write_report(fault, sys.stderr)
    path = save_report(fault, state_folder(os.environ))
    if path is not None:
        sys.stderr.write(f"  These lines were also saved in {visible_line(str(path))}.\n")


def _is_output(fault: OSError) -> bool:
    """Whether it is standard output that could not be written."""
    from outrider.cli.output.standard_streams import OutputIsClosed

    if isinstance(fault, OutputIsClosed):
        return True
    return fault.errno in _NO_ROOM and fault.filename is None


def _dispatch(argv: Sequence[str], screen: OpenScreen | None) -> int:
    if screen is not None and _asks_for_a_folder(argv):
        # The parser, which has nothing to say here, would be a tenth of the start.
        return screen(argv[0] if argv else None, None)
    if _asks_for_workbench(argv):
        return _workbench(argv, screen)
    from outrider.cli.arguments.command_line import parser

    arguments = parser(argv[0] if argv[0] in COMMANDS else None).parse_args(argv)
    arguments.screen = screen
    command: Callable[[argparse.Namespace], int] = import_module(
        COMMANDS[arguments.command]
    ).command
    status = command(arguments)
    # Here, where it can still be said that it could not be written.
    sys.stdout.flush()
    return status


def _asks_for_a_folder(argv: Sequence[str]) -> bool:
    """Whether there is nothing but a folder, or nothing at all."""
    from pathlib import Path

    if not argv:
        return True
    first = argv[0]
    return len(argv) == 1 and first not in COMMANDS and first[:1] != "-" and Path(first).is_dir()


def _asks_for_workbench(argv: Sequence[str]) -> bool:
    """Whether the first word is no command: there is none, or it is a folder."""
    if argv and argv[0] in {"-h", "--help", "--version"}:
        return False
    words = iter(argv)
    for word in words:
        if word == "--env":
            next(words, None)
        elif not word.startswith("-"):
            return word not in COMMANDS
    return True


def _workbench(argv: Sequence[str], screen: OpenScreen | None) -> int:
    """Opens the screen; a mistyped command is more likely than a folder."""
    from difflib import get_close_matches
    from pathlib import Path

    from outrider.cli.arguments.command_line import workbench_parser
    from outrider.errors import UsageError

    workbench = workbench_parser()
    arguments, rest = workbench.parse_known_args(argv)
    first = arguments.workspace or ""
    if first and not Path(first).is_dir():
        near = get_close_matches(first, COMMANDS, 1)
        hint = f'Did you mean "{near[0]}"? ' if near else ""
        raise UsageError(
            f'Unknown command "{first}" (and no folder has that name).',
            advice=f"{hint}Run outrider --help for all commands.",
        )
    if rest:
        workbench.error(f"unknown arguments: {' '.join(rest)}")
    if arguments.plain:
        plain: OpenScreen = import_module(PLAIN).run_plain
        return plain(arguments.workspace, arguments.env)
    if screen is None:
        raise UsageError(
            "The workbench needs a terminal.", advice="Run outrider --help for the commands."
        )
    return screen(arguments.workspace, arguments.env)


def _silent(_unraisable: object) -> None:
    """Says nothing."""


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
    Terminated.arrived = True
    raise Terminated
