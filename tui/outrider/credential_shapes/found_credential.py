"""Where in a text a credential is."""

from __future__ import annotations

from msgspec import Struct


class FoundCredential(Struct, frozen=True):
    """A credential within a text.

    Attributes:
        start: where it begins.
        end: behind its last character.
        name: what to call it: the name of what holds it, else empty.
    """

    start: int
    end: int
    name: str
