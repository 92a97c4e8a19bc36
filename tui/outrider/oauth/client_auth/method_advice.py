"""What a client authentication method advises when its credentials were refused."""

from __future__ import annotations

from msgspec import Struct

from outrider.next_steps import NextStep


class MethodAdvice(Struct, frozen=True):
    """The likeliest change, and the next one if that fails too.

    Attributes:
        because_reserved: the credentials have characters that servers decode in different ways.
    """

    text: str
    step: NextStep | None = None
    because_reserved: bool = False
