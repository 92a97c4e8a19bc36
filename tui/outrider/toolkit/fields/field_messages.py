"""Texts that the screen asks the user for, and that come back."""

from __future__ import annotations

from collections.abc import Callable

from textual.message import Message


class ExternalEditRequested(Message):
    """A text shall be edited in the user's editor.

    Attributes:
        text: as it is now.
        put: takes the text as it was saved there.
        suffix: what the file's name ends with, so that an editor knows its kind.
        secret: it must not be put into a file.
    """

    def __init__(
        self,
        text: str,
        put: Callable[[str], None],
        *,
        suffix: str = ".txt",
        secret: bool = False,
    ) -> None:
        super().__init__()
        self.text = text
        self.put = put
        self.suffix = suffix
        self.secret = secret


class DescriptionRequested(Message):
    """What a row is for shall be written.

    Attributes:
        name: of the row.
        text: what is written so far.
        put: takes what is written then.
    """

    def __init__(self, name: str, text: str, put: Callable[[str], None]) -> None:
        super().__init__()
        self.name = name
        self.text = text
        self.put = put
