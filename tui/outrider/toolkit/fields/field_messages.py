"""Messages by which a field asks for the external editor or for a description."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message

from outrider.toolkit.value_message import ValueMessage


class ExternalEditRequested(ValueMessage):
    """A text shall be edited in the user's editor.

    Attributes:
        text: as it is now.
        put: takes the text as it was saved there.
        suffix: what the file's name ends with, so that an editor knows its kind.
        secret: it must not be put into a file.
    """

    text: str
    put: Callable[[str], None]
    suffix: str = ".txt"
    secret: bool = False


class TextPasted(Message):
    """What was pasted is in a field, or in rows of their own."""


class DescriptionRequested(ValueMessage):
    """What a row is for shall be written; ``put`` takes what is."""

    name: str
    text: str
    put: Callable[[str], None]
