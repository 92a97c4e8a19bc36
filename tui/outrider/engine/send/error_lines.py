"""Gives errors the lines of the keys that they are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from msgspec.structs import replace

from outrider.errors import Fault, OutriderError, SourceLocation
from outrider.lazy_pattern import lazy_pattern

WithLine = Callable[[SourceLocation], SourceLocation]
"""A place with its line, as far as it can be found."""


def fault_with_line(fault: Fault, with_line: WithLine) -> Fault:
    """The fault with the line of its place."""
    place = fault.place
    if place is None or place.line is not None:
        return fault
    return replace(fault, place=with_line(place))


def add_lines(error: OutriderError, with_line: WithLine) -> OutriderError:
    """The error, its faults and where it is with their lines; what has one is left alone."""
    if not error.faults:
        return error
    before = error.faults[0].place
    error.faults = tuple(fault_with_line(fault, with_line) for fault in error.faults)
    after = error.faults[0].place
    if before is not None and error.where == str(before):
        error.where = str(after)
    return error


_SETTING = lazy_pattern(
    r"(?:\b(\w+)(?: and \w+)? in )?\[(tls|proxy|options)\](?: (\w+))? \(([^\s():]+\.toml)\)"
)
"""How the transport names a setting of the environment, which knows its file only."""


def add_settings_lines(error: OutriderError, with_line: WithLine) -> None:
    """Gives the settings that cause and advice name the lines where they are written."""
    error.why = _SETTING.sub(lambda found: _lined(found, with_line), error.why)
    error.advice = _SETTING.sub(lambda found: _lined(found, with_line), error.advice)


def _lined(found: re.Match[str], with_line: WithLine) -> str:
    before, table, after, file = found.groups()
    key = (table, *filter(None, (before or after,)))
    place = with_line(SourceLocation(file, key))
    if place.line is None or place.line == _NOWHERE:
        return found[0]
    return found[0].replace(f"({file})", f"({place.file}:{place.line})")


_NOWHERE = 1
"""The line that is given for a table that is not there yet."""


@contextmanager
def lines_in_errors(with_line: WithLine) -> Iterator[None]:
    """Errors that are raised inside come out with their lines."""
    try:
        yield
    except OutriderError as error:
        add_lines(error, with_line)
        raise
