"""Parsers of commands: their mistakes are told like all others, their help fits 80 columns."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from functools import partial
from typing import Any, NoReturn, TypeAlias

from outrider.errors import UsageError

LONGEST_COMMAND = len("    environments")

WIDEST_NAME = 24
"""Columns that names get beside their help."""


class Parser(argparse.ArgumentParser):
    """A parser whose mistakes are told like all others.

    Attributes:
        words: the argument that takes words wherever they stand among the options; argparse gives
            it only those that stand together. Empty for none.
        after_dashes: the argument that takes everything after the first ``--`` as it is, and
            nothing else; empty for none.
        meant: what is to be written for options of other programs.
    """

    words = ""
    after_dashes = ""
    meant: Mapping[str, str] = {}

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """The arguments, and what belongs to none of them.

        Raises:
            UsageError: an option is one of another program.
        """
        behind: list[str] = []
        if self.after_dashes and "--" in args:
            at = args.index("--")
            args, behind = args[:at], list(args[at + 1 :])
        found, rest = super().parse_known_args(args, namespace)
        if self.after_dashes:
            rest = [*getattr(found, self.after_dashes), *rest]
            setattr(found, self.after_dashes, behind)
            if rest and not behind:
                self.error(f'the command to run has to follow "--": {" ".join(rest)}')
        other = next((word for word in rest if word in self.meant), "")
        if other:
            raise UsageError(f"Unknown option {other}.", advice=f"Write {self.meant[other]}.")
        if self.words and rest and not any(word.startswith("-") for word in rest):
            getattr(found, self.words).extend(rest)
            rest = []
        return found, rest

    def error(self, message: str) -> NoReturn:
        """Ends with a usage error.

        Raises:
            UsageError: always.
        """
        known = message.replace("unrecognized arguments", "unknown arguments")
        text = f"{known[:1].upper()}{known[1:]}".rstrip(".")
        raise UsageError(f"{text}.", advice=f"Run {self.prog} --help.")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuses a word that is not among the choices; argparse's own quotes as Python does."""
        if action.choices is not None and value not in action.choices:
            choices = ", ".join(str(choice) for choice in action.choices)
            raise argparse.ArgumentError(action, f'"{value}" is not one of: {choices}')

    def _print_message(self, message: str, file: Any = None) -> None:
        """Prints help or a version; unlike argparse's own, it fails where that cannot be."""
        (file or sys.stdout).write(message)

    def format_help(self) -> str:
        """The help, as wide as the terminal."""
        if self.formatter_class is HelpFormatter:
            self.formatter_class = partial(HelpFormatter, width=None)
        return super().format_help()

    def add_flag(self, name: str, summary: str) -> None:
        """Adds an option without a value."""
        self.add_argument(name, action="store_true", help=summary)

    def add_path(self, name: str, kind: str, **options: Any) -> None:
        """Adds an argument that a shell may complete: with a ``file`` or a ``directory``."""
        action = self.add_argument(name, **options)
        action.complete = kind  # type: ignore[attr-defined]


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """Keeps every command on one line with its summary.

    argparse makes one for each argument that is added, to check it; for these the terminal's width
    (``None``) does not matter, and finding it would import shutil.
    """

    def __init__(self, prog: str, width: int | None = 80) -> None:
        super().__init__(prog, max_help_position=WIDEST_NAME, width=width)
        # argparse leaves the indentation of commands out when it measures them.
        self._action_max_length = LONGEST_COMMAND


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
"""What commands are added to."""


def add_command(commands: Commands, name: str, summary: str, epilog: str) -> Parser:
    """Adds a command with its one-line summary and what stands below its help."""
    return commands.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=epilog,
        formatter_class=HelpFormatter,
        allow_abbrev=False,
    )
