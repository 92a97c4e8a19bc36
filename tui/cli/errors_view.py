"""Errors and faults as sentences on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from tui.errors import Fault, OutriderError, Severity
from tui.visible import visible_line


def show_error(error: OutriderError, out: TextIO) -> None:
    """What, where, why and what to do; then every further fault."""
    for line in _error_lines(error):
        out.write(visible_line(line) + "\n")


def show_fault(fault: Fault, out: TextIO) -> None:
    """One fault, in the order in which people look for it: where, how bad, what."""
    for line in _fault_lines(fault):
        out.write(visible_line(line) + "\n")


def _error_lines(error: OutriderError) -> Iterator[str]:
    if len(error.faults) > 1:
        yield f"error: {len(error.faults)} faults; nothing was sent"
        for fault in error.faults:
            yield from _fault_lines(fault)
        return
    yield f"error: {error.what}"
    if error.where:
        yield f"  at {error.where}"
    if error.why:
        yield f"  because {error.why}"
    if error.advice:
        yield f"  {error.advice}"


def _fault_lines(fault: Fault) -> Iterator[str]:
    word = "error" if fault.severity is Severity.ERROR else "warning"
    where = f"{fault.place}: " if fault.place else ""
    yield f"{where}{word}: {fault.what}"
    if fault.why:
        yield f"  because {fault.why}"
    if fault.advice:
        yield f"  {fault.advice}"
