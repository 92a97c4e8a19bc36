"""What is said beside a response that is whole, and still not what was wanted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from outrider.errors import SourceLocation
from outrider.next_steps import AddScope, NextStep, SetUrl


class ResponseNote(Struct, frozen=True):
    """A warning beside a response.

    Attributes:
        code: a stable name in snake_case, for programs.
        what: what happened.
        message: the server's own words, in one line; empty where it said nothing.
        why: the cause.
        advice: what to do next.
        step: what a key of the screen can do about it.
        place: what the step is about; ``None`` where it is in no file.
    """

    code: str
    what: str
    message: str = ""
    why: str = ""
    advice: str = ""
    step: NextStep | None = None
    place: SourceLocation | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What, the server's words, why and what to do, each on a line of its own."""
        message = f'API message: "{self.message}"' if self.message else ""
        return tuple(filter(None, (self.what, message, self.why, self.advice)))

    def masked(self, mask: Callable[[str], str]) -> ResponseNote:
        """The same with every secret in its sentences masked by ``mask``."""
        step = self.step
        if isinstance(step, AddScope) and mask(step.scope) != step.scope:
            step = None
        if isinstance(step, SetUrl):
            # A server may have put into it what it was sent.
            step = replace(step, url=mask(step.url))
        return replace(
            self,
            step=step,
            what=mask(self.what),
            message=mask(self.message),
            why=mask(self.why),
            advice=mask(self.advice),
        )


def note_lines(notes: Iterable[ResponseNote]) -> Iterator[str]:
    """Each note as lines; what follows its first one is indented."""
    for note in notes:
        what, *more = note.lines
        yield what
        yield from (f"  {line}" for line in more)


def short_note_lines(notes: Iterable[ResponseNote]) -> Iterator[str]:
    """The same without the server's words, for a place beside the response itself."""
    return note_lines(replace(note, message="") for note in notes)
