"""The page of the command line: each command with its arguments, options and examples."""

from __future__ import annotations

import argparse
from collections.abc import Iterator

from outrider.cli.arguments.command_line import parser, workbench_parser
from outrider.cli.reference.reference_page import (
    PageBlock,
    PageCode,
    PageHeading,
    PageList,
    PageText,
    ReferencePage,
)

COMMAND_LINE = "command-line"


def command_page() -> ReferencePage:
    """Every command, in the order of the help."""
    return ReferencePage(
        COMMAND_LINE,
        "Command line",
        "every command with its options",
        tuple(_blocks()),
    )


def commands_of(top: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The parser of each command."""
    for action in top._actions:
        if isinstance(action.choices, dict):
            return dict(action.choices)
    return {}


def _blocks() -> Iterator[PageBlock]:
    top = parser()
    yield PageText(" ".join((top.description or "").split()))
    yield from _command("outrider", workbench_parser())
    for name, one in commands_of(top).items():
        yield from _command(f"outrider {name}", one)


def _command(name: str, command: argparse.ArgumentParser) -> Iterator[PageBlock]:
    yield PageHeading(name)
    if command.description:
        yield PageText(command.description)
    # In argparse's own words, which differ by the version of Python, nothing would stay the same.
    yield PageCode(" ".join((name, "[OPTIONS]", *_positional(command))))
    rows = tuple(_row(action) for action in command._actions if action.help != argparse.SUPPRESS)
    if rows:
        yield PageList(rows, ("argument", "what it does"))
    if command.epilog:
        yield PageCode(command.epilog.strip("\n"))


def _positional(command: argparse.ArgumentParser) -> Iterator[str]:
    for action in command._actions:
        if not action.option_strings:
            value = _value(action)
            yield {"?": f"[{value}]", "*": f"[{value}]…"}.get(str(action.nargs), value)


def _row(action: argparse.Action) -> tuple[str, str]:
    value = _value(action)
    if not action.option_strings:
        return value, action.help or ""
    names = ", ".join(action.option_strings)
    return f"{names} {value}".strip(), action.help or ""


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    if isinstance(action.metavar, tuple):
        return " ".join(action.metavar)
    if action.metavar:
        return action.metavar
    return "|".join(map(str, action.choices)) if action.choices else action.dest.upper()
