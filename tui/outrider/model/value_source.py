"""Where the value of a key came from, in words: never the value, nor a part or the size of it."""

from __future__ import annotations

from msgspec import Struct

from outrider.errors import SourceLocation
from outrider.next_steps import EditKey, EnterSecret, NextStep


class ValueSource(Struct, frozen=True):
    """Where a key of an auth definition has its value from.

    As text: ``secret "client_secret" (environments/dev.toml:13), read from DEV_CLIENT_SECRET``, or
    ``token_endpoint (environments/dev.toml:23)``.

    Attributes:
        key: as it is written in the definition.
        place: of the key or, where it is one secret, of that.
        secret: name of the secret that is the whole value; empty for none.
        origin: what ``place`` leaves open: ``read from DEV_CLIENT_SECRET``; empty for nothing.
        written: where the value itself is written, if not at ``place``.
    """

    key: str
    place: SourceLocation
    secret: str = ""
    origin: str = ""
    written: SourceLocation | None = None

    def __str__(self) -> str:
        """One phrase for the middle of a sentence."""
        name = f'secret "{self.secret}"' if self.secret else self.key
        return name + file_and_line(self.place) + (f", {self.origin}" if self.origin else "")

    @property
    def step(self) -> NextStep | None:
        """What changes the value; ``None`` where it is in no file."""
        if self.secret:
            return EnterSecret(self.secret)
        place = self.written or self.place
        return EditKey(place.file, place.line, place.dotted_key) if place.file else None


def file_and_line(place: SourceLocation) -> str:
    """A place in brackets after what is there; empty for what nobody wrote."""
    if not place.file:
        return ""
    return f" ({place.file}:{place.line})" if place.line is not None else f" ({place.file})"
