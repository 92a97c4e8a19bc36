"""What Textual keeps to itself of how bytes become keys."""

from __future__ import annotations

from types import SimpleNamespace

# The one table of what terminals send for keys; alt and a digit are not in it.
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

# Raised by the parser for noise that looks like a sequence.
from textual._parser import ParseError

# Textual's own drivers alone have a public way to parse what is typed.
from textual._xterm_parser import XTermParser

__all__ = ["ParseError", "XTermParser", "register_sequence", "waits_for_more"]


def register_sequence(sequence: str, key: str) -> None:
    """Makes what a terminal sends a key of this name, for every parser of this process."""
    known: dict[str, object] = ANSI_SEQUENCES_KEYS  # type: ignore[assignment]
    # Textual has members of an enumeration there, and asks them for their value.
    known[sequence] = (SimpleNamespace(value=key),)


def waits_for_more(parser: XTermParser) -> bool:
    """Whether time alone may end what was begun, such as a lone ESC: else nobody need look."""
    return parser._timeout_time is not None
