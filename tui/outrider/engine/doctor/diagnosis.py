"""What a diagnosis says: one line a step, and the change to make."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from outrider.errors import OutriderError, SourceLocation
from outrider.next_steps import NextStep


class StepStatus(StrEnum):
    """How a step ended."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    SKIPPED = "skipped"


class DiagnosisStep(Struct, frozen=True):
    """One thing that was looked at.

    Attributes:
        name: what it is about: ``DNS``, ``token``, ``secret "client_secret"``.
        text: what was found, on one line, without a secret.
        error: why it failed, with its cause and advice; ``None`` where ``text`` says it all.
    """

    status: StepStatus
    name: str
    text: str = ""
    error: OutriderError | None = None


class KeyChange(Struct, frozen=True):
    """One key of a file to change, so that there is a token.

    Attributes:
        place: of the key or, where it is not there yet, of its table.
        key: path of the key in the file.
        old: as written; ``None`` where the key is not there.
        new: as it has to be written; ``None`` where the key has to go.
    """

    place: SourceLocation
    key: tuple[str, ...]
    old: str | None
    new: str | None

    @property
    def can_be_made(self) -> bool:
        """Whether the value is in a file, and not only in this session."""
        return bool(self.place.file)


class Diagnosis(Struct, frozen=True):
    """What was found of one auth definition of an environment.

    Attributes:
        environment: what people call it.
        changes: what has to change for a token: one, where one mistake was made; none where there
            is a token already, or where nothing that was tried led to one.
        exchanges: how many HTTP exchanges were made.
        conclusion: what is known where no change was found; empty otherwise.
        advice: what to do then.
        step: the same, where it depends on the front end.
        exit_code: of a command that ends with it.
    """

    environment: str
    steps: tuple[DiagnosisStep, ...]
    changes: tuple[KeyChange, ...] = ()
    exchanges: int = 0
    conclusion: str = ""
    advice: str = ""
    step: NextStep | None = None
    exit_code: int = 0

    @property
    def is_ready(self) -> bool:
        """Whether there is a token as the files are."""
        return not self.exit_code and not self.changes

    def count(self, status: StepStatus) -> int:
        """How many steps ended so."""
        return sum(step.status is status for step in self.steps)
