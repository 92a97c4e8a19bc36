"""What is said beside a response that is whole, and still not what was wanted."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from outrider.next_steps import NextStep
from outrider.redaction import Redactor


class ResponseNote(Struct, frozen=True):
    """A warning beside a response.

    Attributes:
        code: a stable name in snake_case, for programs.
        what: what happened.
        message: the server's own words, in one line; empty where it said nothing.
        why: the cause.
        advice: what to do next.
        step: what a key of the screen can do about it.
    """

    code: str
    what: str
    message: str = ""
    why: str = ""
    advice: str = ""
    step: NextStep | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What, the server's words, why and what to do, each on a line of its own."""
        message = f'API message: "{self.message}"' if self.message else ""
        return tuple(filter(None, (self.what, message, self.why, self.advice)))

    def masked(self, redactor: Redactor) -> ResponseNote:
        """The same with every secret in its sentences masked."""
        return replace(
            self,
            what=redactor.mask_body(self.what),
            message=redactor.mask_body(self.message),
            why=redactor.mask_body(self.why),
            advice=redactor.mask_body(self.advice),
        )
