"""Errors and faults as sentences on standard error.

The first line of a fault is what compilers write, ``file:line: error: what``, so that editors and
``grep`` find the place; what belongs to it follows indented.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TextIO, TypeAlias

from outrider.cli.output.shell_steps import shell_advice
from outrider.cli.output.terminal_width import columns_of
from outrider.errors import AuthorizationError, Fault, OutriderError, Severity, WorkspaceError
from outrider.model.response_note import ResponseNote
from outrider.next_steps import NextStep
from outrider.visible_text import visible_line

MOST_NAMED = 5
"""Environments that are named for one fault."""

NARROWEST = 40
"""Columns below which lines are left for the terminal to break."""

Advise: TypeAlias = Callable[[str, NextStep | None], str]
"""Says what to do next, from an error's own advice and its step."""


def write_error(
    error: OutriderError, out: TextIO, *, request: bool = False, advise: Advise = shell_advice
) -> None:
    """What, where, why and what to do; where there are several faults, each of them.

    Args:
        error: the error.
        out: a stream; lines are broken between words where it is a terminal.
        request: whether a request was to be sent: then it is said that it was not.
        advise: how steps are said here.
    """
    unsent = _unsent(error) if request else ""
    write_lines(_error_lines(error, unsent, advise, columns_of(out)), out)


def write_fault(fault: Fault, out: TextIO, *, advise: Advise = shell_advice) -> None:
    """One fault, in the order in which people look for it: where, how bad, what."""
    write_lines(_fault_lines(fault, advise), out)


def write_note(note: ResponseNote, out: TextIO) -> None:
    """A warning beside a response: what, the server's words, why and what to do."""
    what, *more = note.lines
    write_lines(iter((f"warning: {what}", *(f"  {line}" for line in more))), out)


def _error_lines(error: OutriderError, unsent: str, advise: Advise, columns: int) -> Iterator[str]:
    if len(error.faults) > 1:
        for fault in error.faults:
            yield from _fault_lines(fault, advise)
        yield f"{len(error.faults)} errors. {unsent}".strip()
        return
    place = error.faults[0].place if error.faults else None
    if place is not None and place.file and place.line is not None:
        yield from _fault_lines(error.faults[0], advise)
    else:
        yield f"error: {error.what}"
        if error.where_to_show:
            yield f"  at {error.where_to_show}"
        if error.server_message:
            yield f'  Server message: "{_words(error.server_message, columns)}"'
        if error.see:
            yield f"  See {error.see}"
        yield from _reasons(error.why, advise(error.advice, error.step))
    if unsent:
        yield f"  {unsent}"


def _words(message: str, columns: int) -> str:
    """A server's words: three lines of a terminal of them, and whole where nothing is broken."""
    from outrider.oauth.body_text import words_for

    return words_for(message, columns) if columns >= NARROWEST else message


def _fault_lines(fault: Fault, advise: Advise) -> Iterator[str]:
    word = "error" if fault.severity is Severity.ERROR else "warning"
    place = fault.place
    position, key = "", ""
    if place is not None:
        key = place.dotted_key
        numbers = (place.line, place.column) if place.line is not None else ()
        found = (place.file, *(str(number) for number in numbers if number is not None))
        position = f"{':'.join(found)}: " if place.file else ""
    yield f"{position}{word}: {fault.what}"
    if key and key not in fault.what:
        yield f"  at {key}"
    if fault.environments:
        yield f"  in {_environments(fault.environments)}"
    yield from _reasons(fault.why, advise(fault.advice, fault.step))


def _environments(names: tuple[str, ...]) -> str:
    """Names in words: the first of many."""
    quoted = ", ".join(f'"{name}"' for name in names[:MOST_NAMED])
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return f"environment{'s' if len(names) > 1 else ''} {quoted}{more}"


def _reasons(why: str, advice: str) -> Iterator[str]:
    return (f"  {text}" for text in (why, advice) if text)


def _unsent(error: OutriderError) -> str:
    if isinstance(error, AuthorizationError):
        return "The API request was not sent."
    return "No request was sent." if isinstance(error, WorkspaceError) else ""


def write_lines(lines: Iterable[str], out: TextIO) -> None:
    """Lines from outside made harmless, and broken between words on a terminal."""
    columns = columns_of(out)
    for line in lines:
        for row in _rows(visible_line(line), columns):
            out.write(row + "\n")


def _rows(line: str, columns: int) -> list[str]:
    """A line broken between words; a URL or a path is never broken."""
    if columns < NARROWEST or len(line) <= columns:
        return [line]
    from textwrap import wrap

    return wrap(
        line, columns, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
